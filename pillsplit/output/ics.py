"""A calendar file (iCalendar) of a plan: one event a dose, with an alarm, neutral unless details are asked for.

Events float: 21:00 is 21:00 wherever the person is. Nothing in an event's id changes when the plan is run again, so
that a calendar that takes the file in a second time updates its events instead of doubling them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from attrs import frozen

from pillsplit.errors import UsageError
from pillsplit.model.schedule import Schedule
from pillsplit.output.paper.wishes import When
from pillsplit.output.paper.words import Words
from pillsplit.verbs.calendar import Calendar, CalendarDose, Day, Moment

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


def name(words: Words) -> str:
    """Return what the whole calendar is called."""
    return words.language.say("Medicine")


def events(calendar: Calendar, times: Mapping[str, When], words: Words, *, details: bool = False) -> tuple[Event, ...]:
    """Return an event for each dose of a dated plan; one of nothing has one where the drug is taken again later.

    *times* say when a dose of each time of day is taken; the *words* are in the language of whoever reads them.
    """
    return tuple(
        event for day in calendar.days for event in _events(day, calendar.plan.schedule, times, words, details=details)
    )


def _events(day: Day, schedule: Schedule, times: Mapping[str, When], words: Words, *, details: bool) -> Iterator[Event]:
    assert day.date is not None, "an undated plan has no events"
    for time in day.times:
        doses = [dose for dose in day.at(time) if dose.dose.mass]
        clock = times[time].clock if time in times else None
        for dose in day.at(time):
            if not dose.dose.mass and (pause := schedule.pause(dose.dose.drug, day.number)):
                none = words.language.say("No medicine now, day {day}: see the sheet", day=str(day.number))
                yield Event(_uid(day, dose), day.date, clock, words.pause(pause) if details else none, "")
        for number, dose in enumerate(doses, start=1):
            if details:
                title = _detailed(dose, words)
            elif len(doses) > 1:
                title = words.language.say(
                    "Take medicine, day {day} ({number} of {several}): see the sheet",
                    day=str(day.number),
                    number=str(number),
                    several=str(len(doses)),
                )
            else:
                title = words.language.say("Take medicine, day {day}: see the sheet", day=str(day.number))
            said = [*(_described(dose, day, words) if details else ())]
            if clock is None:
                said.append(words.language.say("No time was given: take it at your usual time."))
            yield Event(_uid(day, dose), day.date, clock, title, "\n".join(said))


def _uid(day: Day, dose: CalendarDose) -> str:
    """Return the same id for the same drug, day and time of day, whatever the dose has become."""
    drug = sha256(dose.dose.drug.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{day.date}-{dose.dose.time}-{drug}@pillsplit"


def _detailed(dose: CalendarDose, words: Words) -> str:
    return f"{words.language.drug(dose.dose.drug)}, {words.language.amount(dose.dose.mass)}"


def _described(dose: CalendarDose, day: Day, words: Words) -> Iterator[str]:
    made = dose.answer.combination
    if made is None:
        yield words.unmade()
        return
    yield from words.lines(dose, Moment(day.number, day.date, dose.dose.time))
    if dose.answer.difference:
        yield words.made(made.mass)


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
        if each.clock is None:  # an alarm of a whole day would sound at midnight
            event.add("dtstart", each.date)
            event.add("dtend", each.date + datetime.timedelta(days=1))
        else:
            begin = datetime.datetime.combine(each.date, each.clock)
            event.add("dtstart", begin)
            event.add("dtend", begin + LENGTH)
            event.add_component(_alarm(icalendar.Alarm(), each.title))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(alarm: Any, title: str) -> Any:
    """Fill in an alarm that shows the title of its event when it begins."""
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", datetime.timedelta(0))
    return alarm
