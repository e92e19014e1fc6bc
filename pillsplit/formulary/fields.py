"""One table of a data file, read field by field: what is wrong is collected, and reading goes on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from pillsplit.amounts.dates import in_use, read_date
from pillsplit.amounts.number import AmountError, read_number
from pillsplit.errors import Problem, did_you_mean, quoted, shown

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_TEXT = 1000
MOST_ENTRIES = 1000
"""Tables, texts or amounts in one list: no drug has so many products in one register."""
MOST_UNKNOWN = 20
"""Fields of one table that are named where they are not known; the others are counted."""
FILL_IN = "…"
"""What stands in a template where something is to be written."""


class Fields:
    """The fields of one table at one place; each is taken once, and what is left over is unknown.

    Every method returns None (or an empty value) where the field is missing or wrong, after noting the problem.
    """

    def __init__(self, table: Mapping[str, object], place: str, problems: list[Problem]) -> None:
        self._table = dict(table)
        self._asked: list[str] = []
        self.place = place
        self.problems = problems

    def wrong(self, what: str) -> None:
        """Note that something is wrong with this table."""
        self.problems.append(Problem(self.place, what))

    def has(self, key: str) -> bool:
        """Say whether anything stands under *key*, right or wrong."""
        return key in self._table

    def text(self, key: str, *, required: bool = False) -> str:
        """Take a text; empty where there is none."""
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
            self.wrong(f'{key}: write a text in quotes, such as {key} = "…"')
            return ""
        if any(ord(char) < 32 for char in value):
            self.wrong(f"{key}: has a line break or control character: write it on one line")
            return ""
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(f'{key}: write a list of texts, such as {key} = ["…"]')
            return ()
        if self._is_too_long(key, value):
            return ()
        return tuple(item.strip() for item in value)

    def amount(self, key: str, parse: Callable[[str], T], *, required: bool = False) -> T | None:
        """Take an amount above 0, written as text with its unit."""
        value = self._take(key, required)
        if value is None:
            return None
        return self._amount(key, value, parse)

    def amount_or(self, key: str, word: str, parse: Callable[[str], T]) -> T | None:
        """Take an amount above 0, or the *word* that stands where there is none."""
        return None if self._is_word(key, word) else self.amount(key, parse)

    def amounts(self, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """Take a list of amounts, each a text with its unit."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(f'{key}: write a list of amounts, such as {key} = ["100 mL"]')
            return ()
        if self._is_too_long(key, value):
            return ()
        return tuple(amount for item in value if (amount := self._amount(key, item, parse)) is not None)

    def _amount(self, key: str, value: object, parse: Callable[[str], T]) -> T | None:
        if not isinstance(value, str):
            self.wrong(f"{key}: write the amount as a text with its unit, in quotes")
            return None
        try:
            amount = parse(value)
        except AmountError as error:
            self.wrong(f"{key}: {error}")
            return None
        if not amount:
            self.wrong(f"{key}: {quoted(value)} is nothing: write an amount above 0")
            return None
        return amount

    def count(self, key: str, *, most: int = 100_000, required: bool = False) -> int | None:
        """Take a whole number from 1 up."""
        value = self._take(key, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            self.wrong(f"{key}: write a whole number from 1 to {most}")
            return None
        return value

    def count_or(self, key: str, word: str, *, most: int) -> tuple[int | None, bool]:
        """Take a whole number from 1 up, or the *word* that stands in its place: the number, and whether it is that."""
        is_word = self._is_word(key, word)
        return (None, True) if is_word else (self.count(key, most=most), False)

    def number(self, key: str, *, most: int) -> Fraction | None:
        """Take an exact number above 0: a whole one, or one as text, such as ``"37.5"``."""
        value = self._take(key, required=False)
        if value is None:
            return None
        try:
            if isinstance(value, bool) or not isinstance(value, int | str):
                raise AmountError("write a whole number, or one as text in quotes")
            found = Fraction(value) if isinstance(value, int) else read_number(value)[0]
        except AmountError as error:
            self.wrong(f"{key}: {error}")
            return None
        if not 0 < found <= most:
            self.wrong(f"{key}: write a number above 0, up to {most}")
            return None
        return found

    def counts(self, key: str) -> tuple[int, ...]:
        """Take a list of whole numbers from 1 up."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(type(item) is int and 1 <= item <= 100_000 for item in value):
            self.wrong(f"{key}: write a list of whole numbers from 1 up, such as {key} = [28, 56]")
            return ()
        if self._is_too_long(key, value):
            return ()
        return tuple(value)

    def span(self, key: str) -> tuple[int, int] | None:
        """Take two whole numbers, the smaller first."""
        value = self.counts(key)
        if not value:
            return None
        if len(value) != 2 or value[0] > value[1]:
            self.wrong(f"{key}: write two numbers, the smaller first, such as {key} = [20, 100]")
            return None
        return value[0], value[1]

    def flag(self, key: str) -> bool:
        """Take true or false; false where there is none."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.wrong(f"{key}: write true or false")
        return value is True

    def date(self, key: str, *, required: bool = False) -> datetime.date | None:
        """Take a date without a time."""
        value = self._take(key, required)
        if value is None:
            return None
        try:
            if type(value) is datetime.date:
                return in_use(value)
            if text := _figures(value):
                self.wrong(f"{key}: write {key} = {read_date(text)}, without quotes")
            else:
                self.wrong(f"{key}: write a date such as {key} = 2026-11-22, without quotes")
        except AmountError as error:
            self.wrong(f"{key}: {error}{', without quotes' if isinstance(value, str) else ''}")
        return None

    def one_of(self, key: str, kind: type[E], *, required: bool = False) -> E | None:
        """Take one of the words of *kind*."""
        value = self._take(key, required)
        if value is None:
            return None
        found = next((each for each in kind if each == value), None)
        if found is None:
            what = f"{quoted(value)} is not known" if isinstance(value, str) else "is no text in quotes"
            self.wrong(f"{key}: {what}: write one of {', '.join(kind)}")
        return found

    def raw(self, key: str) -> object:
        """Take whatever stands there; None where there is nothing."""
        return self._take(key, required=False)

    def tables(self, key: str) -> list[tuple[int, Mapping[str, object]]]:
        """Take a list of tables, each with its number from 1."""
        value = self._take(key, required=False)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(f"{key}: write each as a table under its own [[{key}]]")
            return []
        if self._is_too_long(key, value):
            return []
        return list(enumerate(value, start=1))

    def table(self, key: str) -> Mapping[str, object] | None:
        """Take a table."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, dict):
            self.wrong(f"{key}: write it as a table under [{key}]")
            return None
        return value

    def refuse(self, key: str, reason: str) -> None:
        """Note a problem where a field stands that has no place in such a table."""
        if self._take(key, required=False) is not None:
            self.wrong(f"{key}: {reason}")

    def finish(self, known: Iterable[str] = ()) -> None:
        """Note every field that nobody asked for; those that were, or are *known*, are what may have been meant."""
        meant = (*self._asked, *known)
        unknown = [key for key in self._table if key not in self._asked]
        for key in unknown[:MOST_UNKNOWN]:
            self.wrong(f"{shown(key)}: is not a field that is known here{did_you_mean(key[:LONGEST_TEXT], meant)}")
        if len(unknown) > MOST_UNKNOWN:
            self.wrong(f"{len(unknown) - MOST_UNKNOWN:,} fields more are not known here")

    def _is_too_long(self, key: str, value: list[object]) -> bool:
        if len(value) > MOST_ENTRIES:
            what = f"has {len(value):,} entries, and at most {MOST_ENTRIES:,} are read"
            self.wrong(f"{key}: {what}: keep those that are needed")
        return len(value) > MOST_ENTRIES

    def _is_word(self, key: str, word: str) -> bool:
        return self._table.get(key) == word and self._take(key, required=False) is not None

    def _take(self, key: str, required: bool) -> object:
        self._asked.append(key)
        value = self._table.get(key)
        if value in (FILL_IN, [FILL_IN]):
            self.wrong(f"{key}: is still to be filled in")
            return None
        if value is None and required:
            self.wrong(f"{key}: is missing")
        return value


def _figures(value: object) -> str:
    """Return what may be a date in another form as text: a text, a date with a time, or figures in a row."""
    if isinstance(value, str | datetime.datetime) or (isinstance(value, int) and value < 10**8):
        return str(value)
    return ""


def numbered(kind: str, number: int, name: object) -> str:
    """Return how an entry of a list is called: ``product 3``, with its name after it where it has one."""
    return f"{kind} {number} ({shown(name)})" if isinstance(name, str) else f"{kind} {number}"


def place(*parts: object) -> str:
    """Join the parts of a place: ``file: product 3``."""
    return ": ".join(str(part) for part in parts)
