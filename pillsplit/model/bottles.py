"""Nouns of bottles over time: when each is opened, how long it lasts, what is left over."""

from __future__ import annotations

from typing import NamedTuple

from attrs import frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid


@frozen(eq=False, repr=False, slots=False)
class Use(Noun):
    """A stretch of days, from the *first* to the *last*, on which the same volume of a liquid is taken each day."""

    first: int
    last: int
    daily: Volume


class Bottle(NamedTuple):
    """One bottle: the days on which it is opened and last drawn from, and the volume taken out of it."""

    opened: int
    last: int
    used: Volume
    kept_until: int | None
    """The last day on which it may be used; None where its opened life is not on record."""


class BottleInterval(NamedTuple):
    """One prescription interval: the volume taken, the bottles opened, and what is left over in it."""

    first: int
    last: int
    volume: Volume
    opened: int | None
    """None where neither the size nor the opened life of a bottle is on record."""
    discarded: Volume | None
    """What is left in bottles that outlive their time, or are still open when the last dose is taken; None where
    the size or the opened life is not on record."""


@frozen(eq=False, repr=False, slots=False)
class BottlePlan(Noun):
    """The bottles of one liquid for a whole plan."""

    product: Liquid
    size: Volume | None
    """What one bottle holds; None where that is not on record."""
    life: int | None
    """Days that an opened bottle may be used, the day of opening counted; None where that is not on record."""
    bottles: tuple[Bottle, ...]
    """Empty where neither size nor life is on record."""
    intervals: tuple[BottleInterval, ...]

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
        """What is left over over the whole plan; None where the size or the life is not on record."""
        if self.size is None or self.life is None:
            return None
        return self.size * len(self.bottles) - self.volume
