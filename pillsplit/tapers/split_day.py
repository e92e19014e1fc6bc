"""A day's dose on a grid, and its shares of the times of day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from math import floor

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import Dose
from pillsplit.solver.attainable import NOTHING, Makeable
from pillsplit.solver.even_totals import APART, EvenTotals


def nearest(mass: Mass, grid: Mass) -> Mass:
    """Return the multiple of *grid* nearest to *mass*; of two equally near, the larger, so that no cut is deepened."""
    return grid * floor(mass.over(grid) + Fraction(1, 2))


def divided_over_times(total: Mass, times: Sequence[str], grid: Mass) -> Mapping[str, Mass]:
    """Divide a day's *total* over *times* (in the order of the day), exactly.

    The shares are as even as multiples of *grid* allow, and none is larger than a later one. What is smaller than
    the grid goes to the latest time of those with the smaller share.
    """
    count, rest = divmod(total.mg, grid.mg)
    each, over = divmod(count, len(times))
    day = {}
    for place, time in enumerate(times, start=1):
        later = len(times) - place
        day[time] = grid * (each + (later < over)) + Mass(rest if later == over else Fraction(0))
    return day


class MadeDays:
    """Divides one day after the other over the times of day, in doses that tablets make.

    The parts differ by at most a quarter of the day, and the larger come later; none rises where the day falls, and
    as few of them change as can be; of those, the easiest. Where no such parts add up to the day, they may be further
    apart, or else one may rise; where none add up at all, all parts but one are made of tablets and that one is what
    is left over.
    """

    def __init__(self, times: Sequence[str], makeable: Makeable, most: Mass) -> None:
        self._times = tuple(times)
        self._makeable, self._most = makeable, most
        self._totals = EvenTotals(makeable, makeable, len(times), most)
        self._before: tuple[Mass, ...] = ()
        self.unmade: set[Mass] = set()
        """The days with a part that tablets do not make."""

    def following(self, total: Mass) -> Mapping[str, Mass]:
        """Return the day with this *total*, after the one that was asked for before."""
        at_most = self._before if total <= sum(self._before, start=NOTHING) else ()
        parts = self._lowered(total) if at_most else None
        parts = parts or self._totals.divided(total, self._before)
        if parts is None:
            self.unmade.add(total)
            parts = self._with_one_left_over(total, at_most) or self._with_one_left_over(total, ())
        self._before = parts or (*(NOTHING,) * (len(self._times) - 1), total)
        return dict(zip(self._times, self._before, strict=True))

    def _lowered(self, total: Mass) -> tuple[Mass, ...] | None:
        """Return the parts of *total*, made of tablets, of which none is above the one before in its place."""
        for apart in (APART, 2 * APART, Fraction(1)):
            if parts := self._totals.near(total, apart, self._before, self._before):
                return parts
        return None

    def _with_one_left_over(self, total: Mass, at_most: Sequence[Mass]) -> tuple[Mass, ...] | None:
        """Return the best parts of which all but one are made of tablets, none above *at_most* in its place."""
        number, apart = len(self._times), total * APART
        even = total * Fraction(1, number)
        near = [dose for dose in self._doses if even - apart <= dose <= even + apart]
        for doses, changes in ((near, number), (self._doses, 2)):
            for changed in range(1 if at_most else number, number + 1)[:changes]:
                found = [
                    parts
                    for parts in self._changed(total, doses, changed)
                    if (doses is not near or parts[-1] - parts[0] <= apart)
                    and all(part <= most for part, most in zip(parts, at_most, strict=False))
                ]
                if found:
                    return min(found, key=self._order)
        return None

    def _changed(self, total: Mass, doses: Sequence[Mass], changed: int) -> Iterator[tuple[Mass, ...]]:
        """Yield the parts of *total* of which so many differ from before, all of them but one out of *doses*."""
        for kept in combinations(self._before, len(self._before) - changed) if self._before else ((),):
            if sum(not self._is_made(part) for part in kept) > 1:
                continue
            left = total - sum(kept, start=NOTHING)
            for made in combinations_with_replacement(doses, changed - 1):
                parts = tuple(sorted((*kept, *made, left - sum(made, start=NOTHING))))
                if parts[0] >= NOTHING and sum(not self._is_made(part) for part in parts) == 1:
                    yield parts

    def _is_made(self, dose: Mass) -> bool:
        return self._makeable.answer(dose).is_made

    def _order(self, parts: tuple[Mass, ...]) -> tuple[object, ...]:
        asks = (self._makeable.burden(part) for part in parts if self._is_made(part))
        return *map(sum, zip(*asks, strict=True)), parts[-1] - parts[0], parts[::-1]

    @cached_property
    def _doses(self) -> list[Mass]:
        return [NOTHING, *self._makeable.up_to(self._most)]


def earliest_cut(total: Mass, at_start: Mapping[str, Mass]) -> Mapping[str, Mass]:
    """Divide a day's *total* so that, of the shares *at_start*, the earliest has given way first and the night last."""
    kept: dict[str, Mass] = {}
    for time in reversed(tuple(at_start)):
        kept[time] = min(at_start[time], total)
        total -= kept[time]
    return {time: kept[time] for time in at_start}


def doses_of(drug: str, day: Mapping[str, Mass]) -> tuple[Dose, ...]:
    """Return the doses of a *day*, without the times at which nothing is taken."""
    return tuple(Dose(drug, time, mass) for time, mass in day.items() if mass)
