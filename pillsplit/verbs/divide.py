"""How is a daily dose divided over the day? In makeable parts that are easy to take, the larger at night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.schedule import DAY, TIMES_OF_DAY, Dose, Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.solver.attainable import NOTHING
from pillsplit.solver.even_totals import EvenTotals
from pillsplit.verbs.makeable import makeable, with_liquids
from pillsplit.verbs.plan import plan
from pillsplit.verbs.release import of_one_release

_CAUTIOUS = Preferences()


@frozen
class Divided:
    """A schedule whose daily doses are divided; a dose of it is known by the number of its step and its drug."""

    schedule: Schedule
    shelf: Shelf
    """The products that the parts are made of: of each drug that is divided at most one liquid."""
    divided: frozenset[tuple[int, str]]
    undivided: frozenset[tuple[int, str]]
    """What cannot be divided and stays as it is."""
    notes: Mapping[tuple[int, str], Note]
    """What is to be said of doses in fewer parts, or in none."""


def divide(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    number: int,
) -> Divided:
    """Divide each daily dose in *number* parts (2, 3 or 4) that are made exactly and add up to it exactly.

    Of parts that differ by at most a quarter of the daily dose (`APART`) those are taken that ask the least of a
    person in all; of those, what leaves the most times of day as they are in the step before; of those, what differs
    less between the largest and the smallest; of those, the lower ones, the largest compared first. The larger ones
    come later in the day. Where no such parts can be made of tablets, the parts are those that differ the least, and
    one of them may be nothing. A liquid, where it is allowed, is asked only for daily doses that tablets alone do not
    add up to: of each drug one liquid, the one that the plan of the undivided schedule takes; where it takes none,
    the one with which the fewest days stay undivided, of equals the first by id. A daily dose that cannot be divided
    stays as it is.

    Raises:
        UsageError: for another number, and for a schedule that has no daily dose to divide; for a device that is not
            known.
    """
    refuse_undividable(schedule, number)
    drawn = of_one_release(schedule, shelf, preferences).shelf
    planned = None
    chosen: dict[str, EvenTotals] = {}
    for drug in dict.fromkeys(dose.drug for dose in _daily(schedule)):
        days = _days_by_dose(schedule, drug)
        if not days:
            continue
        alone = makeable(drawn, drug, evolve(preferences, liquid=False), measuring)
        found: list[tuple[int, str, Liquid | None, EvenTotals]] = []
        liquids: Sequence[Liquid | None] = drawn.liquids(drug) if preferences.liquid else ()
        if liquids:
            planned = planned or plan(schedule, shelf, preferences, measuring)
            liquids = [planned.liquids[drug]] if planned.liquids[drug] else liquids
        for liquid in liquids or [None]:
            everything = alone
            if liquid:
                everything = makeable(with_liquids(drawn, drug, [liquid]), drug, preferences, measuring)
            totals = EvenTotals(alone, everything, number, max(days))
            undivided = sum(length for mass, length in days.items() if totals.doses(mass) is None)
            found.append((undivided, liquid.id if liquid else "", liquid, totals))
        _, _, liquid, chosen[drug] = min(found, key=lambda each: each[:2])
        shelf = with_liquids(shelf, drug, [liquid] if liquid else [])
    return _divided(schedule, shelf, chosen, number)


def _daily(schedule: Schedule) -> Iterator[Dose]:
    return (dose for step in schedule.steps for dose in step.doses if dose.time == DAY)


def _days_by_dose(schedule: Schedule, drug: str) -> dict[Mass, int]:
    days: dict[Mass, int] = {}
    for step in schedule.steps:
        for dose in step.doses:
            if dose.drug == drug and dose.time == DAY and dose.mass:
                days[dose.mass] = days.get(dose.mass, 0) + step.days
    return days


def _divided(schedule: Schedule, shelf: Shelf, totals: Mapping[str, EvenTotals], number: int) -> Divided:
    steps, notes = [], {}
    done: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    before: dict[str, tuple[Mass, ...]] = {}
    for step in schedule.steps:
        doses: list[Dose] = []
        here: dict[str, tuple[Mass, ...]] = {}
        for dose in step.doses:
            if dose.time != DAY or not dose.mass:
                doses.append(dose)
                continue
            taken = totals[dose.drug].divided(dose.mass, before.get(dose.drug, ()))
            here |= {dose.drug: taken} if taken else {}
            doses += at_times(dose.drug, taken) if taken else [dose]
            done[taken is not None].add((step.number, dose.drug))
            if note := fewer_doses(dose.drug, taken) if taken else _undivided(dose, number):
                notes[step.number, dose.drug] = note
        steps.append(evolve(step, doses=tuple(doses)))
        before = here
    return Divided(evolve(schedule, steps=tuple(steps)), shelf, frozenset(done[True]), frozenset(done[False]), notes)


def check_divided(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    number: int,
) -> Plan:
    """Divide the daily doses of *schedule* as `divide` does, and return the plan of what it becomes.

    The parts of a daily dose are made exactly, whatever the tolerances, so that they add up to it.

    Raises:
        UsageError: as `divide` does.
    """
    found = divide(schedule, shelf, preferences, measuring, number=number)
    planned = plan(found.schedule, found.shelf, preferences, measuring, exact=found.divided)
    steps = []
    for step in planned.steps:
        doses = []
        said: set[str] = set()
        for each in step.doses:
            drug = each.dose.drug
            note = found.notes.get((step.step.number, drug)) if drug not in said else None
            said.add(drug)
            doses.append(evolve(each, notes=(note, *each.notes)) if note else each)
        steps.append(evolve(step, doses=tuple(doses)))
    undivided = tuple(sorted({number for number, _ in found.undivided}))
    return evolve(planned, steps=tuple(steps), divide=number, undivided=undivided)


def refuse_undividable(schedule: Schedule, number: int) -> None:
    """Refuse a number that is no number of times of day, and a schedule without a daily dose.

    Raises:
        UsageError: with what to write instead.
    """
    if number not in TIMES_OF_DAY:
        raise UsageError(f"a day has no {number} times to divide a dose over: write 2, 3 or 4")
    if not any(dose.time == DAY for step in schedule.steps for dose in step.doses):
        raise UsageError("the schedule names times of day itself: there is no daily dose to divide")


def at_times(drug: str, parts: Sequence[Mass]) -> list[Dose]:
    """Return the parts of a daily dose, the smallest first, as doses at their times; a part of nothing is left out."""
    return [Dose(drug, time, part) for time, part in zip(TIMES_OF_DAY[len(parts)], parts, strict=True) if part]


def fewer_doses(drug: str, parts: Sequence[Mass]) -> Note | None:
    """Say so where some part of a daily dose is nothing."""
    taken, daily = sum(map(bool, parts)), sum(parts, start=NOTHING)
    if taken == len(parts) or not taken:
        return None
    text = f"{drug}: {daily} comes in {taken} {'dose' if taken == 1 else 'doses'} a day, not in {len(parts)}"
    return Note("fewer-doses", text)


def _undivided(dose: Dose, number: int) -> Note:
    text = f"{dose.drug}: {dose.mass} cannot be divided in {number} doses that can be made: it stays one dose"
    return Note("not-divided", text)
