"""Every verb tells the same plan: the same products, amounts, bottles, verdicts, notes and exit code."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil
from typing import Any

import pytest

from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.request import Request
from pillsplit.verbs.calendar import calendar
from pillsplit.verbs.plan import plan
from pillsplit.verbs.report import report
from tests.conftest import Run

EVERYWHERE = [(schedule, region) for schedule in published.names() for region in Formulary().region_names]
SOME = [("nice-cks", "uk"), ("solution-26-weeks", "us"), ("solution-26-weeks", "fr"), ("scotland-lorazepam", "de")]
TOLD = ("drug", "time", "dose_mg", "verdict", "needs_liquid", "items", "made_mg", "difference_mg", "below", "above")


def told(document: dict[str, Any]) -> list[Any]:
    """What a document says of each dose."""
    return [
        [step["step"], step["days"], [{key: dose[key] for key in (*TOLD, "notes", "why")} for dose in step["doses"]]]
        for step in document["steps"]
    ]


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(("schedule", "region"), EVERYWHERE)
def test_check_titrate_plan_and_supply_tell_the_same_plan(schedule: str, region: str, run: Run) -> None:
    done = {
        verb: run(verb, schedule, "--region", region, "--format", "json")
        for verb in ("check", "titrate", "plan", "supply")
    }
    documents = {verb: each.json for verb, each in done.items()}
    assert len({each.code for each in done.values()}) == 1
    assert told(documents["check"]) == told(documents["titrate"]) == told(documents["plan"])
    for key in ("plan", "summary", "shelf", "ways", "preferences"):
        assert documents["check"][key] == documents["titrate"][key] == documents["plan"][key], key
    assert documents["supply"]["shelf"] == documents["check"]["shelf"]
    assert documents["titrate"]["bottles"] == documents["plan"]["bottles"]
    assert documents["supply"]["total"] == documents["plan"]["total"]
    used: dict[str, Fraction] = defaultdict(Fraction)
    for step in documents["check"]["steps"]:
        for dose in step["doses"]:
            for item in dose["items"]:
                amount = Fraction(item["ml"]) if "ml" in item else Fraction(item["part"]) * item["count"]
                used[item["product"]] += amount * step["days"]
    supplied = {
        each["product"]: each["tablets"] if each["ml"] is None else Fraction(each["ml"])
        for each in documents["supply"]["total"]
    }
    liquids = {each["id"] for each in documents["check"]["shelf"]["products"] if "concentration_mg_per_ml" in each}
    assert supplied == {key: amount if key in liquids else ceil(amount) for key, amount in used.items()}
    counts = {each["product"]: each["count"] for each in documents["titrate"]["bottles"]}
    by_drug = documents["check"]["plan"]["bottles"]
    assert sorted(counts.values(), key=str) == sorted((each["count"] for each in by_drug.values()), key=str)
    opened = {each["product"]: each["bottles"] for each in documents["supply"]["total"] if each["ml"] is not None}
    for product, bottles in opened.items():
        assert (bottles and sum(each["count"] for each in bottles)) == counts[product]


@pytest.mark.parametrize(("schedule", "region"), EVERYWHERE)
def test_paper_and_calendar_are_laid_out_from_the_same_plan(schedule: str, region: str) -> None:
    request = Request(schedule=schedule, region=region)
    asked = (*request.read(), request.preferences, request.measuring)
    planned = plan(*asked)
    assert report(*asked, compare=False).plan == planned
    days = {day.number: day for day in calendar(planned).days}
    for step in planned.steps:
        for number in range(step.first_day, step.last_day + 1):
            made = {(each.dose.drug, each.dose.time): each.answer for each in days[number].doses}
            assert made == {(each.dose.drug, each.dose.time): each.answer for each in step.doses}


@pytest.mark.hazard("H16")
@pytest.mark.parametrize(("schedule", "region"), SOME)
def test_the_other_verbs_end_in_the_same_exit_code(schedule: str, region: str, run: Run) -> None:
    code = run("check", schedule, "--region", region).code
    assert run("plot", schedule, "--region", region, "--format", "text").code == code
    assert run("report", schedule, "--region", region, "--for", "pharmacy").code == code
    assert run("choose", schedule, "--region", region, "--max-products", "3").code == code
    assert run("calendar", schedule, "--region", region, "--start", "2026-12-01").code == code


@pytest.mark.parametrize(
    "options",
    [
        ("--switch", "as-needed"),
        ("--switch", "once"),
        ("--no-liquid",),
        ("--split", "quarters"),
        ("--max-pieces", "3"),
        ("--tolerance", "0%"),
        ("--tablets-within", "5%"),
        ("--device", "1 mL"),
        ("--max-fills", "2"),
        ("--liquid-step", "0.1 mg"),
        ("--in-use-days", "28"),
        ("--prefer", "fewest-pieces"),
        ("--max-volume", "1 mL"),
        ("--start", "2026-12-01"),
        ("--interval", "14d"),
        ("--release", "immediate"),
    ],
)
def test_an_option_means_the_same_in_every_verb(options: tuple[str, ...], run: Run) -> None:
    done = [
        run(verb, "solution-26-weeks", "--region", "us", *options, "--format", "json")
        for verb in ("check", "titrate", "plan", "supply")
    ]
    assert len({each.code for each in done}) == 1
    check, titrate, whole, supply = (each.json for each in done)
    assert told(check) == told(titrate) == told(whole)
    assert whole["total"] == supply["total"]
    assert check["preferences"] == titrate["preferences"] == whole["preferences"] == supply["preferences"]
