"""One element of a FHIR resource, read child by child: what is of a wrong type is told with its path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from pillsplit.amounts.dates import FIRST_YEAR, LAST_YEAR
from pillsplit.errors import Problem, quoted

MOST_DIGITS = 18
"""Digits of a decimal; FHIR asks systems to hold so many, and no dose has more."""
MOST_PLACES = 60
"""Places before or after the point; a number of more is a slip or an attack."""
_LONGEST_TEXT = 100_000
_DATE_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}.{0,40})?"


class Element:
    """An element at its path; what is wrong with a child is added to *problems*.

    Every method returns None (or an empty value) where the child is missing or wrong.
    """

    def __init__(self, value: Mapping[str, object], path: str, problems: list[Problem]) -> None:
        self.value = value
        self.path = path
        self.problems = problems

    def wrong(self, what: str, key: str = "") -> None:
        """Note that something is wrong with this element, or with its child *key*."""
        self.problems.append(Problem(f"{self.path}.{key}" if key else self.path, what))

    def has(self, key: str) -> bool:
        """Return whether anything stands under *key*, right or wrong."""
        return key in self.value

    def text(self, key: str) -> str:
        """Take a text, without the blanks around it; empty where there is none."""
        value = self.value.get(key)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            self.wrong("is no text: write a text in quotes", key)
            return ""
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self.value.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong("is no list of texts: write one in brackets", key)
            return ()
        return tuple(value)

    def flag(self, key: str) -> bool | None:
        """Take true or false."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong("is neither true nor false: write one of them, without quotes", key)
            return None
        return value

    def number(self, key: str) -> Fraction | None:
        """Take a decimal, exactly."""
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, Decimal):
            self.wrong("is no number: write one without quotes, such as 2.5", key)
            return None
        if not value.is_finite() or value.is_signed() or not _is_short(value):
            self.wrong(f"is not from 0 up with at most {MOST_DIGITS} digits: write such a number", key)
            return None
        return Fraction(value)

    def whole(self, key: str) -> int | None:
        """Take a whole number."""
        number = self.number(key)
        if number is None:
            return None
        if number.denominator != 1:
            self.wrong("is no whole number: write one", key)
            return None
        return int(number)

    def element(self, key: str) -> Element | None:
        """Take one element."""
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong("is no object: write it in braces", key)
            return None
        return Element(value, f"{self.path}.{key}", self.problems)

    def elements(self, key: str) -> list[Element]:
        """Take a list of elements."""
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong("is no list: write it in brackets", key)
            return []
        found = []
        for index, each in enumerate(value):
            if isinstance(each, dict):
                found.append(Element(each, f"{self.path}.{key}[{index}]", self.problems))
            else:
                self.wrong("is no object: write it in braces", f"{key}[{index}]")
        return found

    def date(self, key: str) -> tuple[datetime.date | None, bool]:
        """Take a date, and whether it was an instant of which only the day is taken."""
        text = self.text(key)
        if not text:
            return None, False
        match = re.fullmatch(_DATE_TIME, text)
        try:
            day = datetime.date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if match is None or day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.wrong(f"{quoted(text)} is no day: write one such as 2026-12-01", key)
            return None, False
        return day, bool(match[2])


def _is_short(value: Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    return len(digits) <= MOST_DIGITS and isinstance(exponent, int) and -MOST_PLACES <= exponent <= MOST_PLACES
