"""The doses that can be made as rows of signs: what is a gap is seen at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.codes import Verdict
from pillsplit.solver.grid import common_grid

GAP = "·"
SIGNS = {
    Verdict.WHOLE: "W",
    Verdict.HALVES: "H",
    Verdict.THIRDS: "T",
    Verdict.QUARTERS: "Q",
    Verdict.EIGHTHS: "E",
    Verdict.LIQUID: "L",
}
_WIDEST = 50
_MOST_SIGNS = 200
_GROUP = 10
_DIGITS = (1, 2, 5)


@frozen
class Bar:
    """Rows of signs, each sign for the doses from above the end of the one before to its own end."""

    cell: Mass
    """The width of a sign."""
    single: bool
    """Whether no sign stands for more than one dose that could be made."""
    rows: tuple[tuple[Mass, Mass, str], ...]
    """From above, up to, and the signs in groups of ten."""


def bar(verdicts: Mapping[Mass, Verdict], most: Mass) -> Bar:
    """Draw the doses up to *most* with their *verdicts* (at least one), on the coarsest grid that holds them all.

    Where that is too fine to be seen, a sign stands for several doses and shows the easiest of them.
    """
    unit = common_grid([dose.mg for dose in verdicts])
    times = next(times for times in _round_numbers() if most.mg / unit / times <= _MOST_SIGNS)
    cell = unit * times
    signs = [GAP] * ceil(most.mg / cell)
    for dose, verdict in sorted(verdicts.items(), key=lambda item: item[1].hardness, reverse=True):
        signs[ceil(dose.mg / cell) - 1] = SIGNS[verdict]
    wide = _signs_in_a_row(cell)
    rows = tuple(
        (Mass(first * cell), min(Mass((first + wide) * cell), most), _grouped(signs[first : first + wide]))
        for first in range(0, len(signs), wide)
    )
    return Bar(Mass(cell), times == 1, rows)


def _round_numbers() -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20 and so on."""
    power = 1
    while True:
        yield from (digit * power for digit in _DIGITS)
        power *= 10


def _signs_in_a_row(cell: Fraction) -> int:
    """Return the largest number of signs that fits a row and ends it on a round mass, where one does."""
    return next((number for number in range(_WIDEST, 0, -1) if _is_round(number * cell)), _WIDEST)


def _is_round(number: Fraction) -> bool:
    while number >= 10:
        number /= 10
    while number < 1:
        number *= 10
    return number in _DIGITS


def _grouped(signs: Sequence[str]) -> str:
    return " ".join("".join(signs[first : first + _GROUP]) for first in range(0, len(signs), _GROUP))
