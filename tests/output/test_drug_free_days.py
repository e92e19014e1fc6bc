"""Days without a drug in the middle of a plan are that, not a stop and a new start."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from tests.conftest import Run

ZOPICLONE = ("--drug", "zopiclone", "--region", "uk")
PLAN = "night_mg,days\n7.5,1\n0,1\n7.5,1\n0,3\n3.75,1\n0,7\n"
DATED = ("--start", "2026-12-01")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=8))
def test_a_pause_is_what_has_a_dose_before_and_after(doses: list[tuple[int, int]]) -> None:
    steps = (Step(number, days, (Dose("drug", DAY, Mass(dose)),)) for number, (dose, days) in enumerate(doses, start=1))
    schedule = Schedule(tuple(steps))
    taken = [dose for dose, days in doses for _ in range(days)]
    for day, dose in enumerate(taken, start=1):
        pause = schedule.pause("drug", day)
        before, after = [each for each in taken[:day] if each], [each for each in taken[day:] if each]
        assert (pause is not None) == (not dose and bool(before) and bool(after))
        if pause:
            assert pause.before == Mass(before[-1])
            assert taken[day - 1 : pause.day - 1] == [0] * pause.days
            assert pause.again.daily("drug") == Mass(taken[pause.day - 1]) == Mass(after[0])
        assert schedule.last_taken("drug", day) == next((Mass(e) for e in reversed(taken[: day - 1]) if e), None)


@pytest.mark.parametrize("verb", ["check", "plan"])
def test_the_plan_says_when_it_is_taken_again(verb: str, run: Run) -> None:
    done = run(verb, "-", *ZOPICLONE, *DATED, stdin=PLAN)
    said = " ".join(done.out.split())
    assert "none tonight; 7.5 mg again on Thu 3 Dec" in said
    assert "none for 3 days; 3.75 mg again on" in said
    assert "rises" not in said
    undated = " ".join(run(verb, "-", *ZOPICLONE, stdin=PLAN).out.split())
    assert "none tonight; 7.5 mg again on day 3" in undated


def test_the_last_day_is_a_stop(run: Run) -> None:
    out = run("plan", "-", *ZOPICLONE, stdin=PLAN).out
    *_, last = (line for line in out.splitlines() if line.startswith("6 "))
    assert last.split() == ["6", "7", "night", "0", "mg", "nothing", "−100%"]
    assert out.count("−100%") == 1
    assert "−50%" in out, "3.75 mg after 7.5 mg, whatever lies between"


def test_a_dose_that_is_higher_after_the_pause_rises_from_the_one_before(run: Run) -> None:
    out = run("check", "3.75 mg x 1d, 0 mg x 1d, 7.5 mg x 1d", *ZOPICLONE).out
    assert "Step 3: zopiclone rises from 3.75 mg to 7.5 mg a day." in out
    assert "rises from 0 mg" not in out


def test_supply_says_it_too(run: Run) -> None:
    out = " ".join(run("supply", "-", *ZOPICLONE, *DATED, stdin=PLAN).out.split())
    assert "Day 2 (2026-12-02): none; again on Thu 3 Dec." in out
    assert out.endswith("products used.")
    assert "(2026-12-08 to 2026-12-14): none." in out


def test_the_calendar_says_it_on_the_day(run: Run) -> None:
    out = run("calendar", "-", *ZOPICLONE, *DATED, "--details", stdin=PLAN).out.replace("\r\n ", "")
    titles = [line.partition(":")[2].strip() for line in out.splitlines() if line.startswith("SUMMARY")]
    assert titles[:3] == [
        "zopiclone\\, 7.5 mg",
        "No zopiclone today\\; 7.5 mg again on Thu 3 Dec.",
        "zopiclone\\, 7.5 mg",
    ]
    assert titles[-2:] == ["No zopiclone today\\; 3.75 mg again on Mon 7 Dec.", "zopiclone\\, 3.75 mg"]
    neutral = run("calendar", "-", *ZOPICLONE, *DATED, stdin=PLAN).out
    assert "No medicine now\\, day 2: see the sheet" in neutral
    assert "zopiclone" not in neutral


def test_the_printed_calendar_says_it_on_the_day(run: Run) -> None:
    html = run("report", "-", *ZOPICLONE, *DATED, "--for", "person", stdin=PLAN).out
    out = re.sub(r"<[^>]+>", "", html).replace("\N{NO-BREAK SPACE}", " ")
    assert "No zopiclone today; 7.5 mg again on Thu 3 Dec." in out
    assert "Again from today: zopiclone, 7.5 mg a day." in out
    assert "Again from today: zopiclone, 3.75 mg a day (it was 7.5 mg before the pause)." in out
    assert "New from today: zopiclone, " not in out
    assert out.count("From today no more zopiclone") == 1
