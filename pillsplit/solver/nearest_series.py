"""The series of makeable doses nearest to a wanted one: exact, by dynamic programming.

Knows nothing of drugs or dates: a series is wanted doses with their days, and the doses that may be chosen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from math import lcm
from operator import add

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.solver.grid import common_grid

Weigh = Callable[[Mass], tuple[int | Fraction, ...]]
"""What a dose asks of a person in a day, the smaller the better; all of one length."""


@frozen
class Wanted:
    """A wanted dose and the days that it is wanted for."""

    mass: Mass
    days: int


@frozen
class Stuck:
    """Why no series keeps to the limit on cuts."""

    index: int
    """Of the wanted dose that no allowed cut leads to."""
    lowest: Mass
    """What may be the lowest one before it; where a series begins, the wanted dose itself."""
    open: Mass
    """The highest dose that could be chosen for it."""
    begins: bool
    """Whether the series begins there, at first or again after 0."""


def nearest(
    wanted: Sequence[Wanted], doses: Sequence[Mass], weigh: Weigh, max_cut: Fraction | None = None
) -> list[Mass] | Stuck:
    """Choose one of *doses*, or 0, for each wanted dose, so that the whole is nearest.

    A wanted 0 stays 0. A choice lies above the one before it only where the wanted dose rises, and never below it by
    more than the share *max_cut*; where the series begins, at first or again after 0, the wanted dose stands for the
    one before. Of all such series it is the one with the least Σ days·|a-d|/d over the wanted doses above 0, then
    the least Σ days·|a-d|, then the least Σ days·weigh(a), then the lower dose, the first that differs.

    Args:
        wanted: in order.
        doses: all that may be chosen beside 0, ascending, to the first that is not below any wanted one.
        weigh: asked for the neighbours of the wanted doses; for every dose where there is a limit on cuts.
        max_cut: a share of the dose before, above 0 and at most 1.
    """
    unit = common_grid([each.mg for each in (*doses, *(want.mass for want in wanted)) if each] or [Fraction(1)])
    layers = _Layers(
        [int(want.mass.mg / unit) for want in wanted], [0, *(int(dose.mg / unit) for dose in doses)], max_cut
    )
    if stuck := layers.stuck():
        index, lowest, highest = stuck
        return Stuck(index, Mass(lowest * unit), Mass(highest * unit), layers.begins(index))
    relative = lcm(*(mass for mass in layers.wanted if mass))

    @cache
    def weight(mass: int) -> _Cost:
        return weigh(Mass(mass * unit))

    def cost(index: int, mass: int) -> _Cost:
        days, aim = wanted[index].days, layers.wanted[index]
        off = days * abs(mass - aim)
        share = off * (relative // aim) if aim else 0
        return (share, off, *(days * each for each in weight(mass)))

    return [Mass(mass * unit) for mass in layers.cheapest(cost)]


_Cost = tuple[int | Fraction, ...]


class _Layers:
    """The masses open to each wanted one, in whole numbers of one unit, and which of them may follow which."""

    def __init__(self, wanted: Sequence[int], masses: Sequence[int], max_cut: Fraction | None) -> None:
        self.wanted = wanted
        self._masses = masses
        self._kept = None if max_cut is None else 1 - max_cut
        self._layers = [self._layer(index) for index in range(len(wanted))]

    def cheapest(self, cost: Callable[[int, int], _Cost]) -> list[int]:
        """Return the series with the least sum of costs; to be asked where there is one."""
        *earlier, last = range(len(self.wanted))
        onward: list[_Cost | None] = [cost(last, mass) for mass in self._layers[last]]
        follows: list[list[int]] = []
        for index in reversed(earlier):
            layer = self._layers[index]
            best = list(_least_within(onward, (self._window(index + 1, mass) for mass in layer)))
            onward = [
                None if place is None or (rest := onward[place]) is None else _sum(cost(index, mass), rest)
                for mass, place in zip(layer, best, strict=True)
            ]
            follows.append([-1 if place is None else place for place in best])
        place = min((value, place) for place, value in enumerate(onward) if value is not None)[1]
        chosen = [self._layers[0][place]]
        for layer, follow in zip(self._layers[1:], reversed(follows), strict=True):
            place = follow[place]
            chosen.append(layer[place])
        return chosen

    def stuck(self) -> tuple[int, int, int] | None:
        """Return (index, lowest before it, highest open to it) where no series goes on, or None."""
        reached: Sequence[int] = ()
        for index, layer in enumerate(self._layers):
            if self.begins(index):
                lowest, reached = self.wanted[index], layer
            else:
                lowest = reached[0]
                places: list[int] = []
                for mass in reached:
                    first, end = self._window(index, mass)
                    places.extend(range(max(first, places[-1] + 1 if places else 0), end))
                reached = [layer[place] for place in places]
            if not reached:
                return index, lowest, layer[-1] if layer else self._masses[-1]
        return None

    def begins(self, index: int) -> bool:
        """Return whether nothing is wanted before a wanted mass."""
        return index == 0 or not self.wanted[index - 1]

    def _layer(self, index: int) -> Sequence[int]:
        """Return the masses open to a wanted one, ascending."""
        aim = self.wanted[index]
        if not aim:
            return [0]
        at = bisect_left(self._masses, aim)
        if self._kept is None:
            # Nothing but a limit on cuts ever leads beyond the neighbours: these never rise where the wanted do not.
            exact = at < len(self._masses) and self._masses[at] == aim
            return self._masses[at if exact else at - 1 : at + 1]
        least = self._kept * aim if self.begins(index) else 0
        return [mass for mass in self._masses if mass >= least]

    def _window(self, index: int, before: int) -> tuple[int, int]:
        """Return where, in the layer of *index*, the masses that may follow *before* begin and end."""
        layer = self._layers[index]
        rises = self.wanted[index] > self.wanted[index - 1]
        first = 0 if self._kept is None else bisect_left(layer, self._kept * before)
        return first, len(layer) if rises else bisect_right(layer, before)


def _least_within(values: Sequence[_Cost | None], windows: Iterable[tuple[int, int]]) -> Iterator[int | None]:
    """Yield for each window the place of its least value, the first of equals; no end of a window ever goes back."""
    seen = 0
    waiting: deque[tuple[_Cost, int]] = deque()
    for first, end in windows:
        for place in range(seen, end):
            if (value := values[place]) is not None:  # pragma: no branch (it goes on from each mass, or from none)
                while waiting and value < waiting[-1][0]:
                    waiting.pop()
                waiting.append((value, place))
        seen = max(seen, end)
        while waiting and waiting[0][1] < first:
            waiting.popleft()
        yield waiting[0][1] if waiting else None


def _sum(cost: _Cost, rest: _Cost) -> _Cost:
    return tuple(map(add, cost, rest))
