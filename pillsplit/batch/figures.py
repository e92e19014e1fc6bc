"""What a day comes to, as the whole numbers that the database adds up: one dose, or several at times of day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from pillsplit.amounts.quantity import Mass
from pillsplit.batch.solved import Answering
from pillsplit.batch.whole_numbers import figured, turned
from pillsplit.model.product import Liquid, Product

_ADDED = ("piece_count", "wanted_parts", "made_parts", "off_parts", "volume_parts")
FIGURES = pa.schema(
    [
        *((name, pa.int64()) for name in ("drug", "dose", "liquid_order")),
        ("is_same", pa.bool_()),
        ("needs_liquid", pa.bool_()),
        *((name, pa.int64()) for name in ("may_not_fall", "verdict_order", "is_made", "product_bits", *_ADDED)),
    ]
)
"""A row for each drug, day and liquid; ``dose`` is the number of the day."""


class Day(NamedTuple):
    """The doses of one drug in a day, under a number."""

    number: int
    doses: tuple[Mass, ...]


class Group:
    """One drug in one release under a number, with the answers to each of its doses."""

    def __init__(self, number: int, answering: Answering, doses: Iterable[Mass]) -> None:
        self.number, self.drug = number, answering.drug
        self.liquids: tuple[Liquid | None, ...] = answering.liquids
        rows = answering.rows(sorted(set(doses)))
        numbers = figured(rows)
        self.parts_of_ml = numbers.parts_of_ml
        on_shelf = {product.id: product for product in answering.shelf.products}
        self.products: tuple[Product, ...] = tuple(on_shelf[each] for each in numbers.products)
        self._rows: Mapping[tuple[Mass, int], dict[str, Any]] = {
            (row.dose, row.order): record | row.words for row, record in zip(rows, numbers.records, strict=True)
        }

    def has(self, dose: Mass) -> bool:
        """Return whether it answers *dose*."""
        return (dose, 0) in self._rows

    def answer(self, dose: Mass, liquid_order: int) -> dict[str, Any]:
        """Return the record of *dose*: its whole numbers, and its words."""
        return self._rows[dose, liquid_order]

    def figures(self, days: Sequence[Day]) -> list[dict[str, Any]]:
        """Return the rows of `FIGURES` for *days*."""
        rows = [self._figures(day, order) for day in days for order in range(len(self.liquids))]
        found = turned(
            (row["liquid_order"], row["wanted_parts"], row["made_parts"], bool(row["is_made"])) for row in rows
        )
        for row in rows:
            row["may_not_fall"] = int((row["liquid_order"], row["wanted_parts"]) in found)
        return rows

    def _figures(self, day: Day, order: int) -> dict[str, Any]:
        answers = [self._rows[dose, order] for dose in day.doses]
        bits = 0
        for answer in answers:
            bits |= answer["product_bits"]
        return {
            "drug": self.number,
            "dose": day.number,
            "liquid_order": order,
            "is_same": all(answer["is_same"] for answer in answers),
            "needs_liquid": any(answer["needs_liquid"] for answer in answers),
            "verdict_order": max(answer["verdict_order"] for answer in answers),
            "is_made": min(answer["is_made"] for answer in answers),
            "product_bits": bits,
            **{name: sum(answer[name] for answer in answers) for name in _ADDED},
        }
