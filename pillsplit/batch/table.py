"""The small table of a batch: what every distinct dose comes to, without liquid and with each liquid of the shelf."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.batch.solved import Answering, AnswerRow
from pillsplit.batch.whole_numbers import figured
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import Devices
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.shelf import Shelf
from pillsplit.output.words import in_words
from pillsplit.verbs.measuring import AtHand
from pillsplit.verbs.notes import NotesOnProducts, notes_on_answer, notes_on_measured

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
    numbers, notes = figured(rows), _Notes(AtHand(devices).devices)
    records = [
        record | words_of(row, shelf) | {"notes": notes.codes(row.answer, row.measured)}
        for row, record in zip(rows, numbers.records, strict=True)
    ]
    metadata = {
        "parts_of_mg": str(numbers.parts_of_mg),
        "parts_of_ml": str(numbers.parts_of_ml),
        "products": " ".join(numbers.products),
    }
    return pa.Table.from_pylist(records, schema=SCHEMA.with_metadata(metadata))


def _by_drug(doses: Iterable[tuple[str, Mass]]) -> dict[str, list[Mass]]:
    by_drug: dict[str, set[Mass]] = {}
    for drug, dose in doses:
        by_drug.setdefault(drug, set()).add(dose)
    return {drug: sorted(wanted) for drug, wanted in sorted(by_drug.items())}


def words_of(row: AnswerRow, shelf: Shelf) -> dict[str, str | None]:
    """Return what *row* comes to in the words of the columns of text."""
    answer, made, measured = row.answer, row.answer.combination, row.measured
    return row.words | {
        "items": in_words(made, shelf) if made else None,
        "difference": plain(answer.difference.mg) if made else None,
        "below": _mass(answer.below),
        "above": _mass(answer.above),
        "why": str(answer.why.code) if answer.why else None,
        "why_no_liquid": str(answer.why_no_liquid.code) if answer.why_no_liquid else None,
        "device": measured.device.id if measured and measured.device else None,
        "error": plain(measured.error.mg) if measured and measured.error is not None else None,
    }


def _mass(combination: Combination | None) -> str | None:
    return plain(combination.mass.mg) if combination else None


class _Notes:
    """The codes of what must be said of an answer; what is said of a product is looked up once."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._of_products: NotesOnProducts = {}

    def codes(self, answer: Answer, measured: Measured | None) -> list[str]:
        """Return each code once, in the order of the notes."""
        codes = [note.code for note in notes_on_answer(answer, self._of_products)]
        if measured:
            codes += [note.code for note in notes_on_measured(answer, measured, self._devices)]
        return list(dict.fromkeys(codes))
