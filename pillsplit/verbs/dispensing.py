"""What is taken and dispensed of one product over some days, and the whole packs or bottles that hold it.

Amounts are those of `course`: tablets or capsules with their parts, or millilitres. Tablets come whole, so what is
dispensed is rounded up once, over all days from the first: parts left over are used before the next one is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from attrs import frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.solver.grid import common_grid
from pillsplit.verbs.packs import Packs, whole_packs
from pillsplit.verbs.usage import Course, Run


@frozen
class Bottles:
    """So many bottles of one size."""

    size: Volume
    count: int


@frozen
class Portion:
    """What is taken, and dispensed, of one product over some days."""

    product: Product
    runs: tuple[Run, ...]
    at_home: Fraction
    """What is there when the days begin: from a stock, or left over from what was dispensed before."""
    dispensed: Fraction
    """Tablets or capsules, always whole ones, or mL."""

    @property
    def days(self) -> int:
        """The number of days."""
        return sum(run.days for run in self.runs)

    @property
    def used(self) -> Fraction:
        """All that is taken in these days."""
        return sum((run.days * run.daily for run in self.runs), start=Fraction(0))

    @property
    def left(self) -> Fraction:
        """What is left over when they end."""
        return self.at_home + self.dispensed - self.used

    @property
    def covered(self) -> bool:
        """Whether every dose of its drug on these days can be made, so that it is not only a part of the supply."""
        return all(run.covered for run in self.runs)

    @property
    def packs(self) -> tuple[Packs, ...] | None:
        """The whole packs that hold what is dispensed, by themselves; None where no size is on record."""
        if isinstance(self.product, Liquid) or not self.product.packs:
            return None
        return whole_packs(int(self.dispensed), self.product.packs)

    @property
    def bottles(self) -> tuple[Bottles, ...] | None:
        """The whole bottles that hold what is dispensed, by themselves; None where no size is on record."""
        if isinstance(self.product, Solid) or not self.product.bottles:
            return None
        return whole_bottles(Volume(self.dispensed), self.product.bottles)

    @property
    def days_in_use(self) -> int:
        """The days from the first on which it is taken to the last."""
        taken = [index for index, run in enumerate(self.runs) if run.takes]
        return sum(run.days for run in self.runs[taken[0] : taken[-1] + 1]) if taken else 0


def portion(course: Course, have: Fraction, first_day: int, last_day: int) -> Portion:
    """Return the portion of *course* from one day to another; *have* was in the house before day 1."""
    before = to_dispense(course, have, first_day - 1)
    return Portion(
        course.product,
        course.between(first_day, last_day),
        at_home=have + before - course.used(first_day - 1),
        dispensed=to_dispense(course, have, last_day) - before,
    )


def to_dispense(course: Course, have: Fraction, day: int) -> Fraction:
    """Return all that is dispensed from day 1 to the end of *day*, beside *have*."""
    lacking = max(course.used(day) - have, Fraction(0))
    return lacking if isinstance(course.product, Liquid) else Fraction(ceil(lacking))


def whole_bottles(volume: Volume, sizes: Iterable[Volume]) -> tuple[Bottles, ...]:
    """Return the whole bottles that hold *volume*: least left over, then fewest, as `whole_packs` for tablets.

    >>> [(each.count, str(each.size)) for each in whole_bottles(Volume(130), (Volume(30), Volume(100)))]
    [(1, '100 mL'), (1, '30 mL')]
    """
    millilitres = [size.ml for size in sizes]
    unit = common_grid(millilitres)
    packs = whole_packs(ceil(volume.ml / unit), [int(each / unit) for each in millilitres])
    return tuple(Bottles(Volume(each.size * unit), each.count) for each in packs)
