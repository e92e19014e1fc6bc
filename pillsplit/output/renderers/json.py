"""Documents as JSON."""

from __future__ import annotations

import json

from pillsplit.output.view import Style, View


def render(view: View, style: Style) -> str:
    """Dress the document of a view as JSON."""
    return style.wording(as_json(view.document()))


def as_json(document: object) -> str:
    """Dress a document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
