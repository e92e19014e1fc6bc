"""Dates: one reader for all of them, within the years that a schedule can lie in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from pillsplit.amounts.number import AmountError
from pillsplit.errors import quoted

FIRST_YEAR = 1000
LAST_YEAR = 8999
"""A date after it leaves no room for a schedule before the calendar ends."""
_LONGEST = 40

_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_GAP = r"[-/. ] ?"
_YEAR_FIRST = (
    rf"{_ISO}[t ]00:00(?::00(?:\.0{{1,6}})?)?z?",  # as spreadsheets and programs write a day
    rf"([0-9]{{4}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{1,2}})",
)
_YEAR_LAST = rf"([0-9]{{1,2}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{4}}|[0-9]{{2}})"
_NAME = r"([^\W\d_]{3,10})\.?"
_YEAR = r"([0-9]{4}|'?[0-9]{2})"
_DAY_FIRST = rf"([0-9]{{1,2}})(?:st|nd|rd|th|er|º|°)?(?:[-/. ]|\. )?(?:of |de )?{_NAME}(?:[-/. ]|, ?)?(?:de )?{_YEAR}"
_NAME_FIRST = rf"{_NAME}[-/. ]?([0-9]{{1,2}})(?:st|nd|rd|th)?(?:[-/. ]|, ?){_YEAR}"
_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]? (.+)"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REFUSED = (rf"{_ISO}[t ].*", r"([0-9]{4})([0-9]{2})([0-9]{2})")
"""What is no date, although it is plain which is meant."""
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def read_date(text: str) -> datetime.date:
    """Read a date in a year from `FIRST_YEAR` to `LAST_YEAR`: ISO 8601, or another way that has one reading only.

    Raises:
        AmountError: with what to write instead: the date itself, where it is understood; both where two are.

    >>> str(read_date("2026-12-15")), str(read_date("15.12.2026")), str(read_date("Tue 15 Dec 2026"))
    ('2026-12-15', '2026-12-15', '2026-12-15')
    """
    text = text.strip()
    if match := re.fullmatch(_ISO, text):
        year, month, day = map(int, match.groups())
        return _date(text, year, month, day)
    if len(text) > _LONGEST:
        raise AmountError(f"{quoted(text)} is not a date: write it as 2026-12-01")
    weekday, written = _without_weekday(text.lower())
    figures = tuple(dict.fromkeys(_figures(written)))
    readings = _possible(figures)
    if readings and any(year < 100 for year, _, _ in figures):
        raise AmountError(f"{quoted(text)} has a year of two digits: write {' or '.join(map(str, readings))}")
    if len(readings) > 1:
        both = " or ".join(f"{date.day} {_ENGLISH[date.month - 1]}" for date in readings)
        raise AmountError(f"{quoted(text)} is unclear, {both}: write {' or '.join(map(str, readings))}")
    if len(figures) == 1 and not readings:
        return _date(text, *figures[0])
    if not readings:
        meant = _possible(tuple(_all(_REFUSED, written)))
        raise AmountError(f"{quoted(text)} is not a date: write {' or '.join(map(str, meant)) or 'it as 2026-12-01'}")
    (date,) = readings
    if weekday is not None and date.weekday() != weekday:
        right = _WEEKDAYS[date.weekday()].capitalize()
        raise AmountError(f"{quoted(text)} contradicts itself: {date} is a {right}; write the day that is meant")
    return date


def in_use(date: datetime.date) -> datetime.date:
    """Return *date*, which was read elsewhere, where its year is one that `read_date` reads.

    Raises:
        AmountError: where it is not.
    """
    return _date(date.isoformat(), date.year, date.month, date.day)


def _date(text: str, year: int, month: int, day: int) -> datetime.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise AmountError(
            f"{quoted(text)} is far from any calendar in use: write a year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    if not 1 <= month <= 12:
        raise AmountError(f"{quoted(text)} is not a date: write a month from 01 to 12")
    first = datetime.date(year, month, 1)
    last = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    if not 1 <= day <= last.day:
        raise AmountError(f"{quoted(text)} is not a date: write a day from {first} to {last}")
    return first.replace(day=day)


def _without_weekday(text: str) -> tuple[int | None, str]:
    """Split off the day of the week that a text begins with, as its number from Monday, 0."""
    if match := re.fullmatch(_WEEKDAY, text):
        return _WEEKDAYS.index(match[1][:3]), match[2]
    return None, text


def _possible(figures: tuple[tuple[int, int, int], ...]) -> list[datetime.date]:
    """Return the dates there are among *figures*; a year of two digits is one of this century."""
    dates = []
    for year, month, day in figures:
        try:
            dates.append(_date("", year + 2000 if year < 100 else year, month, day))
        except AmountError:
            continue
    return dates


def _figures(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day in each way in which *text* may be read."""
    yield from _all(_YEAR_FIRST, text)
    if match := re.fullmatch(_YEAR_LAST, text):
        first, second, year = map(int, match.groups())
        yield year, second, first
        yield year, first, second
    if match := re.fullmatch(_DAY_FIRST, text):
        yield from _named(match[3], match[2], match[1])
    if match := re.fullmatch(_NAME_FIRST, text):
        yield from _named(match[3], match[1], match[2])


def _all(patterns: tuple[str, ...], text: str) -> Iterator[tuple[int, int, int]]:
    for pattern in patterns:
        if match := re.fullmatch(pattern, text):
            yield int(match[1]), int(match[2]), int(match[3])


def _named(year: str, name: str, day: str) -> Iterator[tuple[int, int, int]]:
    from pillsplit.amounts.months import months_named  # few write a name, and it costs

    for month in months_named(name):
        yield int(year.lstrip("'")), month, int(day)
