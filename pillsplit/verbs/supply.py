"""How many tablets and bottles, per prescription interval?

Amounts of a product are those of `portion`: tablets or capsules with their parts, or millilitres.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from pillsplit.errors import Note, UsageError, did_you_mean, quoted
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan, PlannedDose
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Solid
from pillsplit.model.schedule import Schedule, Stretch
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.verbs.dispensing import Portion, bottles_beside, portion, to_dispense
from pillsplit.verbs.drops import notes_on_drops_of
from pillsplit.verbs.notes import notes_on_bottles
from pillsplit.verbs.plan import plan as _plan
from pillsplit.verbs.usage import ProductUse, product_uses

_CAUTIOUS = Preferences()
MOST_INTERVALS = 4000
"""More than ten years of single days; whatever asks for more is a slip."""

Amounts = Mapping[str, Fraction | int]
"""Amounts of products, by the products' ids."""


@frozen
class Interval:
    """The days that one prescription covers, with a portion of each product that is taken in them."""

    number: int
    first_day: int
    last_day: int
    portions: tuple[Portion, ...]

    @property
    def days(self) -> int:
        """The number of days."""
        return self.last_day - self.first_day + 1


@frozen
class Uncovered:
    """Days on which one dose cannot be made, so that nothing here supplies it."""

    first_day: int
    last_day: int
    step: int
    planned: PlannedDose


@frozen
class Held:
    """An amount of a product, in the house or on an order, held against the plan."""

    product: Product
    amount: Fraction
    needed: Fraction
    """What the plan asks for to the last day: of a stock all that is taken, of an order what is to be dispensed."""
    covers: int | None
    """The last day up to which it is enough; None where it is enough to the end."""

    @property
    def verdict(self) -> str:
        """Say whether it is ``enough``, ``short`` or ``over``."""
        if self.covers is not None:
            return "short"
        return "over" if self.amount > self.needed else "enough"


@frozen
class Supply:
    """The answer of `supply`: the portions of each interval, and what they add up to."""

    plan: Plan
    interval: int
    """Days of one interval; the last may be shorter."""
    start: datetime.date | None
    """The date of day 1, where it is known."""
    intervals: tuple[Interval, ...]
    total: tuple[Portion, ...]
    """Over all days, as if it were one interval."""
    uncovered: tuple[Uncovered, ...]
    gaps: tuple[Stretch, ...]
    """Days between dated steps on which the schedule says nothing."""
    have: tuple[Held, ...] = ()
    """What is in the house; it is used first."""
    expect: tuple[Held, ...] = ()
    """Quantities for the whole schedule that were to be checked, each beside what is in the house."""
    notes: tuple[Note, ...] = ()

    @property
    def days(self) -> int:
        """The number of days, those without a step between dated steps among them."""
        return self.intervals[-1].last_day

    @property
    def uncovered_days(self) -> int:
        """The number of days on which some dose cannot be made."""
        return sum(last - first + 1 for first, last in {(each.first_day, each.last_day) for each in self.uncovered})

    @property
    def complete(self) -> bool:
        """Whether every dose is supplied, and no quantity that was to be checked is short."""
        return not self.uncovered and all(each.verdict != "short" for each in self.expect)

    def date(self, day: int) -> datetime.date | None:
        """Return the date of *day*, where that of day 1 is known."""
        return self.start and self.start + datetime.timedelta(days=day - 1)


def supply(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    interval: int | None = None,
    start: datetime.date | None = None,
    have: Amounts | None = None,
    expect: Amounts | None = None,
) -> Supply:
    """Return what is to be dispensed for *schedule* in each interval.

    Args:
        schedule: what is taken.
        shelf: the products to draw on.
        preferences: how doses may be made.
        measuring: what liquids are measured with, and the days of an interval.
        interval: the days that one prescription covers, where that is not said in *measuring*.
        start: the date of day 1; a schedule with dates of its own needs none.
        have: what is in the house, by product id; it is used first.
        expect: quantities for the whole schedule, by product id, to be checked.

    Raises:
        UsageError: for an interval, a device, a start or an amount that cannot be acted on.
    """
    measuring = measuring or Measuring()
    days = measuring.interval if interval is None else interval
    refuse_too_many(days, schedule.last_day)
    plan = _plan(schedule, shelf, preferences, evolve(measuring, interval=days))
    return supply_of(plan, start=start, have=have, expect=expect)


