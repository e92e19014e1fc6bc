"""What is left of a plan that has been begun is its tail, in every verb."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.schedules.rest import rest
from tests.conftest import Run

FIRST = datetime.date(2026, 12, 1)
PLAN = "20 mg x 14d, 18 mg x 2w, 15.5 mg x 10d, 13.3 mg x 7d, 0 mg x 7d"
OPTIONS = ("--drug", "diazepam", "--region", "uk")


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw steps one after the other, dated or not; between dated ones there may be days without a step."""
    dated = draw(st.booleans())
    steps = []
    date = FIRST
    for number in range(1, draw(st.integers(1, 5)) + 1):
        days = draw(st.integers(1, 6))
        doses = tuple(
            Dose("drug", time, Mass(draw(st.integers(0, 9)))) for time in draw(st.sampled_from([(DAY,), ("night",)]))
        )
        steps.append(Step(number, days, doses, date if dated else None, note=f"note {number}"))
        date += datetime.timedelta(days=days + (draw(st.integers(0, 2)) if dated else 0))
    return Schedule(tuple(steps), title="a plan")


def by_day(schedule: Schedule) -> list[tuple[Any, ...] | None]:
    """What is taken on each day: the step with its doses, note and date; None where there is no step."""
    days: list[tuple[Any, ...] | None] = []
    for each in schedule.timeline:
        for gone in range(each.days):
            step = each.step
            date = step and step.start and step.start + datetime.timedelta(days=gone)
            days.append((step.number, step.doses, step.note, date) if step else None)
    return days


@given(schedules(), st.data())
def test_what_is_left_is_the_tail(schedule: Schedule, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, schedule.last_day))
    tail = by_day(schedule)[day - 1 :]
    while tail[0] is None:
        tail.pop(0)
    assert by_day(rest(schedule, from_day=day)) == tail


@given(schedules(), st.data(), st.integers(1, 30))
def test_a_pause_repeats_the_first_day_and_moves_the_others(schedule: Schedule, data: st.DataObject, hold: int) -> None:
    day = data.draw(st.integers(1, schedule.last_day))
    if by_day(schedule)[day - 1] is None:
        with pytest.raises(UsageError, match="there is no dose to hold"):
            rest(schedule, from_day=day, hold=hold)
        return
    plain, held = (by_day(rest(schedule, from_day=day, hold=each)) for each in (None, hold))
    assert [each and each[:3] for each in held] == [each and each[:3] for each in [plain[0]] * hold + plain]
    dates = [each[3] for each in held if each]
    if dates[0]:
        assert dates == [dates[0] + datetime.timedelta(days=n) for n, each in enumerate(held) if each]


@given(schedules(), st.data())
def test_a_date_names_its_day(schedule: Schedule, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, schedule.last_day))
    if schedule.steps[0].start:
        date = FIRST + datetime.timedelta(days=day - 1)
        assert rest(schedule, on=date) == rest(schedule, from_day=day) == rest(schedule, from_day=day, on=date)
    else:
        left = rest(schedule, from_day=day, on=FIRST)
        assert [each[3] for each in by_day(left) if each] == [
            FIRST + datetime.timedelta(days=n) for n in range(left.days)
        ]


def steps_of(document: Any) -> list[tuple[Any, ...]]:
    steps = []
    for step in document["steps"]:
        doses = [(dose["drug"], dose["time"], dose["dose_mg"]) for dose in step["doses"]]
        steps.append((step["step"], step["days"], step["start"], doses))
    return steps


TAIL = [
    (2, 9, "2026-12-20", [("diazepam", "day", "18")]),
    (3, 10, "2026-12-29", [("diazepam", "day", "15.5")]),
    (4, 7, "2027-01-08", [("diazepam", "day", "13.3")]),
    (5, 7, "2027-01-15", [("diazepam", "day", "0")]),
]


