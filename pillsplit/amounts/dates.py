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

_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_GAP = r"[-/. ] ?"
_YEAR_FIRST = (
    rf"{_ISO}[t ].*",
    r"([0-9]{4})([0-9]{2})([0-9]{2})",
    rf"([0-9]{{4}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{1,2}})",
)
_YEAR_LAST = rf"([0-9]{{1,2}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{4}})"
_WITH_A_NAME = rf"([0-9]{{1,2}}){_GAP}([a-z]{{3,9}}){_GAP}([0-9]{{4}})"
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def read_date(text: str) -> datetime.date:
    """Read a date as ISO 8601 has it, ``2026-12-01``, in a year from `FIRST_YEAR` to `LAST_YEAR`.

    Raises:
        AmountError: with what to write instead: the date itself, where another way of writing it is understood.
    """
    text = text.strip()
    if match := re.fullmatch(_ISO, text):
        year, month, day = map(int, match.groups())
        return _date(text, year, month, day)
    readings = dict.fromkeys(map(str, _readings(text.lower()))) if len(text) <= 40 else ()
    raise AmountError(f"{quoted(text)} is not a date: write {' or '.join(readings) or 'it as 2026-12-01'}")


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


def _readings(text: str) -> Iterator[datetime.date]:
    """Yield the dates that a text written in another way may mean."""
    for year, month, day in _figures(text):
        try:
            yield _date(text, year, month, day)
        except AmountError:
            continue


def _figures(text: str) -> Iterator[tuple[int, int, int]]:
    for pattern in _YEAR_FIRST:
        if match := re.fullmatch(pattern, text):
            yield int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(_YEAR_LAST, text):
        first, second, year = map(int, match.groups())
        yield year, second, first
        yield year, first, second
    if match := re.fullmatch(_WITH_A_NAME, text):
        for month, name in enumerate(_MONTHS, start=1):
            if name.startswith(match[2]):
                yield int(match[3]), month, int(match[1])
