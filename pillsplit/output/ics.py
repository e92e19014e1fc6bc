"""A calendar file (iCalendar) of a plan: one event a dose, neutral unless details are asked for.

Events float: 21:00 is 21:00 wherever the person is. Nothing in an event's id changes when the plan is run again, so
that a calendar that takes the file in a second time updates its events instead of doubling them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from hashlib import sha256

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.output.paper.days import what_to_take
from pillsplit.output.words import none_in_words, pause_in_words
from pillsplit.verbs.calendar import Calendar, CalendarDose, Day

INSTALL = "calendar files need the package icalendar: install it with `pip install 'pillsplit[ics]'`"
LENGTH = datetime.timedelta(minutes=15)
"""How long an event lasts in the calendar."""


@frozen
class Event:
    """One dose as an event; without a time of the clock it is one for the whole day."""

    uid: str
    date: datetime.date
    clock: datetime.time | None
    title: str
    description: str


def events(calendar: Calendar, clocks: Mapping[str, datetime.time], *, details: bool = False) -> tuple[Event, ...]:
    """Return an event for each dose of a dated plan, *clocks* by the time of day.

    A dose of nothing has one where it is a pause: where the drug is taken again.
    """
    return tuple(event for day in calendar.days for event in _events(day, calendar, clocks, details=details))


def _events(day: Day, calendar: Calendar, clocks: Mapping[str, datetime.time], *, details: bool) -> Iterator[Event]:
    assert day.date is not None, "an undated plan has no events"
    for time in day.times:
        for dose in day.at(time):
            pause = None if dose.dose.mass else calendar.plan.schedule.pause(dose.dose.drug, day.number)
            if pause:
                title = pause_in_words(pause, time, name=True) if details else f"Medicine: {none_in_words(time)}"
                yield Event(_uid(day, dose), day.date, clocks.get(time), title, "")
        doses = [dose for dose in day.at(time) if dose.dose.mass]
        for number, dose in enumerate(doses, start=1):
            assert day.step is not None
            which = f" ({number} of {len(doses)})" if len(doses) > 1 else ""
            yield Event(
                _uid(day, dose),
                day.date,
                clocks.get(time),
                _detailed_title(dose) if details else f"Medicine: step {day.step.step.number}{which}",
                _described(dose, day, calendar) if details else "",
            )


def _uid(day: Day, dose: CalendarDose) -> str:
    """Return the same id for the same drug, day and time of day, whatever the dose has become."""
    drug = sha256(dose.dose.drug.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{day.date}-{dose.dose.time}-{drug}@pillsplit"


def _detailed_title(dose: CalendarDose) -> str:
    return f"{dose.dose.mass} {dose.dose.drug}"


def _described(dose: CalendarDose, day: Day, calendar: Calendar) -> str:
    if dose.answer.combination is None:
        return "Cannot be made with these products: ask before this day what to take."
    lines = [item.words for item in what_to_take(dose, day.number, calendar.plan.shelf)]
    if dose.answer.difference:
        lines.append(f"this makes {dose.answer.combination.mass}")
    return "\n".join(lines)


def as_ics(found: tuple[Event, ...], name: str, version: str, now: datetime.datetime) -> bytes:
    """Write events as an iCalendar file, stamped *now*.

    Raises:
        UsageError: where the package icalendar is not installed.
    """
    try:
        import icalendar
    except ImportError:
        raise UsageError(INSTALL) from None
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//pillsplit//{version}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in found:
        event = icalendar.Event()
        event.add("uid", each.uid)
        event.add("dtstamp", now)
        event.add("summary", each.title)
        if each.description:
            event.add("description", each.description)
        if each.clock is None:
            event.add("dtstart", each.date)
            event.add("dtend", each.date + datetime.timedelta(days=1))
        else:
            begin = datetime.datetime.combine(each.date, each.clock)
            event.add("dtstart", begin)
            event.add("dtend", begin + LENGTH)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