@pytest.mark.parametrize("where", [("--from-day", "20"), ("--on", "2026-12-20")])
@pytest.mark.parametrize("verb", ["check", "titrate", "plan", "fit --with-liquid"])
def test_verbs_that_list_steps_list_those_that_are_left(verb: str, where: tuple[str, str], run: Run) -> None:
    done = run(*verb.split(), PLAN, *OPTIONS, "--start", "2026-12-01", *where, "--format", "json")
    # A fit ends with its last dose.
    assert steps_of(done.json) == (TAIL[:-1] if verb.startswith("fit") else TAIL)
    assert done.json["remarks"][0] == "this is what is left from day 20 (2026-12-20) on: 4 of 5 steps, 33 of 52 days"


@pytest.mark.parametrize("hold", [(), ("--hold", "2w")])
@pytest.mark.parametrize(
    "verb", ["check", "plan", "supply", "titrate", "choose", "doses --max 3mg", "fit", "plot", "calendar --details"]
)
def test_every_verb_answers_as_for_the_tail_written_out(
    verb: str, hold: tuple[str, ...], run: Run, tmp_path: Any
) -> None:
    longer = 14 if hold else 0
    tail = tmp_path / "tail.csv"
    first = FIRST + datetime.timedelta(days=19)
    rows = [f"2,diazepam,18,{9 + longer}", "3,diazepam,15.5,10", "4,diazepam,13.3,7", "5,diazepam,0,7"]
    tail.write_text("\n".join(["step,drug,dose_mg,days", *rows]), encoding="utf-8")
    form = () if verb.startswith(("plot", "calendar")) else ("--format", "csv")
    left = run(*verb.split(), PLAN, *OPTIONS, "--start", str(FIRST), "--from-day", "20", *hold, *form)
    written = run(*verb.split(), str(tail), "--region", "uk", "--start", str(first), *form)
    assert left.code == written.code
    assert plain(left.out) == plain(written.out)


def plain(out: str) -> str:
    """What is said without the name of the schedule, and the time at which it was written."""
    return re.sub(r"DTSTAMP:.*|from day 20|[^\s>]*tail\.csv", "", out)


def test_the_report_is_of_what_is_left(run: Run) -> None:
    done = run("report", PLAN, *OPTIONS, "--start", "2026-12-01", "--from-day", "20", "--for", "person")
    assert "Sun 20 Dec" in done.out
    assert "Sat 19 Dec" not in done.out


def test_what_is_in_the_house_is_counted_from_that_day(run: Run) -> None:
    options = (*OPTIONS, "--from-day", "20", "--have", "5 mg=20", "--format", "json")
    for verb in ("supply", "plan"):
        (held,) = run(verb, PLAN, *options).json["have"]
        assert (held["product"].endswith("5mg"), held["amount"]) == (True, "20")
    assert "20 × 5 mg tablet" in run("plan", PLAN, *options[:-2]).out
    told = run("check", PLAN, *options)
    assert "--have changes nothing here: `pillsplit supply`, `plan` and `report` count" in told.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--hold 2w", "--hold: it holds the dose of a day: name it by --from-day, or by its date, --on"),
        ("--from-day 53", "--from-day: the schedule has days 1 to 52, not day 53"),
        ("--from-day 0", "--from-day: the schedule has days 1 to 52, not day 0"),
        ("--on 2026-12-20", "--on: the schedule has no dates to find 2026-12-20 by: add --start"),
        ("--start 2026-12-01 --on 2027-12-20", "no day of the schedule: it goes from 2026-12-01 to 2027-01-21"),
        ("--start 2026-12-01 --on 2026-12-20 --from-day 4", "2026-12-20 is day 20 of the schedule, not day 4"),
    ],
)
def test_a_day_that_there_is_not_is_refused(options: str, said: str, run: Run) -> None:
    done = run("check", PLAN, *OPTIONS, *options.split())
    assert (done.code, done.out) == (2, "")
    assert said in done.err
