"""The things that every sheet for a person says, from ``leaflet.toml``, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pillsplit.errors import Problem
from pillsplit.formulary.fields import Fields, place
from pillsplit.formulary.files import read_right
from pillsplit.formulary.loader import shipped
from pillsplit.formulary.sources import read_source
from pillsplit.model.source import Fact

FILE = "leaflet.toml"


def read_leaflet(table: Mapping[str, object], where: str, problems: list[Problem]) -> tuple[Fact, ...]:
    """Read a ``leaflet.toml``: what is right of it, with what is wrong added to *problems*."""
    found = []
    fields = Fields(table, where, problems)
    for number, entry in fields.tables("thing"):
        inner = Fields(entry, place(where, f"thing {number}"), problems)
        code, text = inner.text("code", required=True), inner.text("text", required=True)
        found.append(Fact(text, read_source(inner), code))
        inner.finish()
    fields.finish()
    return tuple(found)


@cache
def leaflet() -> tuple[Fact, ...]:
    """Return what every sheet says, in its order.

    Raises:
        InputError: with everything that is wrong in the file.
    """
    return read_right(shipped() / FILE, FILE, read_leaflet)
