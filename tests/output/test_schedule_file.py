"""A schedule that is written is read back as the same schedule, as CSV and as JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.output.schedule import schedule_csv, schedule_steps
from pillsplit.schedules.reader import read_text

DRUGS = ("diazepam", "clonazepam")
masses = st.builds(
    lambda over, under: Mass(Fraction(over, under)),
    st.integers(0, 9999),
    st.sampled_from((1, 2, 3, 4, 7, 8, 10, 100, 1000, 999)),
)
notes = st.one_of(
    st.just(""),
    st.sampled_from(("then nothing", "=1+1", "'=1+1", "''-x", "-5", "+", "@", "a, b; c", 'say "look"', "½ × 5 mg")),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
).map(lambda text: " ".join(text.split()))


@st.composite
def doses_of(draw: st.DrawFn, drug: str) -> list[Dose]:
    if draw(st.booleans()):
        return [Dose(drug, DAY, draw(masses))]
    times = draw(
        st.lists(st.sampled_from((*TIMES, "afternoon", "08:00", "23:59", "1st", "12th")), min_size=1, unique=True)
    )
    return [Dose(drug, time, draw(masses)) for time in times]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    steps: list[Step] = []
    start = draw(st.none() | st.dates(datetime.date(1999, 1, 1), datetime.date(2999, 1, 1)))
    number = 0
    for _ in range(draw(st.integers(1, 5))):
        number += draw(st.integers(1, 3))
        drugs = draw(st.lists(st.sampled_from(DRUGS), min_size=1, unique=True))
        doses = [dose for drug in drugs for dose in draw(doses_of(drug))]
        doses = draw(st.permutations(doses))
        days = draw(st.integers(1, 400))
        steps.append(Step(number, days, tuple(doses), start, draw(notes)))
        if start:
            start += datetime.timedelta(days=days + draw(st.sampled_from((0, 0, 5))))
    return Schedule(tuple(steps), title="file.csv")


def read(text: str) -> Schedule:
    return read_text(text, "file.csv", str.lower)


@given(schedules())
@settings(max_examples=150)
def test_a_schedule_written_as_csv_is_read_back_the_same(schedule: Schedule) -> None:
    assert read(schedule_csv(schedule)) == schedule


@given(schedules())
def test_a_schedule_written_as_json_is_read_back_the_same(schedule: Schedule) -> None:
    assert read(json.dumps({"steps": schedule_steps(schedule)})) == schedule


HARD_CASES: dict[str, Callable[[Schedule], bool]] = {
    "two drugs, interleaved": lambda schedule: any(
        [dose.drug for dose in step.doses[:3]] == ["diazepam", "clonazepam", "diazepam"] for step in schedule.steps
    ),
    "a note like a guarded formula": lambda schedule: any(step.note.startswith("'=") for step in schedule.steps),
    "a third of a milligram": lambda schedule: any(
        dose.mass.mg.denominator == 3 for step in schedule.steps for dose in step.doses
    ),
    "a gap in the dates": lambda schedule: any(schedule.gaps()),
}


@pytest.mark.parametrize("case", HARD_CASES)
def test_the_strategy_reaches_the_hard_cases(case: str) -> None:
    find(schedules(), HARD_CASES[case], settings=settings(phases=(Phase.generate,), max_examples=2000))


PLAIN = Schedule(
    (
        Step(1, 7, (Dose("clonazepam", "morning", Mass(1)), Dose("diazepam", "night", Mass(Fraction(10, 3))))),
        Step(2, 14, (Dose("diazepam", DAY, Mass(Fraction(1, 2))),), note="then nothing"),
    )
)


def test_the_csv_has_the_columns_that_the_schedule_needs_and_no_others() -> None:
    assert schedule_csv(PLAIN).splitlines() == [
        "step,drug,dose_mg,morning_mg,night_mg,days,note",
        "1,clonazepam,,1,,7,",
        "1,diazepam,,,10/3,7,",
        "2,diazepam,0.5,,,14,then nothing",
    ]
    assert schedule_csv(Schedule(PLAIN.steps[1:])).splitlines()[0] == "step,drug,dose_mg,days,note"


def test_a_note_is_written_on_one_line_whatever_it_holds() -> None:
    step = evolve(PLAIN.steps[1], note="one\r\n two\t three ")
    assert schedule_csv(Schedule((step,))).splitlines()[1:] == ["2,diazepam,0.5,14,one two three"]


def test_a_step_without_a_dose_is_refused() -> None:
    with pytest.raises(ValueError, match="step 3 has no dose"):
        schedule_csv(Schedule((Step(3, 7, ()),)))
