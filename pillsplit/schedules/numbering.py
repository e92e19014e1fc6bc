"""Weeks and days that number the rows of a schedule: ``Week 1-2``, ``3``, ``Days 8 to 14``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pillsplit.amounts.durations import LONGEST_STEP

WEEK, DAY = 7, 1
_TO = r" ?(?:-|–|—|to|until|till|through|and|&|bis|und|à|au|a|al|e|et|tot|t/m|en|até|till|och) ?"
_NUMBERED = rf"(?:([^\W\d_]+|#)\.? ?)?([0-9]{{1,4}})(?:{_TO}(?:([^\W\d_]+)\.? ?)?([0-9]{{1,4}}))?\.?"


_BARE = {"week": "week", "on_day": "day", "weeks": "week", "days": "day"}
"""What a number without a word numbers, by the column that it stands in."""


class Numbered(NamedTuple):
    """The weeks or days that a row is numbered with."""

    unit: int
    """Days in one: 7 or 1."""
    first: int
    last: int | None
    """Its last week or day, where it is written."""

    @property
    def first_day(self) -> int:
        """The first day, counted from that on which number 1 begins."""
        return (self.first - 1) * self.unit + 1

    @property
    def days(self) -> int | None:
        """The days of a row that names its last week or day."""
        return None if self.last is None else (self.last - self.first + 1) * self.unit

    @property
    def words(self) -> str:
        """What it counts: ``weeks`` or ``days``."""
        return "weeks" if self.unit == WEEK else "days"

    def __str__(self) -> str:
        return f"{'week' if self.unit == WEEK else 'day'} {self.first}{'' if self.last is None else f'-{self.last}'}"


def read_numbered(text: str, column: str) -> Numbered | None:
    """Read what a cell of *column* numbers its row with; None where it is no number of a week or a day.

    A bare number counts only in a column that numbers (``week``, ``on_day``), a bare range in ``weeks`` and ``days``
    too.
    """
    if text.isdigit() and column not in _BARE:
        return None
    text = " ".join(text.lower().split())
    if text.isascii() and text.isdigit() and len(text) <= 4:  # as most are; the pattern for all others costs
        if column.endswith("s") or int(text) > LONGEST_STEP:
            return None
        return Numbered(WEEK if _BARE[column] == "week" else DAY, int(text), None)
    if len(text) > 40 or not (match := re.fullmatch(_NUMBERED, text)):
        return None
    words = _words() if match[1] or match[3] else {}
    word = words.get(match[1] or "")
    if match[1] and word not in ("week", "day"):
        return None
    if match[3] and words.get(match[3]) not in ("week", "day"):
        return None
    if word is None:
        word = _BARE.get(column)
        if word is None or (column.endswith("s") and not match[4]):
            return None
    first, last = int(match[2]), int(match[4]) if match[4] else None
    if (last is not None and last < first) or max(first, last or 0) > LONGEST_STEP:
        return None
    return Numbered(WEEK if word == "week" else DAY, first, last)


def read_step(text: str) -> int | None:
    """Read the number of a step, ``3`` or ``Step 3``; None where it is none."""
    if text.isascii() and text.isdigit() and len(text) <= 6:
        return int(text) or None
    match = re.fullmatch(r"(?:([^\W\d_]+|#)\.? ?)?([0-9]{1,6})\.?", " ".join(text.lower().split())[:40])
    if not match or int(match[2]) == 0 or (match[1] and _words().get(match[1]) != "step"):
        return None
    return int(match[2])


def _words() -> Mapping[str, str]:
    from pillsplit.schedules.synonyms import synonyms  # only where a word stands before a number, and it costs

    return synonyms().numbered
