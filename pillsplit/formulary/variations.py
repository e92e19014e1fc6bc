"""How far tablets and parts of them may be off, from ``variations.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pillsplit.amounts.number import read_percent, written_percent
from pillsplit.errors import Problem
from pillsplit.formulary.fields import Fields, place
from pillsplit.formulary.files import read_right
from pillsplit.formulary.loader import shipped
from pillsplit.formulary.sources import read_source
from pillsplit.model.combination import MOST_OF_A_PART
from pillsplit.model.source import Fact
from pillsplit.model.variation import Standing, Variation, Varying

FILE = "variations.toml"


def read_variations(table: Mapping[str, object], where: str, problems: list[Problem]) -> tuple[Variation, ...]:
    """Read a ``variations.toml``: what is right of it, with what is wrong added to *problems*."""
    fields = Fields(table, where, problems)
    found = [
        variation
        for number, entry in fields.tables("variation")
        if (variation := _variation(Fields(entry, place(where, f"variation {number}"), problems)))
    ]
    fields.finish()
    return tuple(found)


@cache
def variations_on_record() -> tuple[Variation, ...]:
    """Return the variations that ship with the package.

    Raises:
        InputError: with every problem of their file.
    """
    return read_right(shipped() / FILE, FILE, read_variations)


def _variation(fields: Fields) -> Variation | None:
    before = len(fields.problems)
    of = fields.one_of("of", Varying, required=True)
    kind = fields.one_of("kind", Standing, required=True)
    share = fields.amount("share", read_percent, required=True)
    drugs = fields.texts("drugs")
    text = fields.text("text", required=True)
    if of is Varying.PART and kind is Standing.LIMIT and share and share > MOST_OF_A_PART:
        fields.wrong(
            f"share: a limit of a part is at most {written_percent(MOST_OF_A_PART)}: look at the document again"
        )
    source = read_source(fields)
    fields.finish()
    if not (of and kind and share) or len(fields.problems) > before:
        return None
    return Variation(of, kind, share, Fact(text, source, "variation", drugs))
