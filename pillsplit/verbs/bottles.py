"""Bottles of a liquid over time: when each is opened, how long it lasts, what is thrown away.

A bottle is opened when the one before is empty or has outlived its time; a dose may be drawn from the last of one
bottle and the first of the next. Opening each as late as that takes the fewest bottles there can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.product import Liquid


@frozen
class Use:
    """A stretch of days, from the *first* to the *last*, on which the same volume of a liquid is taken each day."""

    first: int
    last: int
    daily: Volume

    @property
    def volume(self) -> Volume:
        """The volume of the whole stretch."""
        return self.daily * (self.last - self.first + 1)


@frozen
class Bottle:
    """One bottle: the days on which it is opened and last drawn from, and the volume taken out of it."""

    opened: int
    last: int
    used: Volume
    kept_until: int | None
    """The last day on which it may be used; None where its opened life is not on record."""


@frozen
class Interval:
    """One prescription interval: the volume taken, the bottles opened, and what is thrown away in it."""

    first: int
    last: int
    volume: Volume
    opened: int | None
    """None where neither the size nor the opened life of a bottle is on record."""
    discarded: Volume | None
    """What is left in bottles that outlive their time, or are still open when the last dose is taken; None where
    the size or the opened life is not on record."""


@frozen
class BottlePlan:
    """The bottles of one liquid for a whole plan."""

    product: Liquid
    size: Volume | None
    """What one bottle holds; None where that is not on record."""
    life: int | None
    """Days that an opened bottle may be used, the day of opening counted; None where that is not on record."""
    bottles: tuple[Bottle, ...]
    """Empty where neither size nor life is on record."""
    intervals: tuple[Interval, ...]

    @property
    def volume(self) -> Volume:
        """The volume taken over the whole plan."""
        return sum((interval.volume for interval in self.intervals), start=Volume(0))

    @property
    def count(self) -> int | None:
        """How many bottles there are: at least so many where the size or the life is not on record."""
        return len(self.bottles) or None

    @property
    def is_least(self) -> bool:
        """Whether more bottles may be needed than `count`, since the size or the life is not on record."""
        return self.size is None or self.life is None

    @property
    def discarded(self) -> Volume | None:
        """What is thrown away over the whole plan; None where the size or the life is not on record."""
        if self.size is None or self.life is None:
            return None
        return self.size * len(self.bottles) - self.volume


def plan_bottles(product: Liquid, uses: Sequence[Use], days: int, interval: int) -> BottlePlan:
    """Return the bottles for *uses* (in order of time) of a plan of so many *days*, per *interval* of days.

    Of several sizes on record the one is taken that leaves the least, then the one of which fewer are needed.
    """
    sizes: Sequence[Volume | None] = product.bottles or (None,)
    plans = [_bottle_plan(product, size, uses, days, interval) for size in sizes]
    return min(plans, key=lambda plan: (_left(plan), plan.count or 0, plan.size or Volume(0)))


def opened(uses: Iterable[Use], size: Volume | None, life: int | None) -> list[Bottle]:
    """Return the bottles in the order in which they are opened; None stands for without end."""
    bottles: list[Bottle] = []
    room = Volume(0)
    until: int | None = 0
    for use in uses:
        day, due = use.first, use.daily
        while day <= use.last:
            if (size is not None and not room) or (until is not None and day > until) or not bottles:
                until = None if life is None else day + life - 1
                bottles.append(Bottle(day, day, Volume(0), until))
                room = size or Volume(0)
            days = min(use.last, until or use.last) - day + 1
            if size is not None:
                days = min(days, int(room.over(use.daily)))
            if due == use.daily and days:
                taken, last, day = use.daily * days, day + days - 1, day + days
            else:
                taken, last = (due if size is None else min(due, room)), day
                due -= taken
                if not due:
                    day, due = day + 1, use.daily
            bottles[-1] = evolve(bottles[-1], last=last, used=bottles[-1].used + taken)
            room = Volume(0) if size is None else room - taken
    return bottles


def _bottle_plan(product: Liquid, size: Volume | None, uses: Sequence[Use], days: int, interval: int) -> BottlePlan:
    life = product.in_use_days
    bottles = opened(uses, size, life) if size or life else []
    intervals = [
        _interval(first, min(first + interval - 1, days), uses, bottles, size, life, days)
        for first in range(1, days + 1, interval)
    ]
    return BottlePlan(product, size, life, tuple(bottles), tuple(intervals))


def _interval(
    first: int,
    last: int,
    uses: Sequence[Use],
    bottles: Sequence[Bottle],
    size: Volume | None,
    life: int | None,
    end: int,
) -> Interval:
    inside = [use.daily * shared for use in uses if (shared := min(last, use.last) - max(first, use.first) + 1) > 0]
    number = sum(first <= bottle.opened <= last for bottle in bottles) if bottles else None
    discarded = None
    if size is not None and life is not None:
        left = (
            size - bottle.used
            for bottle in bottles
            if bottle.kept_until is not None and first <= min(bottle.kept_until, end) <= last
        )
        discarded = sum(left, start=Volume(0))
    return Interval(first, last, sum(inside, start=Volume(0)), number, discarded)


def _left(plan: BottlePlan) -> Volume:
    return plan.size * len(plan.bottles) - plan.volume if plan.size else Volume(0)
