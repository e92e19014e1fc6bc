"""Solved doses as the whole numbers that a database adds up and compares, of parts that they have in common."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from pillsplit.amounts.number import plain
from pillsplit.batch.solved import AnswerRow
from pillsplit.errors import UsageError
from pillsplit.model.codes import VERDICTS

MOST_WHOLE = 2**63 - 1
"""The largest whole number that a database adds up."""
MOST_DAYS = 1 << 20
"""More days than any schedule has: so often a figure may be added up."""
MOST_PRODUCTS = 62
"""Products of one table that its bits can tell apart."""


class Figured(NamedTuple):
    """A record of whole numbers for each row, and of what they are."""

    records: list[dict[str, Any]]
    parts_of_mg: int
    parts_of_ml: int
    products: tuple[str, ...]
    """The ids of those that are drawn on, by their bits."""


def figured(rows: Sequence[AnswerRow]) -> Figured:
    """Return the records of *rows*.

    Raises:
        UsageError: for amounts that have no common part that a database could count, or too many products.
    """
    amounts = [(row.dose.mg, row.made, row.may_be_off, row.volume) for row in rows]
    parts = lcm(*{each.denominator for masses in amounts for each in masses[:3]})
    millilitre = lcm(*{volume.denominator for *_, volume in amounts})
    figures = [
        _Figures(
            row.answer.is_made, _in(wanted, parts), _in(made, parts), _in(may_be_off, parts), _in(volume, millilitre)
        )
        for row, (wanted, made, may_be_off, volume) in zip(rows, amounts, strict=True)
    ]
    largest = max((max(each.wanted + each.off, each.made, each.volume) for each in figures), default=0)
    if largest * MOST_DAYS > MOST_WHOLE:
        raise UsageError(
            f"these amounts have only 1/{parts} mg or 1/{millilitre} mL in common, too little to add up over a "
            "schedule: draw on fewer products (`use`, `without`) or round the doses"
        )
    products = sorted({product for row in rows for product in row.products})
    if len(products) > MOST_PRODUCTS:
        raise UsageError(
            f"{len(products)} products are drawn on, and a batch tells {MOST_PRODUCTS} apart: draw on fewer (`use`, "
            "`without`)"
        )
    bits = {product: 1 << place for place, product in enumerate(products)}
    found = turned(
        ((row.drug, row.order), figure.wanted, figure.made, figure.is_made)
        for row, figure in zip(rows, figures, strict=True)
    )
    records = [
        _record(row, figure)
        | {
            "may_not_fall": int(((row.drug, row.order), figure.wanted) in found),
            "product_bits": sum(bits[product] for product in row.products),
        }
        for row, figure in zip(rows, figures, strict=True)
    ]
    return Figured(records, parts, millilitre, tuple(products))


class _Figures(NamedTuple):
    """What is wanted, made and may be off in parts of a milligram, and measured in parts of a millilitre."""

    is_made: bool
    wanted: int
    made: int
    may_be_off: int
    volume: int

    @property
    def off(self) -> int:
        """The difference, and what the device may be off by; 0 where it is not made."""
        return abs(self.made - self.wanted) + self.may_be_off if self.is_made else 0


def _in(amount: Fraction, parts: int) -> int:
    """Return how many *parts* of one the *amount* is; it is a whole number of them."""
    return amount.numerator * (parts // amount.denominator)


def _record(row: AnswerRow, figures: _Figures) -> dict[str, Any]:
    answer, made, measured = row.answer, row.answer.combination, row.measured
    micrograms = row.dose.mg * 1000
    return {
        "drug": row.drug,
        "dose": plain(row.dose.mg),
        "dose_ug": micrograms.numerator if micrograms.denominator == 1 else None,
        "liquid": row.liquid.id if row.liquid else "",
        "liquid_order": row.order,
        "is_same": row.is_same,
        "verdict_order": VERDICTS.index(answer.verdict),
        "needs_liquid": answer.needs_liquid,
        "is_made": int(answer.is_made),
        "pieces": [
            {"product": item.product.id, "part": str(item.part), "count": item.count}
            for item in (made.pieces if made else ())
        ],
        "piece_count": made.count if made else 0,
        "wanted_parts": figures.wanted,
        "made_parts": figures.made,
        "difference_parts": figures.made - figures.wanted if made else None,
        "error_parts": figures.may_be_off if measured and measured.error is not None else None,
        "off_parts": figures.off,
        "volume_parts": figures.volume,
    }


def turned(figures: Iterable[tuple[Hashable, int, int, bool]]) -> set[tuple[Hashable, int]]:
    """Return what is wanted where something larger is made no larger, or something smaller no smaller.

    Args:
        figures: what is compared with each other (a drug with a liquid), what is wanted, what is made, and whether
            all of it is; only what is made wholly stands before another. Amounts are in parts of a milligram.
    """
    by_kind: dict[Hashable, list[tuple[int, int, bool]]] = {}
    for kind, wanted, made, is_made in figures:
        by_kind.setdefault(kind, []).append((wanted, made, is_made))
    found: set[tuple[Hashable, int]] = set()
    for kind, alike in by_kind.items():
        alike.sort()
        most = -1
        for wanted, made, is_made in alike:
            if is_made and made <= most:
                found.add((kind, wanted))
            most = max(most, made)
        least: int | None = None
        for wanted, made, is_made in reversed(alike):
            if least is not None and made >= least:
                found.add((kind, wanted))
            if is_made:
                least = made if least is None else min(least, made)
    return found
