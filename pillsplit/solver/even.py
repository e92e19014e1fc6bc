"""So many makeable doses that add up to a total, as even as can be.

The parts of a day and the days of a cycle are the same question: a number of doses, nothing at all among them, that
add up to a total. Inside, masses are whole numbers of their common unit, and a set of sums is an int with a bit for
each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from math import floor
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.solver.grid import common_grid

LARGEST = 1 << 22
"""The largest total, in units, that sums are worked out for."""

MOST_WORK = 1 << 31
"""Doses times units of the largest total: what working out the sums takes grows as this does."""

Burden = Callable[[Mass], tuple[int, ...]]


class EvenDoses:
    """The totals of *number* doses out of *doses*, and the most even doses for each.

    More even is, first, what differs less between the largest and the smallest; of those, what asks less of a person
    in all; of those, what has the lower doses, the largest compared first.

    Raises:
        UsageError: where the doses have no common unit that is large enough to work with.
    """

    def __init__(self, doses: Sequence[Mass], number: int, burden: Burden) -> None:
        self.number = number
        self._burden = burden
        self._unit = common_grid([dose.mg for dose in doses]) if doses else Fraction(1)
        self._values = [0, *(int(dose.mg / self._unit) for dose in doses)]
        largest = self._values[-1] * number
        if largest > LARGEST or largest * len(self._values) > MOST_WORK:
            raise UsageError(
                f"these doses are multiples of {Mass(self._unit)}, too fine to add up {number} of them: "
                "name products with rounder strengths, or measure a liquid in larger steps"
            )
        self._totals_of = _totals_of(self._values, number, largest)

    def totals(self, most: Mass) -> list[Mass]:
        """Return every total up to *most*, and the least one above it, ascending; nothing at all is the first."""
        found: list[Mass] = []
        for units in _bits(self._totals_of):
            found.append(Mass(units * self._unit))
            if found[-1] > most:
                break
        return found

    def doses(self, total: Mass) -> tuple[Mass, ...] | None:
        """Return the most even doses that add up to *total*, the smallest first, or None where none do."""
        units = total.mg / self._unit
        if units.denominator != 1 or not self._totals_of >> int(units) & 1:
            return None
        least: int | None = None
        found: list[_Best] = []
        for spread, first, last in self._windows(int(units)):
            if least is not None and spread > least:
                break
            if best := self._within(int(units), first, last):
                least = spread
                found.append(best)
        return tuple(Mass(value * self._unit) for value in reversed(min(found).doses))

    def easiest(
        self, total: Mass, apart: Mass, before: Sequence[Mass] = (), at_most: Sequence[Mass] = ()
    ) -> tuple[Mass, ...] | None:
        """Return the doses that add up to *total* and ask the least in all, the smallest first, or None where none do.

        None is further than *apart* from another. Of those that ask equally little the ones that leave the most doses
        of *before* (as many, the smallest first) as they are; of those, what differs less between the largest and the
        smallest; of those, what has the lower doses, the largest compared first. With *at_most* no dose is above the
        one of these in its place, and what stays as it is *before* counts first.
        """
        units = total.mg / self._unit
        if units.denominator != 1:
            return None
        old, limits = ([dose.mg / self._unit for dose in each] for each in (before, at_most))
        search = _Search(self.number, int(units), floor(apart.mg / self._unit), old, limits)
        least, most = search.bounds
        values = [value for value in self._values if least <= value <= most]
        search.among(values, [_packed(self._burden_of(value)) for value in values])
        return None if search.found is None else tuple(Mass(value * self._unit) for value in search.found)

    def _windows(self, total: int) -> Iterator[tuple[int, int, int]]:
        """Yield (spread, first, last) of every stretch of values around the mean, the narrowest first."""
        values = self._values
        last = next(index for index, value in enumerate(values) if value * self.number >= total)
        first = last if values[last] * self.number == total else last - 1
        waiting = [(values[last] - values[first], first, last)]
        seen = set(waiting)
        while waiting:
            spread, first, last = heappop(waiting)
            yield spread, first, last
            for lower, upper in ((first - 1, last), (first, last + 1)):
                if lower >= 0 and upper < len(values):
                    wider = (values[upper] - values[lower], lower, upper)
                    if wider not in seen:
                        seen.add(wider)
                        heappush(waiting, wider)

    def _within(self, total: int, first: int, last: int) -> _Best | None:
        """Return the best doses from the value *first* to the value *last*, both of them taken."""
        values = self._values[first : last + 1]
        ends = (values[0],) if first == last else (values[-1], values[0])
        left, rest = self.number - len(ends), total - sum(ends)
        if left < 0 or not left * values[0] <= rest <= left * values[-1]:
            return None
        shifts = [value - values[0] for value in values]
        above = rest - left * values[0]
        if not _totals_of(shifts, left, above) >> above & 1:
            return None
        inner = self._lightest(values, left, rest)
        return _Best(
            _added(inner.burden, *(self._burden_of(value) for value in ends)),
            tuple(sorted((*ends, *inner.doses), reverse=True)),
        )

    def _lightest(self, values: Sequence[int], number: int, total: int) -> _Best:
        """Return the least burden with which *number* of *values* make *total*, as they can."""
        best: list[dict[int, _Best]] = [{} for _ in range(number + 1)]
        best[0][0] = _Best(tuple(0 for _ in self._burden_of(0)), ())
        for value in values:
            own = self._burden_of(value)
            for count in range(number):
                for mass, before in best[count].items():
                    if mass + value <= total:
                        # Values ascend, so the one that comes last stands first among the doses.
                        better = _Best(_added(before.burden, own), (value, *before.doses))
                        known = best[count + 1].get(mass + value)
                        if known is None or better < known:
                            best[count + 1][mass + value] = better
        return best[number][total]

    def _burden_of(self, value: int) -> tuple[int, ...]:
        return self._burden(Mass(value * self._unit))


_Key = tuple[int, ...]


class _Search:
    """Looks through doses that add up to a total and lie near each other, and keeps the best."""

    def __init__(
        self, number: int, total: int, apart: int, before: Sequence[Fraction], at_most: Sequence[Fraction]
    ) -> None:
        self.found: tuple[int, ...] | None = None
        """The best, the smallest first."""
        self._number, self._total, self._apart = number, total, apart
        self._before, self._at_most = before, at_most
        self._key: _Key | None = None
        self._values: Sequence[int] = ()
        self._burdens: dict[int, int] = {}

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most that a dose may be: nothing is further from the mean than doses are apart."""
        return -(-self._total // self._number) - self._apart, self._total // self._number + self._apart

    def among(self, values: Sequence[int], burdens: Sequence[int]) -> None:
        """Look through *values*, ascending, each with what it asks as one number."""
        if values:
            self._values, self._burdens = values, dict(zip(values, burdens, strict=True))
            self._least = min(burdens)
            self._further((), 0, 0, 0)

    def _further(self, taken: tuple[int, ...], first: int, so_far: int, burden: int) -> None:
        left, rest = self._number - len(taken), self._total - so_far
        if left == 1:
            if rest in self._burdens and (not taken or taken[-1] <= rest <= taken[0] + self._apart):
                self._weigh((*taken, rest), burden + self._burdens[rest])
            return
        for index in range(first, len(self._values)):
            value = self._values[index]
            if value * left > rest or (taken and value > taken[0] + self._apart):
                return
            asks = burden + self._burdens[value]
            # Not even the easiest doses for what is left would ask less than what is found.
            if self._key and not self._at_most and asks + (left - 1) * self._least > self._key[0]:
                continue
            if value * left + self._apart * (left - 1) >= rest:
                self._further((*taken, value), index, so_far + value, asks)

    def _weigh(self, doses: tuple[int, ...], burden: int) -> None:
        if any(dose > limit for dose, limit in zip(doses, self._at_most, strict=False)):
            return
        changed = sum(new != old for new, old in zip(doses, self._before, strict=False))
        key: _Key = (changed, burden) if self._at_most else (burden, changed)
        key = (*key, doses[-1] - doses[0], *reversed(doses))
        if self._key is None or key < self._key:
            self._key, self.found = key, doses


def _packed(burden: tuple[int, ...]) -> int:
    """Return a burden as one number: sums of such numbers compare as the sums of burdens do."""
    packed = 0
    for each in burden:
        packed = packed << 16 | each
    return packed


class _Best(NamedTuple):
    """The least burden that some doses come with, and the doses, the largest first; compared in this order."""

    burden: tuple[int, ...]
    doses: tuple[int, ...]


def _added(*burdens: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*burdens, strict=True)))


def _totals_of(values: Sequence[int], number: int, most: int) -> int:
    """Return the sums up to *most* of exactly *number* of *values*, as bits."""
    within = (2 << most) - 1
    totals = 1
    for _ in range(number):
        reached = 0
        for value in values:
            reached |= totals << value
        totals = reached & within
    return totals


def _bits(totals: int) -> Iterator[int]:
    """Yield the totals that a set holds, ascending."""
    for index, bit in enumerate(reversed(f"{totals:b}")):
        if bit == "1":
            yield index
