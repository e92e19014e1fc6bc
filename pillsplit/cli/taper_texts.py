"""How a taper is asked for, as people write it: cuts, rhythms, doses as shares, pauses, times of day."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError, quoted, shown
from pillsplit.model.rule import Hold
from pillsplit.model.schedule import TIMES, TIMES_OF_DAY


def read_mass_above_0(text: str) -> Mass:
    """Read a mass that is not nothing.

    Raises:
        AmountError: with how to write it.
    """
    if not (mass := Mass.parse(text)):
        raise AmountError(f"{quoted(text)} is nothing: write an amount above 0, such as {Mass.EXAMPLE}")
    return mass


def read_times(text: str) -> tuple[str, ...]:
    """Read ``morning,night`` as times of day, in the order of the day; ``2``, ``3`` or ``4`` as so many of them.

    Raises:
        AmountError: with the times that there are.
    """
    if text.strip().isdecimal():
        number = int(text) if len(text) < 3 else 0
        if number not in TIMES_OF_DAY:
            raise AmountError(f"a day has no {shown(text.strip())} times to divide a dose over: write 2, 3 or 4")
        return TIMES_OF_DAY[number]
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in TIMES:
            raise AmountError(f"{quoted(name)} is not a time of day: write some of {','.join(TIMES)}, with commas")
        if names.count(name) > 1:
            raise AmountError(f"{quoted(name)} stands twice: write each time of day once")
    return tuple(time for time in TIMES if time in names)


def read_cut(text: str) -> Fraction | Mass:
    """Read a cut: a share of a dose above 0% and below 100%, or an amount.

    Raises:
        AmountError: with how to write it.
    """
    cut = read_percent(text) if text.strip().endswith("%") else Mass.parse(text)
    if not cut or (isinstance(cut, Fraction) and cut >= 1):
        raise AmountError(
            f'{quoted(text)} is no cut: write a share above 0% and below 100%, or an amount, such as "1 mg"'
        )
    return cut


@frozen
class AskedCut:
    """How far a dose is to fall, as it was written."""

    amount: Fraction | Mass
    """A share of a dose, or an amount."""
    period: int | None = None
    """In so many days; None for a step, however long."""


def read_cut_in_time(text: str) -> AskedCut:
    """Read a cut, perhaps with the days in which it is made: ``10%``, ``1 mg``, ``5% per 10d``, ``10% per week``.

    Raises:
        AmountError: with how to write it; a month has no one length.
    """
    cut, *rest = re.split(_PER, text.strip(), maxsplit=1)
    if not rest:
        return AskedCut(read_cut(cut))
    return AskedCut(read_cut(cut), _read_period(rest[0].strip().lower(), cut))


_PER = r"\s(?:per|every|each|a)\s|\s*/\s*(?=(?:[0-9]+ ?[dw]|day|week|fortnight|month))"
_PERIODS = {"day": 1, "week": 7, "fortnight": 14}
_MONTH_OF = r"(?:month of (\d+) ?(?:days|d)|(\d+)[ -]day month)"


def _read_period(text: str, cut: str) -> int:
    if text in _PERIODS:
        return _PERIODS[text]
    if month := re.fullmatch(_MONTH_OF, text):
        return read_duration(f"{month[1] or month[2]}d")
    if "month" in text:
        raise AmountError(f'a month has no one length: write "{cut} per 28d" or "{cut} per 30d"')
    return read_duration(text)


def read_rhythm(text: str) -> tuple[int, ...]:
    """Read the days of a step, ``14d``; or of several in turn, ``7d,7d,7d,21d``.

    Raises:
        AmountError: with what to write instead.
    """
    return tuple(read_duration(part) for part in text.split(","))


def read_levels(text: str) -> tuple[Fraction, ...]:
    """Read the doses of a taper as shares of its start, each smaller than the one before: ``75%, 50%, 25%, 0%``.

    Raises:
        AmountError: with what to write instead.
    """
    parts = [part for part in re.split(r",\s+|(?<=%),|;", text.strip()) if part.strip()]
    bare = [part for part in parts if not part.strip().endswith("%") and part.strip() != "0"]
    if bare:
        written = ", ".join(
            part if part.endswith("%") else f"{part}%" for part in map(str.strip, re.split(r",|;", text))
        )
        raise AmountError(f"{quoted(text)} are shares of the first dose: write {written}")
    levels = tuple(Fraction(0) if part.strip() == "0" else read_percent(part) for part in parts)
    levels = levels[1:] if levels and levels[0] == 1 else levels
    if not levels or levels[0] >= 1 or any(later >= earlier for earlier, later in pairwise(levels)):
        raise AmountError(
            f"{quoted(text)} do not fall: write each smaller than the one before, such as 75%, 50%, 25%, 0%"
        )
    return levels


@frozen
class AskedHold:
    """A pause as it was written: a dose, a day or a date says where it is."""

    days: int
    at: Mass | None = None
    from_day: int | None = None
    from_date: datetime.date | None = None

    def hold(self, first: datetime.date | None) -> Hold:
        """Return the pause in a plan whose first day is *first*.

        Raises:
            UsageError: for a date where the plan has none.
        """
        if self.from_date is None:
            return Hold(self.days, self.at, self.from_day)
        if first is None:
            raise UsageError(f"the plan has no dates to find {self.from_date} by: add `start`", field="hold")
        return Hold(self.days, from_day=(self.from_date - first).days + 1)


def read_hold(text: str) -> AskedHold:
    """Read a pause and its place: ``2w after 10 mg``, ``14d from day 57``, ``2 weeks from 2027-02-01``.

    Raises:
        AmountError: with how to write it.
    """
    match = re.fullmatch(r"(?:hold )?(?:for )?(.+?) (?:after|at|on|from) (.+)", text.strip(), re.IGNORECASE)
    if not match:
        raise AmountError(f'{quoted(text)} does not say where: write "2w after 10 mg", or "2w from day 57"')
    days, place = read_duration(match[1]), match[2].strip()
    if day := re.fullmatch(r"day ([0-9]{1,5})", place, re.IGNORECASE):
        return AskedHold(days, from_day=int(day[1]))
    if re.match(r"[0-9]{4}-", place):
        return AskedHold(days, from_date=read_date(place))
    return AskedHold(days, at=read_mass_above_0(place))
