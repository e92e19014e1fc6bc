"""So many makeable doses that add up to a total, as even as can be.

The parts of a day and the days of a cycle are the same question: a number of doses, nothing at all among them, that
add up to a total. Inside, masses are whole numbers of their common unit, and a set of sums is an int with a bit for
each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.solver.grid import common_grid

LARGEST = 1 << 22
"""The largest total, in units, that sums are worked out for."""

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
        if self._values[-1] * number > LARGEST:
            raise UsageError(
                f"these doses are multiples of {Mass(self._unit)}, too fine to add up {number} of them: "
                "name products with rounder strengths"
            )
        self._totals_of = _totals_of(self._values, number, self._values[-1] * number)

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