def supply_of(
    plan: Plan,
    *,
    start: datetime.date | None = None,
    have: Amounts | None = None,
    expect: Amounts | None = None,
) -> Supply:
    """Return what `supply` does, for a schedule that has been planned."""
    interval, days = plan.measuring.interval, plan.schedule.last_day
    refuse_too_many(interval, days)
    stock, expected = _amounts(have or {}, plan.shelf), _amounts(expect or {}, plan.shelf)
    uses = {use.product.id: use for use in product_uses(plan)}
    bottles = {identity: bottles_beside(plan, use, stock.get(identity, _NONE)) for identity, use in uses.items()}

    def portions(first_day: int, last_day: int) -> Iterator[Portion]:
        for identity, use in uses.items():
            yield portion(use, stock.get(identity, _NONE), first_day, last_day, bottles[identity])

    intervals = []
    for number, first in enumerate(range(1, days + 1, interval), start=1):
        last = min(first + interval - 1, days)
        intervals.append(Interval(number, first, last, tuple(each for each in portions(first, last) if each.used)))
    total = tuple(portions(1, days))
    return Supply(
        plan,
        interval,
        _first_date(plan.schedule, start),
        tuple(intervals),
        total,
        tuple(_uncovered(plan)),
        tuple(stretch for stretch in plan.schedule.timeline if stretch.step is None),
        tuple(
            _held(each, stock[each.id], uses.get(each.id), _NONE) for each in plan.shelf.products if each.id in stock
        ),
        tuple(
            _held(each, expected[each.id], uses.get(each.id), stock.get(each.id, _NONE), order=True)
            for each in plan.shelf.products
            if each.id in expected
        ),
        tuple(_notes(plan, intervals, total, stock)),
    )


def refuse_too_many(interval: int, days: int) -> None:
    """Refuse intervals of so few days that nobody could write as many prescriptions as *days* would ask for.

    Raises:
        UsageError: with the least days of an interval.
    """
    if interval < 1 or interval * MOST_INTERVALS < days:
        least = -(-days // MOST_INTERVALS)
        raise UsageError(
            f"intervals of {interval} d for {days} days: write intervals of {least} d or more", field="interval"
        )


_NONE = Fraction(0)


def _held(product: Product, amount: Fraction, use: ProductUse | None, beside: Fraction, *, order: bool = False) -> Held:
    if use is None:
        return Held(product, amount, needed=_NONE, covers=None)
    needed = to_dispense(use, beside, use.days) if order else use.used(use.days)
    return Held(product, amount, needed, use.days_covered(amount + beside))


def _amounts(amounts: Amounts, shelf: Shelf) -> dict[str, Fraction]:
    ids = [product.id for product in shelf.products]
    for identity, amount in amounts.items():
        if identity not in ids:
            raise UsageError(f"product {quoted(identity)} is not on this shelf{did_you_mean(identity, ids)}")
        if amount < 0:
            raise UsageError(f"{identity}: {amount} is negative: write an amount of 0 or more")
    return {identity: Fraction(amount) for identity, amount in amounts.items()}


def _first_date(schedule: Schedule, start: datetime.date | None) -> datetime.date | None:
    """Return the date of day 1, the schedule's own or *start*; every day of the schedule has a date then."""
    own = next(((each.first_day, each.step.start) for each in schedule.timeline if each.step and each.step.start), None)
    try:
        if own:
            first = own[1] - datetime.timedelta(days=own[0] - 1)
            if start not in (None, first):
                raise UsageError(
                    f"the schedule has dates of its own and starts on {first}: leave out the start {start}",
                    field="start",
                )
            start = first
        if start:
            start + datetime.timedelta(days=schedule.last_day)
    except OverflowError:
        raise UsageError("the days of the schedule leave the calendar: write another start", field="start") from None
    return start


def _uncovered(plan: Plan) -> Iterator[Uncovered]:
    for step, planned in plan.doses:
        if not planned.answer.is_made:
            yield Uncovered(step.first_day, step.last_day, step.step.number, planned)


def _notes(
    plan: Plan, intervals: Iterable[Interval], total: Iterable[Portion], have: Mapping[str, Fraction]
) -> Iterator[Note]:
    """Yield what must be said of packs and bottles: what is not on record, and what does not add up by itself."""
    solids = [each for each in total if isinstance(each.product, Solid)]
    if unknown := [each.product.name for each in solids if each.packs is None]:
        yield Note("packs-unknown", f"no pack size is on record for {listed(unknown)}")
    if unseen := [each.product.name for each in solids if each.packs and "packs" in each.product.unverified]:
        yield Note("packs-unverified", f"the pack sizes of {listed(unseen)} were not seen in a document; check them")
    apart: Counter[str] = Counter()
    for interval in intervals:
        for each in interval.portions:
            apart[each.product.id] += sum(packs.tablets for packs in each.packs or ())
    for each in solids:
        together = sum(packs.tablets for packs in each.packs or ())
        if apart[each.product.id] > together:
            yield Note(
                "packs-apart",
                f"{each.product.name}: whole packs for each interval by itself come to {apart[each.product.id]}, for "
                f"all days as one order to {together}; what earlier packs leave over serves the later intervals",
            )
    for bottles in plan.bottles:
        name = bottles.product.name
        yield Note(
            "volume-taken",
            f"{name}: the volume is what is taken; nothing is added for what stays in bottles and syringes",
        )
        if have.get(bottles.product.id):
            yield Note(
                "bottle-in-house",
                f"{name}: what is in the house is counted by its volume; look when its bottle was opened",
            )
    yield from (note for bottles in plan.bottles for note in notes_on_bottles(bottles))
    yield from notes_on_drops_of((planned.answer for _, planned in plan.doses), plan.shelf)
