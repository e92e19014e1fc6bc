"""What is taken on each day and at each time, piece by piece, with what is cut and what is kept.

Left-over parts are used before a new tablet is cut, the smallest that will do, and no more is cut than a dose asks for.
So at no time is there more of a product left over than less than one tablet, and the tablets begun are the exact use,
rounded up.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction

from attrs import Factory, define, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE, Measured
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.product import Solid
from pillsplit.model.schedule import DAY, Dose, Schedule, in_order
from pillsplit.verbs.usage import in_time

LONGEST = 3660
"""Days; a longer plan is not written day by day."""


@frozen
class Moment:
    """A day of the plan, counted from 1, and a time of day on it."""

    day: int
    date: datetime.date | None
    time: str


@frozen
class Take:
    """One piece to take: a whole tablet, a part cut for it, or a part kept from before."""

    product: Solid
    part: Fraction
    cut: Fraction | None = None
    """What is cut for it: a new tablet (1), a kept half (1/2) or a kept quarter (1/4); None where nothing is cut."""
    since: Moment | None = None
    """When the part that is used, or cut again, was left over."""
    keeps: tuple[Fraction, ...] = ()
    """The parts that are left over by cutting."""
    keeps_for: Moment | None = None
    """When the first of them is used; None where none is."""


@frozen
class CalendarDose:
    """One dose of one day, and each piece that makes it."""

    dose: Dose
    answer: Answer
    takes: tuple[Take, ...]

    @property
    def liquid(self) -> Measured | None:
        """The liquid in it."""
        return self.answer.combination.liquid if self.answer.combination else None


@frozen
class Change:
    """A daily dose that is another than on the day before."""

    drug: str
    old: Mass
    new: Mass


@frozen
class Day:
    """One day of the plan."""

    number: int
    date: datetime.date | None
    step: PlannedStep | None
    """None on a day between two dated steps."""
    doses: tuple[CalendarDose, ...]
    changes: tuple[Change, ...] = ()
    moved: bool = False
    """Whether the same daily doses are taken at other times, or divided otherwise, than on the day before."""

    @property
    def times(self) -> tuple[str, ...]:
        """The times of day at which there is a dose, in order."""
        return in_order(each.dose.time for each in self.doses)

    def at(self, time: str) -> tuple[CalendarDose, ...]:
        """Return the doses of one time of day."""
        return tuple(each for each in self.doses if each.dose.time == time)


@frozen
class Calendar:
    """The answer of `calendar`: every day in order, on what it rests."""

    plan: Plan
    days: tuple[Day, ...]
    left: tuple[tuple[Solid, Fraction], ...]
    """The parts that are left over at the end, each by itself."""


def calendar(plan: Plan) -> Calendar:
    """Lay out a plan day by day, by the dates of its schedule (`dated` gives it some) or undated.

    Raises:
        UsageError: where it is longer than can be laid out.
    """
    cupboard = _Cupboard()
    days: list[tuple[Moment, PlannedStep | None, list[tuple[Dose, Answer, list[_Draft]]]]] = []
    for number, date, step in _days(plan):
        doses = []
        for dose, answer in _in_order(step):
            moment = Moment(number, date, dose.time)
            taken = [cupboard.take(*piece, moment) for piece in _pieces(answer)]
            doses.append((dose, answer, taken))
        days.append((Moment(number, date, DAY), step, doses))
    before: PlannedStep | None = None
    laid = []
    for moment, step, doses in days:
        made = tuple(
            CalendarDose(dose, answer, tuple(draft.take() for draft in taken)) for dose, answer, taken in doses
        )
        changes = _changes(plan, before, step) if before is not step else ()
        moved = bool(before and step and before is not step and not changes and _pattern(before) != _pattern(step))
        laid.append(Day(moment.day, moment.date, step, made, changes, moved))
        before = step or before
    return Calendar(plan, tuple(laid), cupboard.left())


def refuse_too_long(schedule: Schedule) -> None:
    """Refuse a schedule that is too long to be laid out day by day, before anything is planned.

    Raises:
        UsageError: where it lasts more than `LONGEST` days.
    """
    if (length := schedule.last_day) > LONGEST:
        raise UsageError(f"the schedule lasts {length} days: shorten it to at most {LONGEST} to lay it out day by day")


def _days(plan: Plan) -> Iterator[tuple[int, datetime.date | None, PlannedStep | None]]:
    refuse_too_long(plan.schedule)
    date: datetime.date | None = None
    for stretch, step in in_time(plan):
        if step:
            date = step.step.start
        for number in range(stretch.first_day, stretch.last_day + 1):
            yield number, date, step
            date = date and date + datetime.timedelta(days=1)


def _in_order(step: PlannedStep | None) -> list[tuple[Dose, Answer]]:
    """Return the doses of a step in the order of the day."""
    doses = [(each.dose, each.answer) for each in step.doses] if step else []
    order = in_order(dose.time for dose, _ in doses)
    return sorted(doses, key=lambda each: order.index(each[0].time))


def _pieces(answer: Answer) -> Iterator[tuple[Solid, Fraction]]:
    """Yield each piece by itself: the products as the combination lists them, the larger parts first."""
    for piece in answer.combination.pieces if answer.combination else ():
        for _ in range(piece.count):
            yield piece.product, piece.part


def _changes(plan: Plan, before: PlannedStep | None, now: PlannedStep | None) -> tuple[Change, ...]:
    if not (before and now):
        return ()
    found = []
    for drug in plan.schedule.drugs:
        old, new = before.step.daily(drug), now.step.daily(drug)
        if old != new:
            found.append(Change(drug, old, new))
    return tuple(found)


def _pattern(step: PlannedStep) -> frozenset[Dose]:
    return frozenset(dose for dose in step.step.doses if dose.mass)


@define
class _Draft:
    """A piece to take, while it is not yet known when what it leaves over is used."""

    product: Solid
    part: Fraction
    cut: Fraction | None = None
    since: Moment | None = None
    keeps: tuple[Fraction, ...] = ()
    keeps_for: Moment | None = None

    def take(self) -> Take:
        return Take(self.product, self.part, self.cut, self.since, self.keeps, self.keeps_for)


_CUT_AGAIN = (QUARTER, HALF)
"""The kept parts that are cut further, the smallest first."""


@define
class _Cupboard:
    """The parts left over, each with the piece that left it and when.

    Of a product there are at most one half, one quarter and one eighth, or two thirds.
    """

    _parts: dict[tuple[str, Fraction], list[tuple[_Draft, Moment]]] = Factory(dict)

    def take(self, product: Solid, part: Fraction, now: Moment) -> _Draft:
        """Take one piece at *now*: kept, cut from the smallest kept part that holds it, or new."""
        if part == WHOLE:
            return _Draft(product, part)
        if since := self._use(product, part, now):
            return _Draft(product, part, since=since)
        if part == THIRD:
            return self._keep(_Draft(product, part, WHOLE, None, (THIRD, THIRD)), now)
        for larger in _CUT_AGAIN:
            if larger > part and (since := self._use(product, larger, now)):
                return self._keep(_Draft(product, part, larger, since, _halved(larger, part)), now)
        return self._keep(_Draft(product, part, WHOLE, None, _halved(WHOLE, part)), now)

    def _use(self, product: Solid, part: Fraction, now: Moment) -> Moment | None:
        kept = self._parts.get((product.id, part))
        if not kept:
            return None
        draft, since = kept.pop(0)
        draft.keeps_for = draft.keeps_for or now
        return since

    def _keep(self, draft: _Draft, now: Moment) -> _Draft:
        for part in draft.keeps:
            self._parts.setdefault((draft.product.id, part), []).append((draft, now))
        return draft

    def left(self) -> tuple[tuple[Solid, Fraction], ...]:
        """Return what is left over."""
        return tuple((draft.product, part) for (_, part), kept in self._parts.items() for draft, _ in kept)


def _halved(whole: Fraction, part: Fraction) -> tuple[Fraction, ...]:
    """Return what is kept where *whole* is halved again and again until there is *part*, the largest first."""
    return tuple(each for each in (HALF, QUARTER, EIGHTH) if part <= each < whole)
