"""Durations in days: one reader for all of them."""

from __future__ import annotations

import re

from pillsplit.amounts.number import AmountError
from pillsplit.errors import quoted

LONGEST_STEP = 3660
"""Days; a longer step is a slip."""
LONGEST_TEXT = 60
"""Signs that a duration is written with."""

_DAY = "d days? tage? tagen jours? día días dia dias giorn[oi] dag dagen dagar"
_WEEK = "w wks? weeks? wochen? semaines? semanas? settiman[ae] week weken veck[ao] veckor"
_MONTH = "m mths? months? monate? monaten mois mes meses mes[ei] maand maanden mês månad månader"
_WORDS = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()  # noqa: SIM905


def _any_of(words: str) -> str:
    return "|".join(words.split())


_DURATION = rf"([0-9]+(?: ?|-)|[a-z-]+[ -])(?:({_any_of(_DAY)})|({_any_of(_WEEK)})|({_any_of(_MONTH)}))\.?"
UNITS = rf"(?:{_any_of(_DAY)}|{_any_of(_WEEK)}|{_any_of(_MONTH)})"
"""A pattern for what a duration is counted in, in lower case."""


def read_duration(text: str) -> int:
    """Read ``14d``, ``2w``, ``2 weeks``, ``two weeks`` or a bare number of days as a number of days.

    Raises:
        AmountError: with what to write instead.
    """
    written = " ".join(text.lower().split()) if len(text) <= LONGEST_TEXT else ""
    if (digits := written.removesuffix("d")).isascii() and digits.isdigit():
        return _days(text, digits, 1)  # most are written so; the pattern for all the others costs at the start
    if written in ("fortnight", "a fortnight", "one fortnight"):
        return 14
    match = re.fullmatch(_DURATION, written)
    number = match and _number(match[1])
    if not match or not number:
        raise AmountError(f"{quoted(text)} is not a duration: write 14d, 2w or a number of days")
    if match[4]:
        months = min(int(number[:4]), 120)
        raise AmountError(
            f"{quoted(text)} is unclear, for months differ in length: write {28 * months}d or {30 * months}d"
        )
    return _days(text, number, 7 if match[3] else 1)


def _number(word: str) -> str | None:
    """Return the digits of a number in figures or in English words; None for another word."""
    word = word.strip(" -")
    if re.fullmatch(r"[0-9]+", word):
        return word
    if word == "a":
        return "1"
    return str(_WORDS.index(word)) if word in _WORDS else None


def _days(text: str, number: str, unit: int) -> int:
    if len(number) > 4:
        raise AmountError(f"{quoted(text)} is longer than {LONGEST_STEP} days: write a shorter duration")
    days = int(number) * unit
    if not 1 <= days <= LONGEST_STEP:
        raise AmountError(f"{quoted(text)} is not a duration: write from 1 to {LONGEST_STEP} days")
    return days
