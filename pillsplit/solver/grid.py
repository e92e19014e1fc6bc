"""Sums of tablets and their parts, in whole numbers of one small mass.

A tablet is an index; its strength is a whole number of grid units, and so is each part it may be cut into. The
tables are sparse, so the work is bounded by the number of pieces however awkward the strengths.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from itertools import product as cartesian
from math import gcd, lcm
from typing import NamedTuple

_LARGEST = 1 << 20
_MOST_TRIED = 1000
"""How many pieces a dose would need is worked out up to so many grid units and so many pieces."""


class Cuts(NamedTuple):
    """A choice of halves and quarters: their mass in grid units, and which tablet gives which."""

    mass: int
    halves: tuple[int, ...]
    quarters: tuple[int, ...]

    @property
    def pieces(self) -> int:
        """The number of cut pieces."""
        return len(self.halves) + len(self.quarters)


NO_CUTS = Cuts(0, (), ())


class Sum(NamedTuple):
    """Cuts and so many wholes, whose mass together is known, whichever tablets the wholes are."""

    cuts: Cuts
    mass: int
    wholes: int


class Pick(NamedTuple):
    """Cuts, and how many wholes of each tablet."""

    cuts: Cuts
    wholes: tuple[int, ...]

    @property
    def used(self) -> set[int]:
        """The tablets that some piece is taken of."""
        return {index for index, taken in enumerate(self.wholes) if taken}.union(self.cuts.halves, self.cuts.quarters)


def common_grid(masses: Iterable[Fraction]) -> Fraction:
    """Return the largest mass that all *masses* are whole multiples of."""
    masses = list(masses)
    denominator = lcm(*(mass.denominator for mass in masses))
    return Fraction(gcd(*(int(mass * denominator) for mass in masses)), denominator)


class Grid:
    """Every sum of at most *most* pieces of tablets of these strengths, each cut into at most so many parts.

    Of one tablet no sum here takes two halves or two quarters: two halves are a whole and two quarters a half,
    with fewer cuts and fewer pieces for the same mass.
    """

    def __init__(self, strengths: Sequence[int], parts: Sequence[int], most: int) -> None:
        self.strengths = strengths
        self.parts = parts
        self.most = most

    @cached_property
    def cuts(self) -> list[Cuts]:
        """Every choice of cuts within the allowed pieces, by (quarters, halves); no cuts at all is the first."""
        chosen = [NO_CUTS]
        for index, (strength, parts) in enumerate(zip(self.strengths, self.parts, strict=True)):
            for cuts, (half, quarter) in list(cartesian(chosen, ((1, 0), (0, 1), (1, 1)))):
                if parts < (4 if quarter else 2) or cuts.pieces + half + quarter > self.most:
                    continue
                mass = cuts.mass + half * strength // 2 + quarter * strength // 4
                chosen.append(Cuts(mass, cuts.halves + (index,) * half, cuts.quarters + (index,) * quarter))
        return sorted(chosen, key=_fineness)

    def sums(self, mass: int) -> Iterator[Sum]:
        """Yield every sum that is *mass*."""
        for cuts in self.cuts:
            for wholes in self._counts(mass - cuts.mass, self.most - cuts.pieces):
                yield Sum(cuts, mass, wholes)

    def easiest_sums(self, mass: int) -> Iterator[Sum]:
        """Yield for each choice of cuts the sum with the fewest wholes that is *mass*."""
        for cuts in self.cuts:
            if counts := self._counts(mass - cuts.mass, self.most - cuts.pieces):
                yield Sum(cuts, mass, counts[0])

    def tiers(self, most: int) -> Iterator[list[Sum]]:
        """Yield all sums up to *most*, in tiers of equal (quarters, halves, pieces); nothing at all is the first."""
        for (quarters, halves), group in groupby(self.cuts, key=_fineness):
            alike = list(group)
            for wholes in range(self.most - quarters - halves + 1):
                yield [
                    Sum(cuts, cuts.mass + mass, wholes)
                    for mass in self._by_number[wholes]
                    for cuts in alike
                    if cuts.mass + mass <= most
                ]

    def picks(self, each: Sum) -> Iterator[Pick]:
        """Yield each choice of tablets for the wholes of a sum."""
        for wholes in self._handfuls(each.mass - each.cuts.mass, each.wholes):
            yield Pick(each.cuts, wholes)

    def made(self, most: int) -> list[int]:
        """Return every mass from 1 to *most* that is a sum, ascending."""
        masses = {
            cuts.mass + mass
            for cuts in self.cuts
            for mass in self._sums[self.most - cuts.pieces]
            if 0 < cuts.mass + mass <= most
        }
        return sorted(masses)

    def nearest(self, exact: Fraction, *, below: bool) -> int | None:
        """Return the largest sum below *exact*, or the smallest above it; nothing at all is no sum."""
        nearest: int | None = None
        # A sum is below the dose where it is below the next whole number up, and above it where above the one down.
        ceiling, floor = -(-exact.numerator // exact.denominator), exact.numerator // exact.denominator
        for cuts in self.cuts:
            sums = self._sums[self.most - cuts.pieces]
            index = bisect_left(sums, ceiling - cuts.mass) - 1 if below else bisect_right(sums, floor - cuts.mass)
            if 0 <= index < len(sums) and (made := cuts.mass + sums[index]):
                nearest = made if nearest is None else max(nearest, made) if below else min(nearest, made)
        return nearest

    def fewest_pieces(self, mass: int) -> tuple[int, bool]:
        """Return how many pieces make *mass* if any number may be taken (0: none found), and if all were tried.

        A bit set for each sum within reach, one more piece at a time.
        """
        if mass > _LARGEST:
            return 0, False
        pieces = {
            strength // part
            for strength, parts in zip(self.strengths, self.parts, strict=True)
            for part in (1, 2, 4)
            if part <= parts
        }
        within = (2 << mass) - 1
        seen = fresh = 1
        for number in range(1, _MOST_TRIED + 1):
            reached = 0
            for piece in pieces:
                reached |= fresh << piece
            fresh = reached & within & ~seen
            seen |= fresh
            if seen >> mass & 1:
                return number, True
            if not fresh:
                return 0, True
        return 0, False

    @cached_property
    def _reach(self) -> list[dict[int, int]]:
        """For each tablet: which masses the wholes from it onwards make, with a bit for each number that does."""
        tables: list[dict[int, int]] = [{0: 1}]
        within = (2 << self.most) - 1
        for strength in reversed(self.strengths):
            table = dict(tables[-1])
            fresh = list(table.items())
            while fresh:
                added = []
                for mass, numbers in fresh:
                    more = numbers << 1 & within
                    old = table.get(mass + strength, 0)
                    if more & ~old:
                        table[mass + strength] = old | more
                        added.append((mass + strength, more))
                fresh = added
            tables.append(table)
        return tables[::-1]

    @cached_property
    def _by_number(self) -> list[list[int]]:
        """For each number of wholes: the masses that exactly so many make."""
        table = self._reach[0].items()
        return [[mass for mass, numbers in table if numbers >> exactly & 1] for exactly in range(self.most + 1)]

    @cached_property
    def _sums(self) -> list[list[int]]:
        """For each allowed number of wholes: the masses that so many or fewer make, ascending."""
        table = sorted(self._reach[0].items())
        return [[mass for mass, numbers in table if numbers & ((2 << allowed) - 1)] for allowed in range(self.most + 1)]

    def _counts(self, mass: int, allowed: int) -> list[int]:
        """Return how many wholes make *mass*, ascending, up to *allowed*."""
        numbers = self._reach[0].get(mass, 0)
        return [number for number in range(allowed + 1) if numbers >> number & 1] if numbers else []

    def _handfuls(self, mass: int, number: int, index: int = 0) -> Iterator[tuple[int, ...]]:
        """Yield each way in which *number* wholes of the tablets from *index* on make *mass*; no dead ends."""
        if index == len(self.strengths):
            yield ()
            return
        strength, rest = self.strengths[index], self._reach[index + 1]
        for taken in range(number, -1, -1):
            if rest.get(mass - taken * strength, 0) >> (number - taken) & 1:
                for others in self._handfuls(mass - taken * strength, number - taken, index + 1):
                    yield (taken, *others)


def bits(number: int) -> Iterator[int]:
    """Yield which bits of *number* are set, ascending."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _fineness(cuts: Cuts) -> tuple[int, int]:
    return len(cuts.quarters), len(cuts.halves)
