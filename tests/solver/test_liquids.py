"""The marks of a ruler next to a mass: of all spans of a way the nearest below and the nearest above."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.device import Span
from pillsplit.model.way import Way
from pillsplit.solver.liquids import Ruler
from tests.worlds import liquid


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("wanted", "marks"),
    [("4.5", ["4", "5"]), ("5.5", ["5", "6"]), ("7", ["6", "8"]), ("12", ["10"]), ("0.5", ["1"]), ("6", ["6"])],
)
def test_of_all_spans_the_nearest_marks_are_found(wanted: str, marks: list[str], order: int) -> None:
    ones, twos = (Span(Volume(step), Volume(step), Volume(5 * step)) for step in (1, 2))
    way = Way(liquid("l", 1, Fraction(1)), None, (ones, twos)[::order])
    ruler = Ruler(Fraction(1), [way]).for_dose(Mass(Fraction(wanted)))
    whole = Fraction(wanted) * ruler.units
    found = [(whole + off) / ruler.units for off, _, _, _ in ruler.marks(int(whole), int(20 * ruler.units))]
    assert found == [Fraction(mark) for mark in marks]
