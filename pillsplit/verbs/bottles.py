"""Bottles of a liquid over time: when each is opened, how long it lasts, what is thrown away.

A bottle is opened when the one before is empty or has outlived its time; a dose may be drawn from the last of one
bottle and the first of the next. Opening each as late as that takes the fewest bottles there can be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from pillsplit.amounts.quantity import Volume
from pillsplit.model.bottles import Bottle, BottleInterval, BottlePlan, Use
from pillsplit.model.product import Liquid

_FIRST, _LAST, _OPENED = attrgetter("first"), attrgetter("last"), attrgetter("opened")


def plan_bottles(product: Liquid, uses: Sequence[Use], days: int, interval: int) -> BottlePlan:
    """Return the bottles for *uses* (in order of time) of a plan of so many *days*, per *interval* of days.

    Of several sizes on record the one is taken of which the fewest are opened, then the least mL.
    """
    sizes: Sequence[Volume | None] = product.bottles or (None,)
    plans = [_bottle_plan(product, size, uses, days, interval) for size in sizes]
    return min(plans, key=lambda plan: (plan.count or 0, plan.size or Volume(0)))


def fewest_bottles(product: Liquid, uses: Sequence[Use]) -> int:
    """Return how many bottles *uses* (in order of time) open; to be asked where the size is on record."""
    return min(len(opened(uses, size, product.in_use_days)) for size in product.bottles)


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
            bottles[-1] = bottles[-1]._replace(last=last, used=bottles[-1].used + taken)
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
) -> BottleInterval:
    # Uses and bottles are in order of time: only those within the interval are looked at.
    inside = (
        use.daily * (min(last, use.last) - max(first, use.first) + 1)
        for use in uses[bisect_left(uses, first, key=_LAST) : bisect_right(uses, last, key=_FIRST)]
    )
    number = None
    if bottles:
        number = bisect_right(bottles, last, key=_OPENED) - bisect_left(bottles, first, key=_OPENED)
    discarded = None
    if size is not None and life is not None:

        def kept(bottle: Bottle) -> int:
            return min(bottle.opened + life - 1, end)

        left = bottles[bisect_left(bottles, first, key=kept) : bisect_right(bottles, last, key=kept)]
        discarded = sum((size - bottle.used for bottle in left), start=Volume(0))
    return BottleInterval(first, last, sum(inside, start=Volume(0)), number, discarded)
