"""What is taken and dispensed of one product over some days, and the whole packs or bottles that hold it.

Amounts are those of `ProductUse`: tablets or capsules with their parts, or millilitres. Tablets come whole, so what is
dispensed is rounded up once, over all days from the first: parts left over are used before the next one is cut.
Bottles are those of the plan, opened when first needed and not used beyond their opened life.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from attrs import frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.bottles import Bottle, BottlePlan, Use
from pillsplit.model.plan import Plan
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.verbs.bottles import plan_bottles
from pillsplit.verbs.packs import Packs, whole_packs
from pillsplit.verbs.usage import ProductUse, Run

_NONE = Fraction(0)


@frozen
class Bottles:
    """So many bottles of one liquid to open."""

    size: Volume | None
    """What one holds; None where that is not on record."""
    count: int
    is_least: bool = False
    """Whether more may be needed, since the size or the opened life is not on record."""


@frozen
class Portion:
    """What is taken, and dispensed, of one product over some days."""

    product: Product
    runs: tuple[Run, ...]
    at_home: Fraction
    """What is there when the days begin: from a stock, or left over from what was dispensed before."""
    dispensed: Fraction
    """Tablets or capsules, always whole ones, or mL."""
    bottles: Bottles | None = None
    """The bottles that are opened in these days; None for what is counted, and where neither the size nor the opened
    life of a bottle is on record."""

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


def portion(
    use: ProductUse, have: Fraction, first_day: int, last_day: int, bottles: BottlePlan | None = None
) -> Portion:
    """Return the portion of *use* from one day to another.

    *have* was in the house before day 1; *bottles* are those that `bottles_beside` it are opened, in intervals that
    begin and end with these days.
    """
    before = to_dispense(use, have, first_day - 1)
    return Portion(
        use.product,
        use.between(first_day, last_day),
        at_home=have + before - use.used(first_day - 1),
        dispensed=to_dispense(use, have, last_day) - before,
        bottles=_opened(bottles, first_day, last_day) if bottles else None,
    )


def to_dispense(use: ProductUse, have: Fraction, day: int) -> Fraction:
    """Return all that is dispensed from day 1 to the end of *day*, beside *have*."""
    lacking = max(use.used(day) - have, _NONE)
    return lacking if isinstance(use.product, Liquid) else Fraction(ceil(lacking))


def bottles_beside(plan: Plan, use: ProductUse, have: Fraction = _NONE) -> BottlePlan | None:
    """Return the bottles of a liquid that *plan* opens once *have* mL in the house are used up; None of a tablet.

    What is in the house is counted by its volume: when its bottle was opened is not known.
    """
    if isinstance(use.product, Solid):
        return None
    if not have:
        return next((each for each in plan.bottles if each.product.id == use.product.id), None)
    uses = list(_after(use, have))
    return plan_bottles(use.product, uses, use.days, plan.measuring.interval)


def _after(use: ProductUse, have: Fraction) -> Iterator[Use]:
    """Yield what is taken of a liquid when *have* mL of it are used up; a day may be begun with them."""
    day = 1
    for run in use.runs:
        last = day + run.days - 1
        if run.daily:
            full, rest = (
                (int(have // run.daily), have % run.daily) if have < run.days * run.daily else (run.days, _NONE)
            )
            first = day + full
            have -= full * run.daily + rest
            if rest:
                yield Use(first, first, Volume(run.daily - rest))
                first += 1
            if first <= last:
                yield Use(first, last, Volume(run.daily))
        day = last + 1


def _opened(plan: BottlePlan, first_day: int, last_day: int) -> Bottles | None:
    if plan.size is None and plan.life is None:
        return None
    before = bisect_left(plan.bottles, first_day, key=_day_of_opening)
    return Bottles(plan.size, bisect_right(plan.bottles, last_day, key=_day_of_opening) - before, plan.is_least)


def _day_of_opening(bottle: Bottle) -> int:
    return bottle.opened
