"""When a dosage is taken: its bounds, and the times of its days."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from pillsplit.amounts.durations import LONGEST_STEP
from pillsplit.errors import quoted
from pillsplit.model.schedule import AFTERNOON, DAY, MOST_TIMES, TIMES_OF_DAY, is_clock, times_without_name
from pillsplit.schedules.fhir.element import Element

WHEN = {
    "MORN": "morning",
    "NOON": "midday",
    "AFT": AFTERNOON,
    "EVE": "evening",
    "NIGHT": "night",
    "HS": "night",
}
"""HL7's codes for times of day."""
_NEARLY = {
    "WAKE": "morning",
    "MORN.early": "morning",
    "MORN.late": "morning",
    "AFT.early": AFTERNOON,
    "AFT.late": AFTERNOON,
    "EVE.early": "evening",
    "EVE.late": "evening",
    "PHS": "night",
} | {
    f"{before}{meal}": time
    for before in ("", "A", "P")
    for meal, time in (("CM", "morning"), ("CD", "midday"), ("CV", "evening"))
}
"""Codes that come near to a time of day, which is remarked."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CODES: dict[str, tuple[int, int] | str] = {
    "QD": (1, 1),
    "BID": (2, 1),
    "TID": (3, 1),
    "QID": (4, 1),
    "QOD": (1, 2),
    "Q12H": (2, 1),
    "Q8H": (3, 1),
    "Q6H": (4, 1),
    "Q4H": (6, 1),
    "AM": "morning",
    "BED": "night",
}
"""HL7's codes of whole timings: how often in how many days, or the time of day."""
_NOT_READ = {
    "count": "how often in all",
    "countMax": "a range",
    "frequencyMax": "a range",
    "periodMax": "a range",
    "duration": "how long one dose takes, not how long the step lasts",
    "durationMax": "how long one dose takes, not how long the step lasts",
}


class Bounds(NamedTuple):
    """How long a dosage lasts, and from which day on where that is said."""

    days: int
    start: datetime.date | None = None


class When(NamedTuple):
    """On which days and at which times a dosage is taken."""

    times: tuple[str, ...]
    every: int = 1
    """It is taken on the first of so many days."""
    weekdays: frozenset[int] = frozenset()
    """Only on these days of the week, from Monday; empty where it is on all."""
    frequency: int = 1
    """How often a day, as the structure says it."""


def bounds_of(repeat: Element, remark: Callable[[str], None]) -> Bounds | None:
    """Return the bounds; None, with the problem noted, where there are none."""
    if repeat.has("boundsRange"):
        repeat.wrong("is a range: write boundsDuration or boundsPeriod", "boundsRange")
        return None
    duration, period = repeat.element("boundsDuration"), repeat.element("boundsPeriod")
    if duration and period:
        repeat.wrong("has a duration and a period: write the one or the other")
        return None
    if duration:
        days = days_of(duration)
        return Bounds(days) if days else None
    if period:
        return _period(period, remark)
    if not (repeat.has("boundsDuration") or repeat.has("boundsPeriod") or _has_wrong_length(repeat)):
        repeat.wrong("does not say how long it lasts: write boundsDuration, such as 14 d, or boundsPeriod")
    return None


def _has_wrong_length(repeat: Element) -> bool:
    return repeat.has("duration") or repeat.has("durationMax")


def days_of(duration: Element) -> int | None:
    """Return a duration in days; None, with the problem noted, where it is none of whole days or weeks."""
    number = duration.number("value")
    code, system = duration.text("code") or duration.text("unit"), duration.text("system")
    of = {"d": 1, "wk": 7}.get(code)
    if duration.text("comparator") or of is None or not (system.endswith("unitsofmeasure.org") or not system):
        duration.wrong(
            f"{quoted(code)} is not UCUM's d or wk: write so many days or weeks"
            if code
            else "has no unit: write UCUM's d or wk"
        )
        return None
    if number is None:
        if not duration.has("value"):
            duration.wrong("has no value: write the number of days")
        return None
    days = number * of
    if days.denominator != 1 or not 1 <= days <= LONGEST_STEP:
        duration.wrong(f"is not from 1 to {LONGEST_STEP} whole days: write such a number", "value")
        return None
    return int(days)


def _period(period: Element, remark: Callable[[str], None]) -> Bounds | None:
    (start, start_is_instant), (end, end_is_instant) = period.date("start"), period.date("end")
    if start is None or end is None:
        for key in ("start", "end"):
            if not period.has(key):
                period.wrong(f"has no {key}: write the first and the last day")
        return None
    if start_is_instant or end_is_instant:
        remark(f"{period.path}: of the instants the days are read, {start} to {end}, both inclusive")
    days = (end - start).days + 1
    if not 1 <= days <= LONGEST_STEP:
        period.wrong(f"ends on {end}, not from 1 to {LONGEST_STEP} days after its start {start}: correct one of them")
        return None
    return Bounds(days, start)


