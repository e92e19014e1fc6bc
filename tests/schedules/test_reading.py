"""Schedules as people write them: what is read, what is refused, each with its place and what to write instead."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, plain
from pillsplit.errors import InputError, UsageError
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.reader import LARGEST, read_bytes, read_inline, read_text

KNOWN = {"diazepam": "diazepam", "valium": "diazepam", "clonazepam": "clonazepam"}


def resolve(name: str) -> str:
    try:
        return KNOWN[name.lower()]
    except KeyError:
        raise UsageError(f"drug {name!r} is not known") from None


def read(text: str, drug: str | None = None) -> Schedule:
    return read_text(text, "plan.csv", resolve, drug)


def told(schedule: Schedule) -> list[tuple[int, int, list[str]]]:
    """Put a schedule in a line a step: number, days, and each dose as drug time mg."""
    return [
        (step.number, step.days, [f"{dose.drug} {dose.time} {plain(dose.mass.mg)}" for dose in step.doses])
        for step in schedule.steps
    ]


TWO_STEPS = [(1, 14, ["diazepam day 20"]), (2, 14, ["diazepam day 18"])]


@pytest.mark.hazard("H04")
@pytest.mark.parametrize(
    "text",
    [
        "step,days,drug,dose_mg\n1,14,diazepam,20\n2,14,diazepam,18\n",
        "Days,Drug,Dose (mg)\n14,Valium,20\n14,VALIUM,18\n",
        "drug;dose [mg];weeks\ndiazepam;20;2\ndiazepam;18;2\n",
        "dose\tdays\n20 mg\t14\n18 mg\t14\n",
        "dose,days\r\n20 mg,14d\r\n18 mg,2w\r\n",
        "dose_micrograms,weeks\n20000,2w\n18000,2\n",
        'dose,days,note\n"20 mg",14,\n"18 mg",14,\n',
        "\n\ndose , days \n\n20 mg , 14 \n,,\n18 mg,14\n\n",
        "dose_mg,start\n20,2026-12-01\n18,2026-12-15\n0,2026-12-29\n",
        "dose_mg,start,end\n20,2026-12-01,2026-12-14\n18,2026-12-15,2026-12-28\n",
        '[{"dose": "20 mg", "days": 14}, {"dose_mg": 18, "weeks": 2}]',
        '{"drug": "valium", "steps": [{"dose_mg": "20", "days": "14d"}, {"dose_mg": 18.0, "days": 14}]}',
        """{"steps": [{"days": 14, "doses": [{"drug": "diazepam", "time": "day", "dose_mg": "20"}]},
            {"days": 14, "doses": [{"drug": "diazepam", "time": "day", "dose_mg": "18"}]}]}""",
    ],
)
def test_one_schedule_written_in_many_ways_is_one_schedule(text: str) -> None:
    assert told(read(text, "diazepam")) == TWO_STEPS
    assert told(read_bytes(b"\xef\xbb\xbf" + text.encode(), "plan.csv", resolve, "diazepam")) == TWO_STEPS


@pytest.mark.parametrize(
    "text",
    [
        "20 mg x 14d, 18 mg x 2w",
        "20 mg × 14; 18 mg X 14 days",
        "20mg x14d,18mg x14d",
        "20 mg x 2 weeks, 18,0 mg x 14d,",
    ],
)
def test_a_schedule_may_stand_on_the_command_line(text: str) -> None:
    assert told(read_inline(text, resolve, "diazepam")) == TWO_STEPS


def test_a_drug_named_inline_holds_until_another_is_named() -> None:
    schedule = read_inline("clonazepam 0.5 mg x 7, 0,25 mg x 7, valium 5 mg x 7", resolve, None)
    assert told(schedule) == [
        (1, 7, ["clonazepam day 0.5"]),
        (2, 7, ["clonazepam day 0.25"]),
        (3, 7, ["diazepam day 5"]),
    ]


def test_rows_that_share_a_step_are_taken_together() -> None:
    text = "step,days,drug,morning_mg,night_mg\n1,14,clonazepam,0.5,\n1,14,diazepam,,5\n2,7,diazepam,5,1/3\n"
    assert told(read(text)) == [
        (1, 14, ["clonazepam morning 0.5", "diazepam night 5"]),
        (2, 7, ["diazepam morning 5", "diazepam night 1/3"]),
    ]


def test_a_step_without_a_date_follows_the_one_before() -> None:
    schedule = read("dose_mg,days,start\n20,14,2026-12-01\n18,14,\n16,7,2027-01-04\n", "diazepam")
    assert [step.start for step in schedule.steps] == [
        datetime.date(2026, 12, 1),
        datetime.date(2026, 12, 15),
        datetime.date(2027, 1, 4),
    ]
    assert [(step.number, days) for step, days in schedule.gaps()] == [(3, 6)]


def test_how_an_amount_was_read_is_kept_with_its_step() -> None:
    schedule = read("dose_mg,days\n5,7\n.5,7\n", "diazepam")
    assert schedule.steps[1].remarks == ("'.5' is read as 0.5: write the zero before it",)


WRONG = {
    "": "plan.csv: is empty: write a header and a row for each step",
    "  \n\n": "plan.csv: is empty: write a header and a row for each step",
    "dose_mg,days\n": "plan.csv: holds no step: write a row for each step",
    "dose_mg,days\n20,14\n,14\n": "plan.csv:3: has no dose: write one, or 0 mg where nothing is taken",
    "dose_mg,days\n20,\n": "plan.csv:2: has no duration: write days, weeks, or a start and an end",
    "dose_mg\n20\n": "plan.csv:2: has no duration: write days, weeks, or a start and an end",
    "dose_mg,days\n20,0\n": "plan.csv:2: days: '0' is not a duration: write from 1 to 3660 days",
    "dose_mg,days\n20,-3\n": "plan.csv:2: days: '-3' is not a duration: write 14d, 2w or a number of days",
    "dose_mg,days\n20,1.5\n": "plan.csv:2: days: '1.5' is not a duration: write 14d, 2w or a number of days",
    "dose_mg,days\n20,99999\n": "plan.csv:2: days: '99999' is longer than 3660 days: write a shorter duration",
    "dose_mg,days,weeks\n20,14,2\n": "plan.csv:2: has days and weeks: write the one or the other",
    "dose,days\n20,14\n": "plan.csv:2: dose: '20' has no unit: write 20 mg",
    'dose_mg,days\n"1,000",14\n': "plan.csv:2: dose: '1,000' is unclear, a thousand or a decimal: write 1000 or 1",
    "dose_mg,days\n-5,14\n": "plan.csv:2: dose: '-5' is negative: write an amount of 0 or more",
    "dose_mg,dayz\n20,14\n": "plan.csv:1: column 'dayz' is not known (did you mean days?): the columns are "
    "step, drug, dose, morning, midday, evening, night, days, weeks, start, end, note",
    "dose_kg,days\n20,14\n": "plan.csv:1: column 'dose_kg': '1' has the unknown unit 'kg': write the number with its "
    "unit, such as 2.5 mg",
    "dose_mg,dose,days\n20,20,14\n": "plan.csv:1: column 'dose' stands twice, as 'dose_mg' and as 'dose': keep one",
    "dose_mg,night_mg,days\n20,15,14\n": "plan.csv:2: dose: 20 mg is not the 15 mg that its parts come to: "
    "correct the one or the other",
    "dose_mg,days\n20,14,7\n": "plan.csv:2: has 3 cells under 2 columns: quote a cell that holds a comma, a "
    "semicolon or a tab",
    "dose_mg,days,drug\n20,14,diazepan\n": "plan.csv:2: drug 'diazepan' is not known",
    "dose_mg,days,step\n20,14,x\n": "plan.csv:2: step: 'x' is not a step: write a whole number from 1 up",
    "dose_mg,days,step\n20,14,2\n18,14,1\n": "plan.csv:3: step 1 comes after step 2: number the steps in order, rows "
    "of one step together",
    "dose_mg,days,step\n20,14,1\n18,14,2\n16,14,1\n": "plan.csv:4: step 1 comes after step 2: number the steps in "
    "order, rows of one step together",
    "dose_mg,days,step\n20,14,1\n5,7,1\n": "plan.csv:3: a second diazepam dose for the day: write it once",
    "dose_mg,start,days\n20,2026-12-01,14\n18,2026-12-10,14\n": "plan.csv:3: starts on 2026-12-10, before the step "
    "before it has ended: write 2026-12-15 or later",
    "dose_mg,start,end\n20,2026-12-01,2026-11-01\n": "plan.csv:2: end: 2026-11-01 is not from 1 to 3660 days after the "
    "start 2026-12-01: write another date",
    "dose_mg,end\n20,2026-12-01\n": "plan.csv:2: has an end without a start: write the start too",
    "dose_mg,start,days\n20,1.12.2026,14\n": "plan.csv:2: start: '1.12.2026' is unclear, 1 December or 12 "
    "January: write 2026-12-01 or 2026-01-12",
    "dose_mg,start,days\n20,2026-02-30,14\n": "plan.csv:2: start: '2026-02-30' is not a date: write a day from "
    "2026-02-01 to 2026-02-28",
    "dose_mg,start\n20,2026-12-02\n18,2026-12-01\n9,2026-12-03\n": "plan.csv:3: starts on 2026-12-01, not from 1 to "
    "3660 days after the step before it (2026-12-02): write a later date",
    'dose_mg,days\n"20,14\n': 'plan.csv:2: is not CSV (unexpected end of data): quote cells with " on both sides',
    "[1, 2": "plan.csv:1: is not JSON (Expecting ',' delimiter): see the README for an example",
    "{}": 'plan.csv: holds no steps: write {"steps": [{"dose": "20 mg", "days": 14}, …]}',
    "[]": "plan.csv: holds no step: write a row for each step",
    "[5]": 'plan.csv: step 1: is no step: write {"dose": "20 mg", "days": 14}',
    '[{"dose_mg": true, "days": 14}]': "plan.csv: step 1: dose_mg: write a text or a number",
    '[{"dose_mg": 1e3, "days": 14}]': "plan.csv: step 1: dose: '1e3' has an exponent: write the digits out, such as "
    "1000 for 1e3",
    '[{"dose_mg": NaN, "days": 14}]': "plan.csv: step 1: dose: 'NaN' is not an amount: write a number with its unit, "
    "such as 2.5 mg",
    '[{"doses": 5, "days": 14}]': "plan.csv: step 1: doses: write "
    '[{"drug": "diazepam", "time": "night", "dose_mg": "5"}, …]',
    '[{"does": 5, "days": 14}]': "plan.csv: step 1: column 'does' is not known (did you mean dose?): the columns are "
    "step, drug, dose, morning, midday, evening, night, days, weeks, start, end, note",
    "[" * 100_000: "plan.csv: is nested too deeply: write a list of steps",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=[repr(text[:40]) for text in WRONG])
def test_what_is_wrong_in_a_file_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(text, "diazepam")
    assert str(error.value).splitlines()[0] == message
    assert all(line.startswith("plan.csv") for line in str(error.value).splitlines())


@pytest.mark.hazard("H04")
def test_everything_that_is_wrong_in_a_file_is_told_at_once() -> None:
    with pytest.raises(InputError) as error:
        read("drug,dose_mg,days\ndiazepan,20,14\nvalium,x,0\nvalium,-1,14\n", None)
    assert [problem.place for problem in error.value.problems] == [
        "plan.csv:2",
        "plan.csv:3",
        "plan.csv:3",
        "plan.csv:4",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "dose_mg,days\n20,14\n".encode("utf-16"),
            "plan.csv: is UTF-16 text: save it as UTF-8, in Excel as “CSV UTF-8”",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", "plan.csv: is not a text file: give the schedule as CSV or JSON"),
        (b"dose_mg,days\n20,14\n\xb5,1\n", "plan.csv:3: is not UTF-8 text: save it as UTF-8"),
        (b" " * (LARGEST + 1), "plan.csv: is larger than 1,000,000 bytes: give the schedule's CSV or JSON only"),
    ],
)
def test_a_file_that_is_no_text_is_told_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_bytes(data, "plan.csv", resolve, "diazepam")
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("20 mg for ever", "step 1: '20 mg for ever' has no duration: write it like 20 mg x 14d"),
        ("20 mg x 14d, 18 x 14d", "step 2: dose: '18' has no unit: write 18 mg"),
        ("20 mg x 0d", "step 1: days: '0d' is not a duration: write from 1 to 3660 days"),
        ("20 mg x 14d, nonsense 5 mg x 7", "step 2: drug 'nonsense' is not known"),
    ],
)
def test_what_is_wrong_in_an_inline_schedule_is_wrong_usage(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read_inline(text, resolve, "diazepam")
    assert str(error.value) == message


def test_a_schedule_that_names_no_drug_asks_for_one() -> None:
    with pytest.raises(UsageError, match="add `drug`, such as diazepam"):
        read("dose_mg,days\n20,14\n")


@pytest.mark.parametrize(("text", "days"), [("14d", 14), ("2w", 14), ("14", 14), (" 1 day ", 1), ("3 Weeks", 21)])
def test_a_duration_is_read(text: str, days: int) -> None:
    assert read_duration(text) == days


@pytest.mark.parametrize("text", ["", "d", "2m", "1.5w", "-1d", "0", "９d", "1e2", "600w"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        read_duration(text)


@pytest.mark.hazard("H04")
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
    | st.from_regex(r"(dose_mg|days|step|,|;|\n|\"|[0-9.]){0,20}")
)
def test_any_text_is_read_or_told_to_be_wrong(text: str) -> None:
    for inline in (False, True):
        said = ""
        try:
            read_inline(text, resolve, "diazepam") if inline else read(text, "diazepam")
        except (InputError, UsageError) as error:
            said = str(error)
        assert "Traceback" not in said


def test_the_readers_take_no_path(tmp_path: Path) -> None:
    """Only the command line opens files; what it opens is read by name."""
    file = tmp_path / "plan.csv"
    file.write_text("dose_mg,days\n20,14\n", encoding="utf-8")
    assert told(read_bytes(file.read_bytes(), file.name, resolve, "diazepam")) == [(1, 14, ["diazepam day 20"])]
