"""The small table of a batch: what every distinct dose comes to, without liquid and with each liquid of the shelf."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import pyarrow as pa
from attrs import evolve

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.codes import VERDICTS
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Shelf
from pillsplit.output.words import in_words
from pillsplit.solver.dose import Solver
from pillsplit.verbs.measuring import AtHand
from pillsplit.verbs.notes import notes_on_answer, notes_on_measured

MOST_WHOLE = 2**63 - 1
"""The largest whole number that a database adds up."""
MOST_DAYS = 1 << 20
"""More days than any schedule has: so often a figure may be added up."""

PIECES = pa.list_(pa.struct([("product", pa.string()), ("part", pa.string()), ("count", pa.int32())]))
SCHEMA = pa.schema(
    [
        ("drug", pa.string()),
        ("dose", pa.string()),
        ("dose_ug", pa.int64()),
        ("liquid", pa.string()),
        ("liquid_order", pa.int32()),
        ("is_same", pa.bool_()),
        ("may_not_fall", pa.int32()),
        ("verdict", pa.string()),
        ("verdict_order", pa.int32()),
        ("needs_liquid", pa.bool_()),
        ("is_made", pa.int32()),
        ("items", pa.string()),
        ("made", pa.string()),
        ("difference", pa.string()),
        ("below", pa.string()),
        ("above", pa.string()),
        ("why", pa.string()),
        ("why_no_liquid", pa.string()),
        ("notes", pa.list_(pa.string())),
        ("pieces", PIECES),
        ("piece_count", pa.int32()),
        ("ml", pa.string()),
        ("device", pa.string()),
        ("error", pa.string()),
        ("wanted_parts", pa.int64()),
        ("made_parts", pa.int64()),
        ("difference_parts", pa.int64()),
        ("error_parts", pa.int64()),
        ("off_parts", pa.int64()),
        ("volume_parts", pa.int64()),
        ("product_bits", pa.int64()),
    ]
)
"""A row for each dose and liquid; ``liquid`` is empty without one. Amounts are text in mg and mL.

