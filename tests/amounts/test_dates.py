"""Dates are read alike wherever one is written, and within the same years."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.dates import FIRST_YEAR, LAST_YEAR, in_use, read_date
from pillsplit.amounts.months import NAMES, SHORTEST, months_named
from pillsplit.amounts.number import AmountError
from pillsplit.errors import InputError, Problem
from pillsplit.formulary.fields import Fields
from pillsplit.schedules.reader import read_text
from tests.conftest import Run

GOOD = {
    "2026-12-01": datetime.date(2026, 12, 1),
    "2024-02-29": datetime.date(2024, 2, 29),
    "1000-01-01": datetime.date(1000, 1, 1),
    "8999-12-31": datetime.date(8999, 12, 31),
}
OTHERWISE = {
    "2026/12/1": datetime.date(2026, 12, 1),
    "2026-12-1": datetime.date(2026, 12, 1),
    "2026.12.01": datetime.date(2026, 12, 1),
    "2026-12-01 00:00:00": datetime.date(2026, 12, 1),
    "2026-12-01T00:00": datetime.date(2026, 12, 1),
    "15.12.2026": datetime.date(2026, 12, 15),
    "15/12/2026": datetime.date(2026, 12, 15),
    "12/15/2026": datetime.date(2026, 12, 15),
    "12-12-2026": datetime.date(2026, 12, 12),
    "15 Dec 2026": datetime.date(2026, 12, 15),
    "15-dec-2026": datetime.date(2026, 12, 15),
    "15th of December 2026": datetime.date(2026, 12, 15),
    "Dec 15, 2026": datetime.date(2026, 12, 15),
    "Tue 15 Dec 2026": datetime.date(2026, 12, 15),
    "Tuesday, December 15, 2026": datetime.date(2026, 12, 15),
    "1. Dezember 2026": datetime.date(2026, 12, 1),
    "15 décembre 2026": datetime.date(2026, 12, 15),
    "1er février 2027": datetime.date(2027, 2, 1),
    "15 de diciembre de 2026": datetime.date(2026, 12, 15),
    "3 mei 2027": datetime.date(2027, 5, 3),
    "3 giugno 2027": datetime.date(2027, 6, 3),
    "3 out 2027": datetime.date(2027, 10, 3),
    "3 augusti 2027": datetime.date(2027, 8, 3),
}
"""Dates that are written in another way, and have one reading."""
FAR = "is far from any calendar in use: write a year from 1000 to 8999"
BAD = {
    "20261201": "is not a date: write 2026-12-01",
    "2026-12-01T08:00": "is not a date: write 2026-12-01",
    "01/12/2026": "is unclear, 1 December or 12 January: write 2026-12-01 or 2026-01-12",
    "1.12.2026": "is unclear, 1 December or 12 January: write 2026-12-01 or 2026-01-12",
    "2026-02-30": "is not a date: write a day from 2026-02-01 to 2026-02-28",
    "2028-02-30": "is not a date: write a day from 2028-02-01 to 2028-02-29",
    "2026-12-32": "is not a date: write a day from 2026-12-01 to 2026-12-31",
    "2026-12-00": "is not a date: write a day from 2026-12-01 to 2026-12-31",
    "2026-13-01": "is not a date: write a month from 01 to 12",
    "2026-00-01": "is not a date: write a month from 01 to 12",
    "0999-12-31": FAR,
    "0000-01-01": FAR,
    "9000-01-01": FAR,
    "9999-12-31": FAR,
    "2026-W49-2": "is not a date: write it as 2026-12-01",
    "2026-335": "is not a date: write it as 2026-12-01",
    "20262012": "is not a date: write it as 2026-12-01",
    "32.12.2026": "is not a date: write it as 2026-12-01",
    "1/12/26": "has a year of two digits: write 2026-12-01 or 2026-01-12",
    "15 Dec '26": "has a year of two digits: write 2026-12-15",
    "15 Dec 26": "has a year of two digits: write 2026-12-15",
    "3 jui 2027": "is unclear, 3 June or 3 July: write 2027-06-03 or 2027-07-03",
    "30 Feb 2027": "is not a date: write a day from 2027-02-01 to 2027-02-28",
    "Wed 15 Dec 2026": "contradicts itself: 2026-12-15 is a Tue; write the day that is meant",
    "15 Moon 2026": "is not a date: write it as 2026-12-01",
    "１２.12.2026": "is not a date: write it as 2026-12-01",
    "tomorrow": "is not a date: write it as 2026-12-01",
    "15 Aprıl 2026": "is not a date: write it as 2026-12-01",
    "15 De 2026": "is not a date: write it as 2026-12-01",
}
"""Each with what is said of it, after the text itself."""


@pytest.mark.parametrize(("text", "date"), GOOD.items())
def test_a_date_is_read_at_every_door(text: str, date: datetime.date, run: Run) -> None:
    assert read_date(text) == read_date(f" {text} ") == date
    schedule = read_text(f"dose_mg,start,days\n20,{text},14\n", "plan.csv", str, "diazepam")
    assert schedule.steps[0].start == date
    written = run(f'taper peart --drug diazepam --from "1 mg" --start {text}')
    assert written.code == 0
    assert text in written.out
    assert run("check", "5 mg x 2d", "--tablet", "5 mg", "--today", text).code == 0
    problems: list[Problem] = []
    assert Fields(tomllib.loads(f"checked = {text}"), "a.toml", problems).date("checked") == date
    assert not problems


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(("text", "date"), OTHERWISE.items())
def test_a_date_that_has_one_reading_is_read_however_it_is_written(text: str, date: datetime.date) -> None:
    assert read_date(text) == read_date(text.upper()) == date
    schedule = read_text(f"dose_mg;start;days\n20;{text};14\n", "plan.csv", str, "diazepam")
    assert schedule.steps[0].start == date


@pytest.mark.hazard("H04")
@given(st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)), st.sampled_from(("/", ".", "-")))
def test_figures_with_two_readings_are_never_read(date: datetime.date, between: str) -> None:
    text = between.join((f"{date.day:02}", f"{date.month:02}", f"{date.year:04}"))
    if date.day > 12 or date.day == date.month:
        assert read_date(text) == date
    else:
        with pytest.raises(AmountError, match=f"{date} or {date.year:04}-{date.day:02}-{date.month:02}"):
            read_date(text)


@pytest.mark.hazard("H14")
def test_a_name_means_one_month_in_every_language() -> None:
    """Whatever begins the name of two months is refused: jui, of June and July."""
    prefixes = {name[:length] for line in NAMES for name in line.split() for length in range(SHORTEST, len(name) + 1)}
    assert {each for each in prefixes if len(months_named(each)) > 1} == {"jui"}


def test_a_text_of_more_than_40_signs_is_not_looked_at() -> None:
    whole = "2026-11-03T08:00".ljust(39) + "!"
    for text, meant in (whole, "2026-11-03"), (f"{whole}!", "it as 2026-12-01"):
        with pytest.raises(AmountError, match=f"is not a date: write {meant}$"):
            read_date(text)


@pytest.mark.parametrize(("text", "said"), BAD.items())
def test_what_is_no_date_is_refused_alike_at_every_door(text: str, said: str, run: Run) -> None:
    whole = f"{text!r} {said}"
    with pytest.raises(AmountError) as caught:
        read_date(text)
    assert str(caught.value) == whole
    with pytest.raises(InputError) as wrong:
        read_text(f"dose_mg;start;days\n20;{text};14\n", "plan.csv", str, "diazepam")
    assert str(wrong.value) == f"plan.csv:2: start: {whole}"
    for arguments in (
        ("taper", "peart", "--drug", "diazepam", "--from", "1 mg", "--start", text),
        ("taper", "peart", "--drug", "diazepam", "--from", "1 mg", "--end", text),
        ("supply", "5 mg x 2d", "--tablet", "5 mg", "--start", text),
        ("check", "5 mg x 2d", "--tablet", "5 mg", "--today", text),
    ):
        done = run(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err == f"pillsplit: Invalid value for '{arguments[-2]}': {whole}\n"
    problems: list[Problem] = []
    assert Fields({"checked": text}, "a.toml", problems).date("checked") is None
    assert list(map(str, problems)) == [f"a.toml: checked: {whole}, without quotes"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('"2026-12-01"', "checked: write checked = 2026-12-01, without quotes"),
        ("20261201", "checked: '20261201' is not a date: write 2026-12-01"),
        ("2026-12-01 08:00:00", "checked: '2026-12-01 08:00:00' is not a date: write 2026-12-01"),
        ("0202-12-01", f"checked: '0202-12-01' {FAR}"),
        ("9999-12-31", f"checked: '9999-12-31' {FAR}"),
        ("[2026-12-01]", "checked: write a date such as checked = 2026-11-22, without quotes"),
        ("20261201.5", "checked: write a date such as checked = 2026-11-22, without quotes"),
        ("123456789012345", "checked: write a date such as checked = 2026-11-22, without quotes"),
        ("0x" + "f" * 5000, "checked: write a date such as checked = 2026-11-22, without quotes"),
        ("2026-02-30", "is not TOML"),
        ("9" * 5000, "holds a number of thousands of digits"),
    ],
)
def test_a_data_file_is_checked_on_a_date_of_the_same_years(written: str, said: str, tmp_path: Path, run: Run) -> None:
    place = tmp_path / "regions" / "home"
    place.mkdir(parents=True)
    (place / "region.toml").write_text(f'name = "Home"\nchecked = {written}\n', encoding="utf-8")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@given(st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)))
def test_every_date_of_these_years_is_read_back(date: datetime.date) -> None:
    assert read_date(date.isoformat()) == in_use(date) == date


@given(st.dates())
def test_of_a_date_in_figures_alone_the_date_itself_is_told(date: datetime.date) -> None:
    with pytest.raises(AmountError) as caught:
        read_date(f"{date:%Y%m%d}".zfill(8))
    assert (f"write {date}" in str(caught.value)) is (FIRST_YEAR <= date.year <= LAST_YEAR)


def test_what_is_too_long_for_a_date_is_not_looked_through() -> None:
    longest = "Tuesday, December 15, 2026".ljust(40)
    assert read_date(longest) == datetime.date(2026, 12, 15)
    with pytest.raises(AmountError) as error:
        read_date("1" * 41)
    assert str(error.value) == f"'{'1' * 40}…' is not a date: write it as 2026-12-01"
    with pytest.raises(AmountError, match="is not a date"):
        read_date("15 December" + " " * 30 + "2026")


MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_that_is_unclear_names_both_months(month: int) -> None:
    day = month % 12 + 1
    with pytest.raises(AmountError) as error:
        read_date(f"{day}/{month}/2026")
    assert str(error.value) == (
        f"'{day}/{month}/2026' is unclear, {day} {MONTHS[month - 1]} or {month} {MONTHS[day - 1]}: "
        f"write 2026-{month:02}-{day:02} or 2026-{day:02}-{month:02}"
    )


@pytest.mark.parametrize("offset", range(7))
def test_every_day_of_the_week_is_read_and_held_against_the_date(offset: int) -> None:
    date = datetime.date(2026, 12, 14) + datetime.timedelta(days=offset)
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[offset]
    assert read_date(f"{name}, {date}") == read_date(f"{name[:3]} {date}") == date
    with pytest.raises(AmountError, match=f"contradicts itself: {date} is a {name[:3]}; write the day that is meant"):
        read_date(f"{'Mon' if offset else 'Tue'} {date}")


def test_too_few_letters_name_no_month() -> None:
    assert months_named("ja") == months_named("") == ()
    assert months_named("jan") == (1,)