def when_of(timing: Element, repeat: Element, remark: Callable[[str], None]) -> When | None:
    """Return the days and times; None, with every problem noted, where they are not plain."""
    before = len(repeat.problems)
    for key, what in _NOT_READ.items():
        if repeat.has(key):
            instead = (
                "write boundsDuration or boundsPeriod" if key.startswith("duration") else "write each dose plainly"
            )
            repeat.wrong(f"says {what}, which is not read as a dose: {instead}", key)
    if timing.elements("event"):
        timing.wrong("lists moments: write repeat, with boundsPeriod and the times of day", "event")
    if repeat.has("offset") and repeat.value["offset"]:
        remark(f"{repeat.path}.offset: the minutes before or after are passed over")
    times = _times(repeat, remark)
    weekdays = _weekdays(repeat)
    often = _often(timing, repeat, times, weekdays, remark)
    if len(repeat.problems) > before or often is None:
        return None
    number, every, named = often
    if named and not times:
        times = (named,)
    if times and repeat.has("frequency") and number != len(times):
        repeat.wrong(f"is {number} and names {len(times)} times: write as many times as doses", "frequency")
        return None
    if not times:
        if not 1 <= number <= MOST_TIMES:
            repeat.wrong(f"is {number}: write from 1 to {MOST_TIMES} doses a day", "frequency")
            return None
        times = (DAY,) if number == 1 else TIMES_OF_DAY.get(number, times_without_name(number))
    return When(times, every, weekdays, len(times))


def _times(repeat: Element, remark: Callable[[str], None]) -> tuple[str, ...]:
    found: list[str] = []
    codes, clocks = repeat.texts("when"), repeat.texts("timeOfDay")
    if codes and clocks:
        repeat.wrong("has times of day and times of the clock: write the one or the other")
    for code in codes:
        time = WHEN.get(code) or _NEARLY.get(code)
        if time is None:
            repeat.wrong(f"{quoted(code)} is no time of day of its own: write one of {', '.join(WHEN)}", "when")
        else:
            if code not in WHEN:
                remark(f"{repeat.path}.when: {code} is read as {time}")
            found.append(time)
    for clock in clocks:
        if is_clock(clock[:5]) and clock[5:] in (":00", ""):
            found.append(clock[:5])
        else:
            repeat.wrong(f"{quoted(clock)} is no full minute of a day: write one such as 08:00:00", "timeOfDay")
    if len(set(found)) < len(found):
        repeat.wrong("names a time of day twice: write each once", "when" if codes else "timeOfDay")
    return tuple(found)


def _weekdays(repeat: Element) -> frozenset[int]:
    named = repeat.texts("dayOfWeek")
    for day in named:
        if day not in _DAYS:
            repeat.wrong(f"{quoted(day)} is no day of the week: write one of {', '.join(_DAYS)}", "dayOfWeek")
    return frozenset(_DAYS.index(day) for day in named if day in _DAYS)


def _often(
    timing: Element, repeat: Element, times: tuple[str, ...], weekdays: frozenset[int], remark: Callable[[str], None]
) -> tuple[int, int, str] | None:
    """Return how often it is taken on a day, on the first of how many days, and at which time a code names."""
    coded = _coded(timing)
    if coded == "":
        return None
    if not any(repeat.has(key) for key in ("frequency", "period", "periodUnit")):
        if coded is None:
            if times or weekdays:
                return max(len(times), 1), 1, ""
            repeat.wrong("does not say how often: write frequency, period and periodUnit, or when")
            return None
        return (1, 1, coded) if isinstance(coded, str) else (*coded, "")
    number = repeat.whole("frequency") if repeat.has("frequency") else max(len(times), 1)
    period, unit = repeat.number("period"), repeat.text("periodUnit")
    if not repeat.has("period") or not unit:
        missing = "period" if not repeat.has("period") else "periodUnit"
        repeat.wrong(f"is missing: write it, such as {'1' if missing == 'period' else 'd'}", missing)
        return None
    if number is None or period is None:
        return None
    found = _in_days(number, period, unit, len(weekdays))
    if found is None:
        repeat.wrong(
            f"{number} in {period} {quoted(unit)[1:-1]} is not so often a day, nor once in so many days: write it with "
            "periodUnit d, or with dayOfWeek"
        )
        return None
    if unit == "h":
        remark(f"{repeat.path}: {number} in {period} hours is read as {found[0]} times a day")
    if isinstance(coded, tuple) and coded != found:
        timing.wrong("the code and repeat differ in how often: correct the one or the other", "code")
        return None
    return *found, coded if isinstance(coded, str) else ""


def _in_days(number: int, period: Fraction, unit: str, weekdays: int) -> tuple[int, int] | None:
    """Return how often on a day, on the first of how many days; None where it is no such thing."""
    if number < 1 or period <= 0:
        return None
    if unit == "h":
        often = Fraction(24 * number) / period
        if often.denominator == 1 and often >= 1:
            return int(often), 1
        days = period / 24
        return (1, int(days)) if number == 1 and days.denominator == 1 else None
    if unit not in ("d", "wk") or period.denominator != 1:
        return None
    units = int(period)
    if weekdays:
        if (unit, units) == ("d", 1):
            return number, 1
        return (number // weekdays, 1) if (unit, units) == ("wk", 1) and number % weekdays == 0 else None
    every = units * (7 if unit == "wk" else 1)
    if every == 1:
        return number, 1
    return (1, every) if number == 1 and every <= LONGEST_STEP else None


def _coded(timing: Element) -> tuple[int, int] | str | None:
    """Return what the code of a timing says; None where there is none, empty, with the problem noted, for another."""
    code = timing.element("code")
    if code is None:
        return None
    named = [each.text("code") for each in code.elements("coding")]
    known = [_CODES[each] for each in named if each in _CODES]
    if known:
        return known[0]
    if timing.has("repeat") and any(
        key in timing.value["repeat"]  # type: ignore[operator]  # it was read as an object
        for key in ("frequency", "when", "timeOfDay", "dayOfWeek")
    ):
        return None
    said = next(filter(None, (*named, code.text("text"))), "")
    timing.wrong(f"{quoted(said)} is no code that is read: write repeat with frequency, period and periodUnit", "code")
    return ""
