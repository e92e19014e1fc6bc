"""A view as FHIR's JSON: numbers as exact decimals, without the package's own keys."""

from __future__ import annotations

import json
from decimal import Decimal

from pillsplit.output.view import Style, View


def render(view: View, style: Style) -> str:
    """Dress what a view holds for FHIR; nothing where it holds nothing."""
    found = view.fhir() if view.fhir else None
    return style.wording(f"{as_fhir(found)}\n") if found else ""


def as_fhir(value: object, indent: str = "") -> str:
    """Write a value as JSON; a `Decimal` is a number, and is written as it is."""
    inner = f"{indent} "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {as_fhir(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"{inner}{as_fhir(each, inner)}" for each in value) + f"\n{indent}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
