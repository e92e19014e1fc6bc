"""Sums of tablets and their parts, in whole numbers of one small mass; knows no products.

A tablet is an index; its strength is a whole number of grid units, and so is each part that it may be cut into. The
tables are sparse and end at a most mass, so the work is bounded by pieces and dose however awkward the strengths.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product as cartesian
from math import gcd, lcm
from typing import NamedTuple

_LARGEST = 1 << 20
_MOST_TRIED = 1000
"""How many pieces a dose would need is worked out up to so many grid units and so many pieces."""

Tier = tuple[int, int, int, int, int]
"""How many eighths, quarters, thirds, halves and guesses; the order in which they weigh."""
NO_CUTS: Tier = (0, 0, 0, 0, 0)
PLACE = {8: 0, 4: 1, 3: 2, 2: 3}
MOST_OF_ONE = {8: 1, 4: 1, 3: 2, 2: 1}
"""Of one tablet no more: two halves are a whole, with fewer cuts and fewer pieces; so are three thirds, and so on."""


class Sort(NamedTuple):
    """One tablet: its strength in grid units, the parts that it may be cut into, and which of these are guesses."""

    strength: int
    denominators: tuple[int, ...]
    guesses: frozenset[int] = frozenset()


class Sum(NamedTuple):
    """Cut pieces of one tier and so many wholes, whose masses are known, whichever tablets they are of."""

    tier: Tier
    cut: int
    """The mass of the cut pieces, in grid units."""
    wholes: int
    mass: int
    """All of it, in grid units."""

    @property
    def pieces(self) -> int:
        """The number of pieces."""
        return sum(self.tier[:4]) + self.wholes


class Pick(NamedTuple):
    """How many pieces of which tablet: (index, denominator, count), in the order of the tablets, wholes first."""

    pieces: tuple[tuple[int, int, int], ...]

    @property
    def products(self) -> int:
        """The number of tablets that some piece is taken of."""
        return len({index for index, _, _ in self.pieces})


def common_grid(masses: Iterable[Fraction]) -> Fraction:
    """Return the largest mass that all *masses* are whole multiples of."""
    masses = list(masses)
    denominator = lcm(*(mass.denominator for mass in masses))
    return Fraction(gcd(*(int(mass * denominator) for mass in masses)), denominator)


class _Choice(NamedTuple):
    """Some cut pieces of one tablet."""

    tier: Tier
    mass: int
    pieces: tuple[tuple[int, int], ...]


class Grid:
    """Every sum of at most *most* pieces of *sorts* of tablets, up to *limit* grid units."""

    def __init__(self, sorts: Sequence[Sort], most: int, limit: int) -> None:
        self.sorts = sorts
        self.most = most
        self.limit = limit

    def best(self, mass: int, most: int, *, pieces_first: bool = False) -> list[Sum]:
        """Return the sums of at most *most* pieces that make *mass* with the least (tier, pieces), or (pieces, tier).

        None where there is none.
        """
        best: tuple[object, ...] | None = None
        found: list[Sum] = []
        for tier, masses in self._cuts.items():
            allowed = most - sum(tier[:4])
            if allowed < 0:
                continue
            if not pieces_first and best is not None and (tier,) > best[:1]:
                break
            for cut in masses:
                wholes = self._fewest(mass - cut, allowed)
                if wholes is None:
                    continue
                each = Sum(tier, cut, wholes, mass)
                rank = (each.pieces, tier) if pieces_first else (tier, each.pieces)
                if best is None or rank < best:
                    best, found = rank, []
                if rank == best:
                    found.append(each)
        return found

    def fewest_wholes(self, mass: int, most: int) -> Sum | None:
        """Return the sum of the fewest whole tablets, at most so many, that make *mass*; None where none do."""
        wholes = self._fewest(mass, most)
        return None if wholes is None else Sum(NO_CUTS, 0, wholes, mass)

    def tiers(self, most: int) -> Iterator[tuple[Tier, list[tuple[int, int, int]]]]:
        """Yield each tier of at most *most* pieces, the easiest first, with its (mass, cut, wholes), ascending.

        Of one mass only what takes the fewest wholes is there; no pieces at all is the first.
        """
        if most not in self._tiers:
            self._tiers[most] = [
                (tier, self._tier(masses, allowed))
                for tier, masses in self._cuts.items()
                if (allowed := most - sum(tier[:4])) >= 0
            ]
        yield from self._tiers[most]

    @cached_property
    def _tiers(self) -> dict[int, list[tuple[Tier, list[tuple[int, int, int]]]]]:
        return {}

    def _tier(self, cuts: Iterable[int], allowed: int) -> list[tuple[int, int, int]]:
        fewest: dict[int, tuple[int, int]] = {}
        wholes = self._ascending_wholes(allowed)
        for cut in cuts:
            for mass, number in wholes:
                total = mass + cut
                if total > self.limit:
                    break
                known = fewest.get(total)
                if known is None or number < known[1]:
                    fewest[total] = (cut, number)
        return sorted((mass, cut, number) for mass, (cut, number) in fewest.items())

    def _ascending_wholes(self, allowed: int) -> list[tuple[int, int]]:
        """Return (mass, fewest wholes) of every sum of at most *allowed* wholes, ascending."""
        within = (2 << allowed) - 1
        table = sorted(self._reach[0].items())
        return [(mass, (low & -low).bit_length() - 1) for mass, numbers in table if (low := numbers & within)]

    def equal_totals(self, tier: Tier, mass: int, pieces: int) -> list[Sum]:
        """Return every sum of a *tier* that makes *mass* with so many *pieces*."""
        wholes = pieces - sum(tier[:4])
        return [
            Sum(tier, cut, wholes, mass)
            for cut in self._cuts.get(tier, ())
            if self._reach[0].get(mass - cut, 0) >> wholes & 1
        ]

    def picks(self, each: Sum) -> Iterator[Pick]:
        """Yield each choice of tablets for a sum."""
        for cuts in self._cut_choices(each.tier, each.cut):
            for wholes in self._handfuls(each.mass - each.cut, each.wholes):
                pieces = [(index, 1, taken) for index, taken in enumerate(wholes) if taken]
                pieces += [(index, denominator, count) for index, choice in cuts for denominator, count in choice]
                yield Pick(tuple(sorted(pieces)))

    @cached_property
    def made(self) -> list[int]:
        """Every sum of one to *most* pieces, ascending, up to the limit."""
        found: set[int] = set()
        for tier, masses in self._cuts.items():
            wholes = [mass for mass, _ in self._ascending_wholes(self.most - sum(tier[:4]))]
            for cut in masses:
                found.update(cut + mass for mass in wholes[: bisect_right(wholes, self.limit - cut)])
        found.discard(0)
        return sorted(found)

    def makes(self, mass: int) -> bool:
        """Return whether some sum of one to *most* pieces is *mass*."""
        index = bisect_left(self.made, mass)
        return index < len(self.made) and self.made[index] == mass

    def below(self, mass: int) -> int | None:
        """Return the largest sum below *mass*; nothing at all is no sum."""
        index = bisect_left(self.made, mass)
        return self.made[index - 1] if index else None

    def above(self, mass: int) -> int | None:
        """Return the smallest sum above *mass*, up to the limit."""
        index = bisect_right(self.made, mass)
        return self.made[index] if index < len(self.made) else None

    def fewest_pieces(self, mass: int) -> tuple[int, bool]:
        """Return how many pieces make *mass* if any number may be taken (0: none found), and if all were tried.

        A bit set for each sum within reach, one more piece at a time.
        """
        if mass > _LARGEST:
            return 0, False
        pieces = {
            piece
            for sort in self.sorts
            for denominator in sort.denominators
            if (piece := sort.strength // denominator) <= mass
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
    def _choices(self) -> list[list[_Choice]]:
        """For each tablet: every choice of its cut pieces, none at all the first."""
        choices = []
        for sort in self.sorts:
            cuts = [denominator for denominator in sort.denominators if denominator > 1]
            of_one = []
            for counts in cartesian(*(range(MOST_OF_ONE[denominator] + 1) for denominator in cuts)):
                tier, mass, guesses = [0, 0, 0, 0], 0, 0
                for denominator, count in zip(cuts, counts, strict=True):
                    tier[PLACE[denominator]] += count
                    mass += count * sort.strength // denominator
                    guesses += count if denominator in sort.guesses else 0
                pieces = tuple((d, count) for d, count in zip(cuts, counts, strict=True) if count)
                if sum(tier) <= self.most and mass <= self.limit:
                    eighths, quarters, thirds, halves = tier
                    of_one.append(_Choice((eighths, quarters, thirds, halves, guesses), mass, pieces))
            choices.append(of_one)
        return choices

    @cached_property
    def _cut_reach(self) -> list[dict[Tier, set[int]]]:
        """For each tablet: which masses the cut pieces of it and of those after it make, by tier."""
        tables: list[dict[Tier, set[int]]] = [{NO_CUTS: {0}}]
        for choices in reversed(self._choices):
            table: dict[Tier, set[int]] = {}
            for choice in choices:
                for tier, masses in tables[-1].items():
                    both = _added(tier, choice.tier)
                    if sum(both[:4]) <= self.most:
                        more = {mass + choice.mass for mass in masses if mass + choice.mass <= self.limit}
                        if more:
                            table.setdefault(both, set()).update(more)
            tables.append(table)
        return tables[::-1]

    @cached_property
    def _cuts(self) -> dict[Tier, list[int]]:
        """The masses of cut pieces by tier, the easiest tier first."""
        return {tier: sorted(masses) for tier, masses in sorted(self._cut_reach[0].items())}

    def _cut_choices(
        self, tier: Tier, mass: int, index: int = 0
    ) -> Iterator[tuple[tuple[int, tuple[tuple[int, int], ...]], ...]]:
        """Yield each way in which cut pieces of the tablets from *index* on make *mass* in a *tier*; no dead ends."""
        if index == len(self.sorts):
            yield ()
            return
        rest = self._cut_reach[index + 1]
        for choice in self._choices[index]:
            left = _less(tier, choice.tier)
            if mass - choice.mass in rest.get(left, ()):
                for others in self._cut_choices(left, mass - choice.mass, index + 1):
                    yield ((index, choice.pieces), *others) if choice.pieces else others

    @cached_property
    def _reach(self) -> list[dict[int, int]]:
        """For each tablet: which masses the wholes from it onwards make, with a bit for each number that does."""
        tables: list[dict[int, int]] = [{0: 1}]
        within = (2 << self.most) - 1
        for strength in (sort.strength for sort in reversed(self.sorts)):
            table = dict(tables[-1])
            fresh = list(table.items())
            while fresh:
                added = []
                for mass, numbers in fresh:
                    more = numbers << 1 & within
                    total = mass + strength
                    if total > self.limit:
                        continue
                    old = table.get(total, 0)
                    if more & ~old:
                        table[total] = old | more
                        added.append((total, more))
                fresh = added
            tables.append(table)
        return tables[::-1]

    def _fewest(self, mass: int, allowed: int) -> int | None:
        """Return the fewest wholes, at most *allowed*, that make *mass*; None where none do."""
        numbers = self._reach[0].get(mass, 0) & ((2 << allowed) - 1)
        return (numbers & -numbers).bit_length() - 1 if numbers else None

    def _handfuls(self, mass: int, number: int, index: int = 0) -> Iterator[tuple[int, ...]]:
        """Yield each way in which *number* wholes of the tablets from *index* on make *mass*; no dead ends."""
        if index == len(self.sorts):
            yield ()
            return
        strength, rest = self.sorts[index].strength, self._reach[index + 1]
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


def _added(tier: Tier, other: Tier) -> Tier:
    e, q, t, h, g = tier
    a, b, c, d, f = other
    return e + a, q + b, t + c, h + d, g + f


def _less(tier: Tier, other: Tier) -> Tier:
    e, q, t, h, g = tier
    a, b, c, d, f = other
    return e - a, q - b, t - c, h - d, g - f
