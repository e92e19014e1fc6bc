"""The bottle rule of §4, written slowly: every day is lived through, once for each size on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Opened:
    """The bottles that are opened; *at_least* where the opened life is not on record."""

    size: Fraction
    count: int
    at_least: bool


def answer(daily: Sequence[Fraction], sizes: Sequence[Fraction], in_use_days: int | None) -> Opened | None:
    """Return the bottles for the volume drawn on each day: of the sizes, what opens fewest, then least mL in all.

    None where no size is on record.
    """
    choices = [Opened(size, count(daily, size, in_use_days), in_use_days is None) for size in sizes]
    return min(choices, key=lambda opened: (opened.count, opened.count * opened.size), default=None)


def count(daily: Sequence[Fraction], size: Fraction, in_use_days: int | None) -> int:
    """Return how many bottles of one size are opened.

    Each is opened when first needed and drawn from until it is empty or its life is over: the day of opening is the
    first day of its life. A dose may be drawn from the last of one bottle and the first of the next.
    """
    opened, rest, opened_on = 0, Fraction(0), 0
    for day, needed in enumerate(daily, start=1):
        if in_use_days is not None and day >= opened_on + in_use_days:
            rest = Fraction(0)
        missing = needed
        while missing > rest:
            missing -= rest
            opened, rest, opened_on = opened + 1, size, day
        rest -= missing
    return opened
