"""Durations: what is read as how many days, and what is refused with which words."""

from __future__ import annotations

import pytest

from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError

DAYS = "d day days Tag Tage Tagen jour jours día días dia dias giorno giorni dag dagen dagar".split()  # noqa: SIM905
WEEKS = (
    "w wk wks week weeks Woche Wochen semaine semaines semana semanas settimana settimane weken vecka veckor".split()  # noqa: SIM905
)
MONTHS = (
    "m mth mths month months Monat Monate Monaten mois mes meses mese mesi maand maanden mês månad månader".split()  # noqa: SIM905
)
NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()  # noqa: SIM905


@pytest.mark.parametrize(("units", "days"), [(DAYS, 1), (WEEKS, 7)], ids=["days", "weeks"])
def test_every_word_counts_its_days(units: list[str], days: int) -> None:
    for unit in units:
        for written in (f"3 {unit}", f"3{unit}", f"3-{unit}", f"three {unit}", f"three-{unit}", f"3 {unit}."):
            assert read_duration(written) == 3 * days, written


def test_a_number_is_read_in_words_and_a_means_one() -> None:
    for number, word in enumerate(NUMBERS, start=1):
        assert read_duration(f"{word} weeks") == 7 * number
    assert read_duration("a week") == read_duration("1 week") == 7


@pytest.mark.parametrize("text", ["fortnight", "a fortnight", "One  Fortnight", "14", "14d", "14 D", " 2w ", "2 weeks"])
def test_a_fortnight_is_fourteen_days(text: str) -> None:
    assert read_duration(text) == 14


@pytest.mark.parametrize("unit", MONTHS)
def test_months_are_refused_with_two_lengths_that_may_be_meant(unit: str) -> None:
    with pytest.raises(AmountError) as error:
        read_duration(f"2 {unit}")
    assert str(error.value) == f"'2 {unit}' is unclear, for months differ in length: write 56d or 60d"


def test_what_is_suggested_for_months_is_read() -> None:
    for months in (99999, 121, 120):
        with pytest.raises(AmountError, match=r"write 3360d or 3600d$"):
            read_duration(f"{months} months")
    with pytest.raises(AmountError, match=r"write 3332d or 3570d$"):
        read_duration("119 months")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "'0' is not a duration: write from 1 to 3660 days"),
        ("d14", "'d14' is not a duration: write 14d, 2w or a number of days"),
        ("no weeks", "'no weeks' is not a duration: write from 1 to 3660 days"),
        ("3661", "'3661' is not a duration: write from 1 to 3660 days"),
        ("523 weeks", "'523 weeks' is not a duration: write from 1 to 3660 days"),
        ("9999", "'9999' is not a duration: write from 1 to 3660 days"),
        ("10000", "'10000' is longer than 3660 days: write a shorter duration"),
        ("10000 weeks", "'10000 weeks' is longer than 3660 days: write a shorter duration"),
        ("some weeks", "'some weeks' is not a duration: write 14d, 2w or a number of days"),
        ("fifteen weeks", "'fifteen weeks' is not a duration: write 14d, 2w or a number of days"),
        ("2 years", "'2 years' is not a duration: write 14d, 2w or a number of days"),
        ("", "'' is not a duration: write 14d, 2w or a number of days"),
        ("²", "'²' is not a duration: write 14d, 2w or a number of days"),
        ("x" * 61, f"'{'x' * 40}…' is not a duration: write 14d, 2w or a number of days"),
    ],
)
def test_what_is_no_duration_is_refused_with_what_to_write_instead(text: str, said: str) -> None:
    with pytest.raises(AmountError) as error:
        read_duration(text)
    assert str(error.value) == said


def test_the_ends_are_read() -> None:
    assert read_duration("1") == 1
    assert read_duration("3660d") == 3660
    assert read_duration("522 weeks") == 3654
    assert read_duration("14d".rjust(60)) == 14
    with pytest.raises(AmountError, match="is not a duration"):
        read_duration("14d".rjust(61))