The columns in ``parts`` are whole numbers: of so many parts of a milligram, or of a millilitre, as the metadata of the
schema says (``parts_of_mg``, ``parts_of_ml``). ``error_parts`` is null where no document says how far the device may
be off; ``off_parts`` is the difference and that, or all that is measured where it is null.
``is_same``: made exactly, and alike with each liquid and without one. ``may_not_fall`` is 1 for a dose beside which
another of the table is larger and made no larger, or smaller and made no smaller, with the same liquid.
``product_bits`` has a bit for each product drawn on: the first for the first of ``products`` in the metadata.
"""
MOST_PRODUCTS = 62
"""Products of one table that its bits can tell apart."""


class AnswerRow(NamedTuple):
    """One dose with one liquid, or none."""

    drug: str
    dose: Mass
    liquid: Liquid | None
    order: int
    is_same: bool
    answer: Answer

    @property
    def products(self) -> tuple[str, ...]:
        """The products that it takes, each once."""
        made = self.answer.combination
        if made is None:
            return ()
        taken = [item.product.id for item in made.pieces]
        if measured := self.measured:
            taken.append(measured.product.id)
        return tuple(dict.fromkeys(taken))

    @property
    def off(self) -> Fraction:
        """By how many mg it is off, what the device may be off by included; 0 where it is not made."""
        made = self.answer.combination
        if made is None:
            return Fraction(0)
        off = abs(self.answer.difference.mg)
        if measured := made.liquid:
            off += (measured.mass if measured.error is None else measured.error).mg
        return off

    @property
    def made(self) -> Fraction:
        """How many mg are made; 0 where none are."""
        made = self.answer.combination
        return made.mass.mg if made else Fraction(0)

    @property
    def measured(self) -> Measured | None:
        """What is measured."""
        made = self.answer.combination
        return made.liquid if made else None

    @property
    def volume(self) -> Fraction:
        """How many mL are measured."""
        return self.measured.volume.ml if self.measured else Fraction(0)


def answers(
    doses: Iterable[tuple[str, Mass]],
    shelf: Shelf,
    preferences: Preferences | None = None,
    devices: Measuring | None = None,
) -> pa.Table:
    """Return what each distinct dose comes to, without liquid and with each liquid of its drug.

    Args:
        doses: the drug, as the shelf names it, and the mass; each counts once.
        shelf: the products to draw on, all of one release of each drug.
        preferences: how doses may be made; `switch` plays no part.
        devices: with what a liquid is measured.

    Returns:
        A table of the columns of `SCHEMA`, by drug, dose and liquid.

    Raises:
        UsageError: for a device that is not known, or amounts that have no common part that a database could count.
    """
    preferences, devices = preferences or Preferences(), devices or Measuring()
    rows = [
        row
        for drug, wanted in _by_drug(doses).items()
        for row in Answering(drug, shelf, preferences, devices).rows(wanted)
    ]
    return table_of(rows, shelf, devices)


def table_of(rows: Sequence[AnswerRow], shelf: Shelf, devices: Measuring) -> pa.Table:
    """Return the table of *rows*, as `answers` does.

    Raises:
        UsageError: for amounts that have no common part that a database could count, or too many products.
    """
    parts = lcm(*(each.denominator for row in rows for each in (row.dose.mg, row.made, row.off)))
    millilitre = lcm(*(row.volume.denominator for row in rows))
    largest = max((max(row.dose.mg + row.off, row.made) * parts for row in rows), default=Fraction(0))
    volume = max((row.volume * millilitre for row in rows), default=Fraction(0))
    if max(largest, volume) * MOST_DAYS > MOST_WHOLE:
        raise UsageError(
            f"these amounts have only 1/{parts} mg or 1/{millilitre} mL in common, too little to add up over a "
            "schedule: draw on fewer products (`use`, `without`) or round the doses"
        )
    known = AtHand(devices).devices
    found = turned(((row.drug, row.order), row.dose.mg, row.made, row.answer.is_made) for row in rows)
    products = list(dict.fromkeys(product for row in rows for product in row.products))
    if len(products) > MOST_PRODUCTS:
        raise UsageError(
            f"{len(products)} products are drawn on, and a batch tells {MOST_PRODUCTS} apart: draw on fewer (`use`, "
            "`without`)"
        )
    bits = {product: 1 << place for place, product in enumerate(sorted(products))}
    records = [
        _record(row, shelf, parts, millilitre, known)
        | {
            "may_not_fall": int(((row.drug, row.order), row.dose.mg) in found),
            "product_bits": sum(bits[product] for product in row.products),
        }
        for row in rows
    ]
    metadata = {"parts_of_mg": str(parts), "parts_of_ml": str(millilitre), "products": " ".join(bits)}
    return pa.Table.from_pylist(records, schema=SCHEMA.with_metadata(metadata))


def _by_drug(doses: Iterable[tuple[str, Mass]]) -> dict[str, list[Mass]]:
    by_drug: dict[str, set[Mass]] = {}
    for drug, dose in doses:
        by_drug.setdefault(drug, set()).add(dose)
    return {drug: sorted(wanted) for drug, wanted in sorted(by_drug.items())}


class Answering:
    """Answers the doses of one drug, each once however often it is asked for."""

    def __init__(self, drug: str, shelf: Shelf, preferences: Preferences, measuring: Measuring) -> None:
        self.drug, self.shelf = drug, shelf
        liquids = shelf.liquids(drug) if preferences.liquid else ()
        at_hand = AtHand(measuring)
        ways = {liquid.id: at_hand.ways(liquid, preferences) for liquid in liquids}
        alone = Solver(shelf.solids(drug), preferences, any_liquid=bool(liquids))
        self._any_liquid = alone.measuring([way for each in ways.values() for way in each], any_liquid=bool(liquids))
        measurable = sorted((liquid for liquid in liquids if ways[liquid.id]), key=lambda each: each.id)
        self._solvers: list[tuple[Liquid | None, Solver]] = [(None, alone)]
        self._solvers += [(liquid, alone.measuring(ways[liquid.id], any_liquid=True)) for liquid in measurable]
        self._rows: dict[Mass, tuple[AnswerRow, ...]] = {}

    @property
    def liquids(self) -> tuple[Liquid | None, ...]:
        """None, and each liquid, in the order of their numbers."""
        return tuple(liquid for liquid, _ in self._solvers)

    def rows(self, doses: Iterable[Mass]) -> list[AnswerRow]:
        """Return a row for each of *doses* and each liquid."""
        return [row for dose in doses for row in self._of(dose)]

    def _of(self, dose: Mass) -> tuple[AnswerRow, ...]:
        if dose not in self._rows:
            self._rows[dose] = self._solved(dose)
        return self._rows[dose]

    def _solved(self, dose: Mass) -> tuple[AnswerRow, ...]:
        made = [solver.answer(dose) for _, solver in self._solvers]
        is_same = made[0].is_exact and all(each.options == made[0].options for each in made)
        if not made[0].is_made:
            made[0] = evolve(made[0], why_no_liquid=self._any_liquid.why_no_liquid(dose))
        return tuple(
            AnswerRow(self.drug, dose, liquid, order, is_same, answer)
            for order, (liquid, answer) in enumerate(zip(self.liquids, made, strict=True))
        )


def turned(figures: Iterable[tuple[Hashable, Fraction, Fraction, bool]]) -> set[tuple[Hashable, Fraction]]:
    """Return what is wanted where something larger is made no larger, or something smaller no smaller.

    Args:
        figures: what is compared with each other (a drug with a liquid), what is wanted, what is made, and whether
            all of it is; only what is made wholly stands before another.
    """
    by_kind: dict[Hashable, list[tuple[Fraction, Fraction, bool]]] = {}
    for kind, wanted, made, is_made in figures:
        by_kind.setdefault(kind, []).append((wanted, made, is_made))
    found: set[tuple[Hashable, Fraction]] = set()
    for kind, alike in by_kind.items():
        alike.sort()
        most = Fraction(-1)
        for wanted, made, is_made in alike:
            if is_made and made <= most:
                found.add((kind, wanted))
            most = max(most, made)
        least: Fraction | None = None
        for wanted, made, is_made in reversed(alike):
            if least is not None and made >= least:
                found.add((kind, wanted))
            if is_made:
                least = made if least is None else min(least, made)
    return found


def _record(row: AnswerRow, shelf: Shelf, parts: int, millilitre: int, devices: Any) -> dict[str, Any]:
    answer, made, measured = row.answer, row.answer.combination, row.measured
    micrograms = row.dose.mg * 1000
    notes = [note.code for note in notes_on_answer(answer)]
    if measured:
        notes += [note.code for note in notes_on_measured(answer, measured, devices)]
    return {
        "drug": row.drug,
        "dose": plain(row.dose.mg),
        "dose_ug": micrograms.numerator if micrograms.denominator == 1 else None,
        "liquid": row.liquid.id if row.liquid else "",
        "liquid_order": row.order,
        "is_same": row.is_same,
        "verdict": str(answer.verdict),
        "verdict_order": VERDICTS.index(answer.verdict),
        "needs_liquid": answer.needs_liquid,
        "is_made": int(answer.is_made),
        "items": in_words(made, shelf) if made else None,
        "made": plain(made.mass.mg) if made else None,
        "difference": plain(answer.difference.mg) if made else None,
        "below": _mass(answer.below),
        "above": _mass(answer.above),
        "why": str(answer.why.code) if answer.why else None,
        "why_no_liquid": str(answer.why_no_liquid.code) if answer.why_no_liquid else None,
        "notes": list(dict.fromkeys(notes)),
        "pieces": [
            {"product": item.product.id, "part": str(item.part), "count": item.count}
            for item in (made.pieces if made else ())
        ],
        "piece_count": made.count if made else 0,
        "ml": plain(measured.volume.ml) if measured else None,
        "device": measured.device.id if measured and measured.device else None,
        "error": plain(measured.error.mg) if measured and measured.error is not None else None,
        "wanted_parts": int(row.dose.mg * parts),
        "made_parts": int(row.made * parts),
        "difference_parts": int(answer.difference.mg * parts) if made else None,
        "error_parts": int(measured.error.mg * parts) if measured and measured.error is not None else None,
        "off_parts": int(row.off * parts),
        "volume_parts": int(row.volume * millilitre),
    }


def _mass(combination: Combination | None) -> str | None:
    return plain(combination.mass.mg) if combination else None
