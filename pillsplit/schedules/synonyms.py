"""The words that a schedule may be written with, from the data: what each of them means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from pillsplit.formulary.files import read_right
from pillsplit.formulary.loader import shipped
from pillsplit.formulary.words import FILE, read_words


class Synonyms(NamedTuple):
    """Each word, written small, with what it means in this package."""

    columns: Mapping[str, str]
    """Columns of a table, the times of day among them; ``passed_over`` for those that no reader needs."""
    times: Mapping[str, str]
    frequency: Mapping[str, int]
    """How often a day."""
    times_a_day: Collection[str]
    """What stands after the number of times a day."""
    none: Collection[str]
    """What says that nothing is taken."""
    amounts: Mapping[str, str]
    """What is counted out: a value of `Counted`."""
    weekdays: Mapping[str, int]
    """Days of the week, from Monday, 0."""
    numbered: Mapping[str, str]
    """``week``, ``day`` or ``step``: what stands before a number."""


@cache
def synonyms() -> Synonyms:
    """Return the words of the shipped data, read when they are first needed.

    Raises:
        InputError: where the file of the data is wrong.
    """
    words = read_right(shipped() / FILE, FILE, read_words)
    return Synonyms(
        columns={**words["columns"], **words["times"]},
        times=words["times"],
        frequency={word: int(number) for word, number in words["frequency"].items()},
        times_a_day=words["times_a_day"],
        none=words["none"],
        amounts=words["amounts"],
        weekdays={word: int(number) for word, number in words["weekdays"].items()},
        numbered=words["numbered"],
    )
