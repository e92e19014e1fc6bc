"""Supply lived through day by day: a drawer of whole tablets and loose parts, from which each day's pieces come.

It shares no code with the package, and rounds nothing: what has to be dispensed is the least number of whole tablets
with which no day goes short.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

HALVED = Fraction(1, 2), Fraction(1, 4), Fraction(1, 8)
THIRD = Fraction(1, 3)
Day = Sequence[Fraction]
"""The pieces of one product that one day takes: each a whole tablet, or a half, third, quarter or eighth of one."""


class Drawer:
    """Whole tablets and loose parts."""

    def __init__(self, stock: Fraction) -> None:
        self.whole = int(stock)
        self.loose: list[Fraction] = []
        self._put(stock - self.whole)
        assert self.whole + sum(self.loose) == stock

    def _put(self, rest: Fraction) -> None:
        """Put what is left of a tablet away, in the parts that it falls into."""
        if rest.denominator == 3:
            self.loose += [THIRD] * rest.numerator
            return
        for part in HALVED:
            if rest >= part:
                self.loose.append(part)
                rest -= part

    def take(self, part: Fraction) -> bool:
        """Take one piece, of the smallest loose part that holds it, else of a tablet; say whether there was one."""
        holds = [loose for loose in sorted(self.loose) if loose >= part]
        if holds:
            self.loose.remove(holds[0])
            self._put(holds[0] - part)
        elif self.whole:
            self.whole -= 1
            self._put(1 - part)
        else:
            return False
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
