"""The calendar file: every dose once, neutral unless asked, floating, and with the same ids on every run."""

from __future__ import annotations

import builtins
import datetime
from collections import Counter
from typing import Any

import pytest

from pillsplit.formulary import published
from tests.conftest import Run

icalendar = pytest.importorskip("icalendar")

TWO = "20 mg x 2d, 18 mg x 2d, 0 mg x 1d"


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("name", published.names())
def test_the_file_read_back_holds_every_dose_of_the_answer_once(run: Run, name: str, region: str) -> None:
    shared = (name, "--region", region)
    answer = run("check", *shared, "--format", "json").json
    found = events(run("calendar", *shared, "--start", "2026-12-01", "--details").out)
    wanted: Counter[tuple[datetime.date, str]] = Counter()
    day = datetime.date(2026, 12, 1)
    for step in answer["steps"]:
        for _ in range(step["days"]):
            wanted.update((day, f"{d['drug']}, {d['dose_mg']} mg") for d in step["doses"] if d["dose_mg"] != "0")
            day += datetime.timedelta(days=1)
    assert Counter((event["dtstart"].dt, str(event["summary"])) for event in found) == wanted
    assert len({str(event["uid"]) for event in found}) == len(found)


def test_titles_say_nothing_of_the_medicine_unless_details_are_asked_for(run: Run) -> None:
    plain = run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01")
    assert "diazepam" not in plain.out.lower()
    assert "mg" not in plain.out
    assert [str(event["summary"]) for event in events(plain.out)] == [
        "Take medicine, day 1: see the sheet",
        "Take medicine, day 2: see the sheet",
        "Take medicine, day 3: see the sheet",
        "Take medicine, day 4: see the sheet",
    ]
    detailed = events(run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01", "--details").out)
    assert str(detailed[2]["summary"]) == "diazepam, 18 mg"
    assert str(detailed[2]["description"]) == (
        "1 tablet of 10 mg\n4 tablets of 2 mg\nNo time was given: take it at your usual time."
    )


@pytest.mark.hazard("H09")
def test_two_drugs_at_one_time_are_told_apart_without_their_names(run: Run) -> None:
    table = "step,days,drug,night_mg\n1,1,diazepam,5\n1,1,clonazepam,0.5\n"
    ran = run("calendar", "-", "--start", "2026-12-01", "--time", "night=21:00", stdin=table)
    assert [str(event["summary"]) for event in events(ran.out)] == [
        "Take medicine, day 1 (1 of 2): see the sheet",
        "Take medicine, day 1 (2 of 2): see the sheet",
    ]


def test_a_time_floats_so_that_it_is_21_00_wherever_the_person_is(run: Run) -> None:
    table = "days,drug,morning_mg,night_mg\n1,diazepam,5,5\n"
    call = ("calendar", "-", "--start", "2026-12-01", "--time", "night=21:00", "--time", "Morning=8:30")
    ran = run(*call, stdin=table)
    assert [event["dtstart"].dt for event in events(ran.out)] == [
        datetime.datetime(2026, 12, 1, 8, 30),
        datetime.datetime(2026, 12, 1, 21, 0),
    ]
    assert "DTSTART:20261201T210000" in ran.out
    assert "TZID" not in ran.out
    assert ran.err == ""


def test_a_second_run_gives_the_same_ids_also_where_a_dose_was_changed(run: Run) -> None:
    def ids(schedule: str) -> list[str]:
        ran = run("calendar", schedule, "--drug", "diazepam", "--start", "2026-12-01")
        return [str(event["uid"]) for event in events(ran.out)]

    assert ids(TWO) == ids(TWO)
    assert ids(TWO) == ids("19 mg x 2d, 17 mg x 2d")


def test_a_single_time_is_meant_for_the_dose_of_the_day_and_that_is_said(run: Run) -> None:
    ran = run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01", "--time", "night=21:00")
    assert {event["dtstart"].dt.time() for event in events(ran.out)} == {datetime.time(21)}
    assert ran.err == "note: the schedule gives the dose of the day only: it stands at the night, 21:00\n"


def test_without_a_time_the_events_are_for_the_whole_day_and_that_is_said(run: Run) -> None:
    ran = run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01")
    event = events(ran.out)[0]
    assert event["dtstart"].dt == datetime.date(2026, 12, 1)
    assert str(event["description"]) == "No time was given: take it at your usual time."
    assert not list(event.walk("VALARM")), "an alarm of a whole day would sound at midnight"
    assert ran.err == (
        "note: no time was given for day: its events are for the whole day, without an alarm; --time gives one\n"
    )


def test_an_alarm_sounds_at_the_dose_and_tells_no_more_than_the_title(run: Run) -> None:
    ran = run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01", "--time", "night=21:00")
    for event in events(ran.out):
        (alarm,) = event.walk("VALARM")
        assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", datetime.timedelta(0))
        assert str(alarm["description"]) == str(event["summary"])
    assert "diazepam" not in ran.out


def test_a_calendar_speaks_the_language_of_its_region_or_the_one_that_is_named(run: Run) -> None:
    shared = ("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01", "--time", "night=21:00")
    german = events(run(*shared, "--region", "de").out)
    assert str(german[0]["summary"]) == "Arznei nehmen, Tag 1: siehe Plan"
    spanish = events(run(*shared, "--language", "es", "--details").out)
    assert str(spanish[0]["description"]) == "2 comprimidos de 10 mg"


@pytest.mark.hazard("H16")
def test_a_dose_that_cannot_be_made_is_an_event_that_says_so_and_ends_in_1(run: Run) -> None:
    ran = run("calendar", "0.01 mg x 1d", "--drug", "diazepam", "--start", "2026-12-01", "--details")
    assert ran.code == 1
    assert str(events(ran.out)[0]["description"]).startswith("This dose cannot be made yet")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "a calendar needs the first day: add --start, such as --start 2026-12-01"),
        (["--start", "1.12.2026"], "'1.12.2026' is unclear, 1 December or 12 January: write 2026-12-01 or 2026-01-12"),
        (["--start", "2026-02-30"], "'2026-02-30' is not a date: write a day from 2026-02-01 to 2026-02-28"),
        (["--start", "9999-12-30"], "write a year from 1000 to 8999"),
        (["--start", "2026-12-01", "--time", "noght=21:00"], "is no time of day (did you mean night?)"),
        (["--start", "2026-12-01", "--time", "night=25:00"], "names no time of the clock: write it like night=21:00"),
        (["--start", "2026-12-01", "--time", "night"], "names no time of the clock: write it like night=21:00"),
        (["--start", "2026-12-01", "--time", "night=9:00", "--time", "night=8:00"], "--time: night is named twice"),
        (
            ["--start", "2026-12-01", "--time", "night=9:00", "--time", "morning=8:00"],
            "the schedule gives the dose of the day only: name one time, not several",
        ),
    ],
)
def test_what_cannot_be_acted_on_is_one_line_and_exit_2(run: Run, options: list[str], says: str) -> None:
    ran = run("calendar", TWO, "--drug", "diazepam", *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_schedule_with_dates_of_its_own_needs_no_start_and_takes_no_other(run: Run) -> None:
    table = "start,end,drug,dose_mg\n2026-12-01,2026-12-02,diazepam,5\n2026-12-05,2026-12-05,diazepam,5\n"
    days = [event["dtstart"].dt.day for event in events(run("calendar", "-", stdin=table).out)]
    assert days == [1, 2, 5]
    assert "dates of its own" in run("calendar", "-", "--start", "2027-01-01", stdin=table).err


def test_without_the_extra_one_line_says_how_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.split(".")[0] == "icalendar":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    ran = run("calendar", TWO, "--drug", "diazepam", "--start", "2026-12-01", "--time", "day=9:00")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "pillsplit: calendar files need the package icalendar: install it with `pip install 'pillsplit[ics]'`\n"
    )


@pytest.mark.hazard("H20")
def test_a_note_in_the_schedule_cannot_add_lines_to_the_file(run: Run) -> None:
    drug = "x\nBEGIN:VEVENT"
    ran = run("calendar", "5 mg x 1d", "--tablet", "5 mg", "--drug", drug, "--start", "2026-12-01", "--details")
    assert len(events(ran.out)) == 1
    assert str(events(ran.out)[0]["summary"]) == f"{drug.lower()}, 5 mg"
