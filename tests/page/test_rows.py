"""The steps as the page's table holds them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem
from pillsplit.formulary import published
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.page.rows import as_csv, column_of, row_of, rows_of
from pillsplit.request import Request
from pillsplit.schedules.reader import read_bytes


def back(schedule: Schedule, drug: str | None = None) -> Schedule:
    return read_bytes(as_csv(rows_of(schedule)), "the table", str.lower, drug or schedule.drugs[0])


def plain(schedule: Schedule) -> list[object]:
    return [
        (step.number, step.days, sorted((dose.drug, dose.time, dose.mass) for dose in step.doses), step.note)
        for step in schedule.steps
    ]


@pytest.mark.parametrize("name", published.names())
def test_a_published_schedule_comes_back_from_its_rows(name: str) -> None:
    schedule, _ = Request(schedule=name, region="us").read()
    assert plain(back(schedule)) == plain(schedule)


masses = st.builds(Mass, st.fractions(0, 80, max_denominator=24))


@st.composite
def steps(draw: st.DrawFn, number: int) -> Step:
    drugs = draw(st.sampled_from([("diazepam",), ("diazepam", "clonazepam")]))
    doses: list[Dose] = []
    for drug in drugs:
        times = draw(st.sampled_from([(DAY,), TIMES, ("morning", "night"), ("evening",)]))
        doses += [Dose(drug, time, draw(masses)) for time in times]
    return Step(number, draw(st.integers(1, 100)), tuple(doses), note=draw(st.sampled_from(["", "hold", "a, b"])))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    return Schedule(tuple(draw(steps(number)) for number in range(1, draw(st.integers(1, 5)) + 1)))


@given(schedules())
def test_any_schedule_comes_back_from_its_rows_exactly(schedule: Schedule) -> None:
    assert plain(back(schedule)) == plain(schedule)


def test_amounts_without_a_unit_are_in_the_unit_of_the_table() -> None:
    rows = [{"dose": "500", "length": "2", "unit": "weeks"}, {"dose": "1 mg", "length": "3", "unit": "days"}]
    schedule = read_bytes(as_csv(rows, "micrograms"), "the table", str.lower, "clonazepam")
    assert [step.daily("clonazepam").mg for step in schedule.steps] == [Fraction(1, 2), 1]
    assert [step.days for step in schedule.steps] == [14, 3]


@pytest.mark.parametrize(
    ("place", "what", "row", "column"),
    [
        ("steps:2", "dose: '1,000' is not clear: write 1000 or 1.000", 0, "dose"),
        ("steps:4", "days: '1 month' has no fixed length: write 28d or 30d", 2, "length"),
        ("steps:3", "has no dose: write one, or 0 mg where nothing is taken", 1, "dose"),
        ("steps:3", "has no duration: write days, weeks, or a start and an end", 1, "length"),
        ("steps", "is empty", None, ""),
    ],
)
def test_a_problem_names_its_row_and_its_cell(place: str, what: str, row: int | None, column: str) -> None:
    assert row_of(Problem(place, what)) == row
    assert column_of(Problem(place, what)) == column
