"""What a dose of a row comes to: the doses of one day, or of days that are taken in turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass

Doses = tuple[tuple[str, Mass], ...]
"""The doses of one day, each with its time."""


class Pattern(NamedTuple):
    """The doses of one day, or of several days that are taken in turn."""

    days: tuple[Doses, ...]
    weekly: bool = False
    """Whether the days are those of the week, from Monday."""


NOTHING = Pattern(((),))
"""What stands for a dose that could not be read."""


def side_by_side(patterns: Sequence[Pattern]) -> Pattern:
    """Return the doses of several patterns on each day."""
    length = math.lcm(*(len(each.days) for each in patterns))
    days = tuple(tuple(dose for each in patterns for dose in each.days[day % len(each.days)]) for day in range(length))
    return Pattern(days, any(each.weekly for each in patterns))


def total(doses: Doses) -> Mass:
    """Return what the doses of a day add up to."""
    return sum((mass for _, mass in doses), start=Mass(0))
