"""Supply lived through day by day: a drawer of whole tablets and loose parts, from which each day's pieces come.

It shares no code with the package, and rounds nothing: what has to be dispensed is the least number of whole tablets
with which no day goes short.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
Day = Sequence[Fraction]
"""The pieces of one product that one day takes: each 1, 1/2 or 1/4 of a tablet."""


class Drawer:
    """Whole tablets and loose parts."""

    def __init__(self, stock: Fraction) -> None:
        self.whole = int(stock)
        self.loose = [part for part in (HALF, QUARTER) if (stock - self.whole) // part % 2]
        assert self.whole + sum(self.loose) == stock

    def take(self, part: Fraction) -> bool:
        """Take one piece, of the smallest loose part that holds it, else of a tablet; say whether there was one."""
        holds = [loose for loose in sorted(self.loose) if loose >= part]
        if holds:
            self.loose.remove(holds[0])
            rest = holds[0] - part
        elif self.whole:
            self.whole -= 1
            rest = 1 - part
        else:
            return False
        while rest:
            self.loose.append(HALF if rest >= HALF else QUARTER)
            rest -= self.loose[-1]
        return True


def short_on(days: Sequence[Day], stock: Fraction) -> int | None:
    """Return the first day (from 1) that *stock* leaves short, or None."""
    drawer = Drawer(stock)
    for number, pieces in enumerate(days, start=1):
        if not all(drawer.take(part) for part in pieces):
            return number
    return None


def least(days: Sequence[Day], stock: Fraction) -> int:
    """Return the fewest whole tablets that have to come beside *stock*."""
    more = 0
    while short_on(days, stock + more):
        more += 1
    return more


def dispensed(days: Sequence[Day], stock: Fraction, interval: int) -> list[int]:
    """Return the tablets to dispense in each interval: what is needed to its end less what came before."""
    ends = [*range(interval, len(days), interval), len(days)]
    needed = [0, *(least(days[:end], stock) for end in ends)]
    return [now - before for before, now in pairwise(needed)]
