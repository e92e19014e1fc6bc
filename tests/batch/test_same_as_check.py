"""A batch says of each schedule what `check --switch as-needed` says of it, row by row."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from attrs import evolve

from pillsplit.amounts.number import plain
from pillsplit.batch.run import Outputs, batch
from pillsplit.model.codes import VERDICTS
from pillsplit.model.plan import Plan
from pillsplit.model.shelf import Shelf
from pillsplit.request import Request
from pillsplit.verbs.check import check
from tests.batch.rows import Population, population

REQUESTS = {
    "uk": Request(region="uk", switch="as-needed"),
    "cut finely": Request(region="uk", switch="as-needed", split="quarters", max_pieces=3),
    "coarse liquids": Request(
        tablet=("diazepam 10 mg/halves", "diazepam 2 mg", "lorazepam 1 mg/quarters"),
        liquid=("diazepam 1 mg/mL by 0.5 mL", "diazepam 0.4 mg/mL by 1 mL", "diazepam 2 mg/mL, 30 drops per mL"),
        switch="as-needed",
        tolerance=Fraction(1, 10),
    ),
    "no liquid": Request(region="uk", switch="as-needed", no_liquid=True, tolerance=Fraction(1, 20)),
}


def read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def by_check(plan: Plan, drug: str) -> dict[str, Any]:
    """Return what a plan says of a drug, in the words of a batch."""
    steps = [(each, [dose.answer for dose in each.doses if dose.dose.drug == drug]) for each in plan.steps]
    steps = [(each, answers) for each, answers in steps if answers]
    verdicts = [max((answer.verdict for answer in answers), key=VERDICTS.index) for _, answers in steps]
    taken = [
        (each.step.days, answer.combination) for each, answers in steps for answer in answers if answer.combination
    ]
    volume = sum((days * made.liquid.volume.ml for days, made in taken if made.liquid), start=Fraction(0))
    liquid = plan.liquids[drug]
    needing = [each.step.number for each, answers in steps if any(answer.needs_liquid for answer in answers)]
    unmade = [each.step.number for each, answers in steps if not all(answer.is_made for answer in answers)]
    return {
        "steps": len(steps),
        **{str(verdict): verdicts.count(verdict) for verdict in VERDICTS},
        "liquid_product": liquid.id if liquid else None,
        "first_needs_liquid": min(needing, default=None),
        "first_unreachable": min(unmade, default=None),
        "pieces": sum(days * made.count for days, made in taken),
        "ml": plain(volume),
        "practical": not unmade,
    }


def shelf_for(request: Request, drugs: tuple[str, ...]) -> Shelf:
    shelf = request.shelf_of(drugs)
    return evolve(shelf, products=tuple(each for each in shelf.products if each.drug in drugs))


def compare(people: Population, request: Request, folder: Path) -> None:
    source = folder / "in.parquet"
    table = people.table()
    pq.write_table(table if any(row["time"] for row in people.rows) else table.drop_columns(["time"]), source)
    outputs = Outputs(answers=folder / "answers.parquet", steps=folder / "steps.parquet")
    summary = batch(str(source), request, outputs)
    assert (summary.schedules, summary.left_out) == (len(people.schedules), 0)
    answers = {(row["schedule_id"], row["drug"]): row for row in read(folder / "answers.parquet")}
    steps = {
        (row["schedule_id"], row["step"], row["drug"], row.get("time") or "day"): row
        for row in read(folder / "steps.parquet")
    }
    assert len(steps) == len(people.rows)
    told = 0
    for identity, schedule in people.schedules.items():
        plan = check(schedule, shelf_for(request, schedule.drugs), request.preferences, request.measuring)
        for drug in schedule.drugs:
            row = answers[identity, drug]
            expected = by_check(plan, drug)
            assert {key: row[key] for key in expected} == expected, (identity, drug)
            told += 1
        for step in plan.steps:
            for planned in step.doses:
                row = steps[identity, step.step.number, planned.dose.drug, planned.dose.time]
                made = planned.answer.combination
                measured = made.liquid if made else None
                assert (row["verdict"], row["made"], row["liquid"], row["ml"]) == (
                    str(planned.answer.verdict),
                    plain(made.mass.mg) if made else None,
                    measured.product.id if measured else None,
                    plain(measured.volume.ml) if measured else None,
                ), (identity, step.step.number)
    assert told == len(answers)


@pytest.mark.parametrize("name", REQUESTS)
def test_each_schedule_comes_to_what_check_says(name: str, tmp_path: Path) -> None:
    compare(population(60, seed=17), REQUESTS[name], tmp_path)


def test_rows_of_one_drug_in_whole_micrograms_come_to_the_same(tmp_path: Path) -> None:
    people = population(80, seed=3, is_plain=True)
    assert not any(row["time"] for row in people.rows)
    compare(people, REQUESTS["coarse liquids"], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", REQUESTS)
def test_two_thousand_schedules_come_to_what_check_says(name: str, tmp_path: Path) -> None:
    compare(population(500, seed=2026), REQUESTS[name], tmp_path)
