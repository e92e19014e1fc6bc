"""How is a daily dose divided over the day? In makeable parts, as even as can be, the larger at night."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY, TIMES_OF_DAY, Dose, Schedule
from pillsplit.solver.attainable import NOTHING, exactly
from pillsplit.solver.even_totals import Sums
from pillsplit.verbs.check import check

if TYPE_CHECKING:
    from pillsplit.model.device import Devices

_CAUTIOUS = Preferences()


@frozen
class Divided:
    """A schedule whose daily doses are divided; a dose of it is known by the number of its step and its drug."""

    schedule: Schedule
    divided: frozenset[tuple[int, str]]
    undivided: frozenset[tuple[int, str]]
    """What cannot be divided and stays as it is."""
    notes: Mapping[tuple[int, str], Note]
    """What is to be said of doses in fewer parts, or in none."""


def divide(schedule: Schedule, shelf: Shelf, preferences: Preferences = _CAUTIOUS, *, number: int) -> Divided:
    """Divide each daily dose in *number* parts (2, 3 or 4) that are made exactly and add up to it exactly.

    The parts differ as little as can be between the largest and the smallest, the larger ones later in the day; of
    such parts, those that ask the least of a person in all; of those, the lower ones, the largest compared first. A
    part may be nothing where no more even parts can be made. A liquid, where it is allowed, is asked only for daily
    doses that tablets alone do not add up to. A daily dose that cannot be divided stays as it is.

    Raises:
        UsageError: for another number, and for a schedule that has no daily dose to divide.
    """
    refuse_undividable(schedule, number)
    sums = _sums(schedule, shelf, preferences, number)
    steps, notes = [], {}
    done: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    for step in schedule.steps:
        doses: list[Dose] = []
        for dose in step.doses:
            if dose.time != DAY or not dose.mass:
                doses.append(dose)
                continue
            parts = sums[dose.drug].doses(dose.mass)
            doses += at_times(dose.drug, parts) if parts else [dose]
            done[parts is not None].add((step.number, dose.drug))
            if note := fewer_doses(dose.drug, parts) if parts else _undivided(dose, number):
                notes[step.number, dose.drug] = note
        steps.append(evolve(step, doses=tuple(doses)))
    return Divided(evolve(schedule, steps=tuple(steps)), frozenset(done[True]), frozenset(done[False]), notes)


def check_divided(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    devices: Callable[[], Devices] | None = None,
    *,
    number: int,
) -> Plan:
    """Divide the daily doses of *schedule* as `divide` does, and answer each dose as `check` does.

    The parts of a daily dose are made exactly, whatever the tolerance of liquids, so that they add up to it.
    """
    found = divide(schedule, shelf, preferences, number=number)
    checked = check(found.schedule, shelf, preferences, devices)
    exact = check(found.schedule, shelf, exactly(preferences), devices)
    steps = []
    for step, same in zip(checked.steps, exact.steps, strict=True):
        doses = []
        said: set[str] = set()
        for loose, tight in zip(step.doses, same.doses, strict=True):
            place = step.step.number, loose.dose.drug
            dose = tight if place in found.divided else loose
            note = found.notes.get(place) if loose.dose.drug not in said else None
            said.add(loose.dose.drug)
            doses.append(evolve(dose, notes=(note, *dose.notes)) if note else dose)
        steps.append(evolve(step, doses=tuple(doses)))
    undivided = tuple(sorted({number for number, _ in found.undivided}))
    return evolve(checked, steps=tuple(steps), divide=number, undivided=undivided)


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


def _sums(schedule: Schedule, shelf: Shelf, preferences: Preferences, number: int) -> dict[str, Sums]:
    most: dict[str, Mass] = {}
    for dose in (dose for step in schedule.steps for dose in step.doses if dose.time == DAY):
        most[dose.drug] = max(dose.mass, most.get(dose.drug, dose.mass))
    return {drug: Sums(shelf, drug, preferences, number, each) for drug, each in most.items()}


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
