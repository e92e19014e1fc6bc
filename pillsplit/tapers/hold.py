"""A pause in a taper: one dose is taken for longer, and what follows comes later."""

from __future__ import annotations

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.rule import Hold
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.tapers.taper import Taper, refuse_too_long


def held(taper: Taper, hold: Hold) -> Taper:
    """Return *taper* with the step that *hold* names made longer, and dates moved with it.

    Where several steps are on one dose, the last of them is.

    Raises:
        UsageError: for a dose or a day that the taper does not have.
    """
    number = _on_day(taper.schedule, hold.from_day) if hold.at is None else _on_dose(taper, hold.at)
    steps = tuple(
        evolve(step, days=step.days + hold.days, note=" · ".join(filter(None, (step.note, _note(hold)))))
        if step.number == number
        else step
        for step in taper.schedule.steps
    )
    schedule = evolve(taper.schedule, steps=steps)
    refuse_too_long(schedule.days)
    if first := taper.schedule.steps[0].start:
        schedule = schedule.starting(first)
    return evolve(taper, schedule=schedule, holds=(*taper.holds, (number, hold)))


def _note(hold: Hold) -> str:
    return f"held {hold.days} {'day' if hold.days == 1 else 'days'} longer"


def _on_day(schedule: Schedule, day: int | None) -> int:
    """Return the number of the step that *day* is in."""
    if day is None:
        raise UsageError("a hold needs its place: name a dose or a day", field="hold")
    step = next((each.step for each in schedule.timeline if each.first_day <= day <= each.last_day), None)
    if step is None:
        raise UsageError(f"day {day} is none of the plan's: it has days 1 to {schedule.last_day}", field="hold")
    return step.number


def _on_dose(taper: Taper, dose: Mass) -> int:
    """Return the number of the last step on *dose*."""
    numbered = list(zip(taper.schedule.steps, taper.written, strict=True))
    found = [step.number for step, written in numbered if written == dose]
    if not found:
        above = [each for each in taper.written if each > dose][-1:]
        below = [each for each in taper.written if each < dose][:1]
        doses = listed(map(str, (*above, *below)))
        raise UsageError(
            f"no step is on {dose}: next to it {doses} {'are' if above and below else 'is'} written", field="hold"
        )
    return found[-1]
