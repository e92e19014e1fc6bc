"""A day's dose on a grid, and its shares of the times of day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import Dose


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
