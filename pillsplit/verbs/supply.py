"""How many tablets and bottles, per prescription interval?

Amounts of a product are those of `portion`: tablets or capsules with their parts, or millilitres.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from pillsplit.errors import Note, UsageError, did_you_mean, quoted
from pillsplit.model.plan import Plan, PlannedDose
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product, Shelf, Solid
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.verbs.check import check
from pillsplit.verbs.dispensing import Portion, portion, to_dispense
from pillsplit.verbs.usage import Course, Stretch, courses, stretches

_CAUTIOUS = Preferences()
DAYS = 28
"""The days of an interval where nothing else is asked for."""
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
    checked: PlannedDose


@frozen
class Held:
    """An amount that was stated of a product, in the house or on an order, held against the plan."""

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

    check: Plan
    interval: int
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
    *,
    interval: int = DAYS,
    start: datetime.date | None = None,
    have: Amounts | None = None,
    expect: Amounts | None = None,
) -> Supply:
    """Return what is to be dispensed for *schedule* in each interval.

    Args:
        schedule: what is taken.
        shelf: the products to draw on.
        preferences: how doses may be made.
        interval: the days that one prescription covers; the last interval may be shorter.
        start: the date of day 1; a schedule with dates of its own needs none.
        have: what is in the house, by product id; it is used first.
        expect: quantities for the whole schedule, by product id, to be checked.

    Raises:
        UsageError: for an interval, a start or an amount that cannot be acted on.
    """
    return supply_of(check(schedule, shelf, preferences), interval=interval, start=start, have=have, expect=expect)


def supply_of(
    checked: Plan,
    *,
    interval: int = DAYS,
    start: datetime.date | None = None,
    have: Amounts | None = None,
    expect: Amounts | None = None,
) -> Supply:
    """Return what `supply` does, for a schedule that has been checked."""
    in_time = list(stretches(checked))
    days = in_time[-1].last_day
    if interval < 1 or interval * MOST_INTERVALS < days:
        least = -(-days // MOST_INTERVALS)
        raise UsageError(
            f"intervals of {interval} d for {days} days: write intervals of {least} d or more", field="interval"
        )
    stock, stated = _amounts(have or {}, checked.shelf), _amounts(expect or {}, checked.shelf)
    found = {course.product.id: course for course in courses(checked)}
    intervals = []
    for number, first in enumerate(range(1, days + 1, interval), start=1):
        last = min(first + interval - 1, days)
        portions = (portion(course, stock.get(identity, _NONE), first, last) for identity, course in found.items())
        intervals.append(Interval(number, first, last, tuple(each for each in portions if each.used)))
    total = tuple(portion(course, stock.get(identity, _NONE), 1, days) for identity, course in found.items())
    return Supply(
        checked,
        interval,
        _first_date(in_time, start),
        tuple(intervals),
        total,
        tuple(_uncovered(in_time)),
        tuple(stretch for stretch in in_time if stretch.step is None),
        tuple(
            _held(each, stock[each.id], found.get(each.id), _NONE)
            for each in checked.shelf.products
            if each.id in stock
        ),
        tuple(
            _held(each, stated[each.id], found.get(each.id), stock.get(each.id, _NONE), order=True)
            for each in checked.shelf.products
            if each.id in stated
        ),
        tuple(_notes(intervals, total)),
    )


_NONE = Fraction(0)


def _held(product: Product, amount: Fraction, course: Course | None, beside: Fraction, *, order: bool = False) -> Held:
    if course is None:
        return Held(product, amount, needed=_NONE, covers=None)
    needed = to_dispense(course, beside, course.days) if order else course.used(course.days)
    return Held(product, amount, needed, course.days_covered(amount + beside))


def _amounts(amounts: Amounts, shelf: Shelf) -> dict[str, Fraction]:
    ids = [product.id for product in shelf.products]
    for identity, amount in amounts.items():
        if identity not in ids:
            raise UsageError(f"product {quoted(identity)} is not on this shelf{did_you_mean(identity, ids)}")
        if amount < 0:
            raise UsageError(f"{identity}: {amount} is negative: write an amount of 0 or more")
    return {identity: Fraction(amount) for identity, amount in amounts.items()}


def _first_date(in_time: list[Stretch], start: datetime.date | None) -> datetime.date | None:
    """Return the date of day 1, the schedule's own or *start*; every day of the schedule has a date then."""
    own = next(((day, date) for day, date in map(_dated, in_time) if date), None)
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
            start + datetime.timedelta(days=in_time[-1].last_day)
    except OverflowError:
        raise UsageError("the days of the schedule leave the calendar: write another start") from None
    return start


def _dated(stretch: Stretch) -> tuple[int, datetime.date | None]:
    return stretch.first_day, stretch.step.step.start if stretch.step else None


def _uncovered(in_time: Iterable[Stretch]) -> Iterator[Uncovered]:
    for stretch in in_time:
        if stretch.step:
            for checked in stretch.step.doses:
                if checked.answer.combination is None:
                    yield Uncovered(stretch.first_day, stretch.last_day, stretch.step.step.number, checked)


def _notes(intervals: Iterable[Interval], total: Iterable[Portion]) -> Iterator[Note]:
    """Yield what must be said of packs and bottles: what is not on record, and what does not add up by itself."""
    solids = [each for each in total if isinstance(each.product, Solid)]
    if unknown := [each.product.name for each in solids if each.packs is None]:
        yield Note("packs-unknown", f"no pack size is on record for {listed(unknown)}")
    if unseen := [each.product.name for each in solids if each.packs and "packs" in each.product.unverified]:
        yield Note("packs-unverified", f"the pack sizes of {listed(unseen)} were not seen in a document; check them")
    by_product: dict[str, list[Portion]] = {}
    for interval in intervals:
        for each in interval.portions:
            by_product.setdefault(each.product.id, []).append(each)
    for each in total:
        portions = by_product[each.product.id]
        if isinstance(each.product, Liquid):
            yield from _notes_on_bottles(each.product, portions, each)
        elif each.packs is not None:
            apart = sum(packs.tablets for part in portions for packs in part.packs or ())
            if apart > (together := sum(packs.tablets for packs in each.packs)):
                yield Note(
                    "packs-apart",
                    f"{each.product.name}: whole packs for each interval by itself come to {apart}, for all days as "
                    f"one order to {together}; what earlier packs leave over serves the later intervals",
                )


def _notes_on_bottles(product: Liquid, portions: Iterable[Portion], total: Portion) -> Iterator[Note]:
    yield Note(
        "volume-taken",
        f"{product.name}: the volume is what is taken; nothing is added for what stays in bottles and syringes",
    )
    if total.bottles is None:
        yield Note("bottles-unknown", f"{product.name}: no bottle size is on record")
    elif "bottles" in product.unverified:
        yield Note("bottles-unverified", f"{product.name}: its bottle sizes were not seen in a document; check them")
    if product.in_use_days is None:
        yield Note(
            "in-use-unknown", f"{product.name}: how long an opened bottle keeps is not on record; look at its label"
        )
        return
    unseen = ", which was not seen in a document" if "in_use_days" in product.unverified else ""
    longest = max(each.days_in_use for each in portions)
    more = (
        f"; it is in use for {total.days_in_use} days in all, up to {longest} in an interval, so it may take more "
        "bottles than the volume fills"
        if total.days_in_use > product.in_use_days
        else ""
    )
    yield Note("in-use", f"{product.name}: an opened bottle keeps {product.in_use_days} days{unseen}{more}")
