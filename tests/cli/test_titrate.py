"""`pillsplit titrate` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any

import pytest

from pillsplit import Formulary, Measuring, Preferences, read_inline, titrate
from pillsplit.formulary import published
from pillsplit.model.codes import Verdict
from tests.conftest import Run

OWN = '--tablet "2 mg/halves" --tablet "5 mg/halves" --liquid "1 mg/mL" --drug diazepam'
REGIONS = Formulary().region_names


def measured(document: Any) -> list[tuple[str, str, str]]:
    """Return (dose, amount, device) of every measured dose."""
    return [
        (dose["dose_mg"], f"{liquid['drops']} drops" if liquid["drops"] else f"{liquid['ml']} mL", liquid["device"])
        for step in document["steps"]
        for dose in step["doses"]
        if (liquid := dose["liquid"])
    ]


def codes(document: Any) -> set[str]:
    return {note["code"] for step in document["steps"] for dose in step["doses"] for note in dose["notes"]}


def test_only_the_doses_that_take_liquid_are_told_and_how_each_is_measured(run: Run) -> None:
    done = run(f'titrate "5 mg x 14d, 4.75 mg x 14d, 0.05 mg x 7d" {OWN} --in-use-days 14')
    assert (done.code, done.err) == (1, "")
    flat = " ".join(done.out.split())
    assert "2 14 4.75 mg 2 × 2 mg 0.75 mL 1 mL oral syringe 0.0375 mg" in flat
    assert "3 7 0.05 mg –" in flat
    assert "1 14 5 mg" not in flat
    assert "10.5 mL; bottle size not on record, 14 days after opening at most; at least 1 bottle" in flat
    assert "A pharmacy would have to make it up; no recipe is given here." in flat.replace(": a ", ". A ")


def test_sources_say_how_each_dose_is_measured_and_on_what_the_error_rests(run: Run) -> None:
    flat = " ".join(run(f'titrate "4.75 mg x 14d" {OWN} --sources').out.split())
    assert (
        "Step 1, 4.75 mg: take 2 × 2 mg tablet, and draw up diazepam 1 mg/mL liquid to the 0.75 mL mark of the "
        "1 mL oral syringe (marked every 0.01 mL). 0.75 mL of it holds 0.75 mg, give or take 0.0375 mg (5%)."
    ) in flat
    assert "ISO 7886-1, syringes below 5 mL" in flat


def test_json_adds_to_check_how_each_dose_is_measured(run: Run) -> None:
    document = run(f'titrate "4.75 mg x 14d" {OWN} --format json').json
    dose = document["steps"][0]["doses"][0]
    liquid = dose["liquid"]
    assert {key: liquid[key] for key in ("product", "ml", "device", "mark_ml", "exact", "error_percent")} == {
        "product": "diazepam-liquid-1mg-per-ml",
        "ml": "0.75",
        "device": "1 mL oral syringe",
        "mark_ml": "0.01",
        "exact": True,
        "error_percent": "5",
    }
    assert liquid["fills_ml"] == ["0.75"]
    (bottles,) = document["bottles"]
    assert (bottles["ml"], bottles["size_ml"], bottles["at_least"]) == ("10.5", None, True)


def test_csv_has_a_row_a_dose(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run(f'titrate "5 mg x 14d, 4.75 mg x 14d" {OWN} --format csv').out)))
    assert [(row["dose_mg"], row["ml"], row["device"], row["exact"]) for row in rows] == [
        ("5", "", "", "yes"),
        ("4.75", "0.75", "1 mL oral syringe", "yes"),
    ]


@pytest.mark.hazard("H07")
@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", REGIONS)
def test_every_measured_dose_is_a_number_of_marks_within_the_range_of_its_device(
    name: str, region: str, run: Run
) -> None:
    document = run("titrate", name, "--region", region, "--format", "json").json
    ways = {(way["product"], way["device"]): way for way in document["ways"]}
    for step in document["steps"]:
        for dose in step["doses"]:
            if not (liquid := dose["liquid"]):
                continue
            way = ways[liquid["product"], liquid["device"]]
            volume = Fraction(liquid["ml"])
            assert (volume / Fraction(way["mark_ml"])).denominator == 1
            assert Fraction(way["least_ml"]) <= volume <= Fraction(way["most_ml"])
            assert sum(map(Fraction, liquid["fills_ml"])) == volume
            made = sum(Fraction(item["mg"]) for item in dose["items"])
            assert made == Fraction(dose["made_mg"])
            assert made - Fraction(dose["dose_mg"]) == Fraction(dose["difference_mg"])


def test_one_liquid_of_a_drug_serves_the_whole_plan(run: Run) -> None:
    document = run("titrate solution-26-weeks --region us --format json").json
    assert {dose["liquid"]["product"] for step in document["steps"] for dose in step["doses"] if dose["liquid"]} == {
        "us-diazepam-solution-1mg-per-ml"
    }


def test_switch_says_how_the_plan_stays_with_its_liquid(run: Run) -> None:
    plan = "titrate solution-26-weeks --region us --format json --switch"
    needed = [dose for dose, _, _ in measured(run(f"{plan} as-needed").json)]
    assert needed == ["4.75", "1.5", "0.75", "0.5", "0.25"]
    assert measured(run(f"{plan} auto").json) == [
        ("4.75", "0.75 mL", "1 mL oral syringe"),
        ("3.5", "1.5 mL", "5 mL oral syringe"),
        ("2.5", "0.5 mL", "1 mL oral syringe"),
        ("1.5", "1.5 mL", "5 mL oral syringe"),
        ("1", "1 mL", "1 mL oral syringe"),
        ("0.75", "0.75 mL", "1 mL oral syringe"),
        ("0.5", "0.5 mL", "1 mL oral syringe"),
        ("0.25", "0.25 mL", "1 mL oral syringe"),
    ]
    assert run(f"{plan} once").json["plan"]["liquid_from_step"] == {"diazepam": 5}


def test_a_liquid_with_a_dropper_is_counted_in_drops_unless_a_device_is_named(run: Run) -> None:
    plan = 'titrate "4.5 mg x 7" --drug diazepam --region de --without de-diazepam-2mg-ratiopharm --format json'
    document = run('titrate "0.5 mg x 7" --drug diazepam --region de --format json').json
    assert measured(document) == [("0.5", "1 drops", "dropper of 20 drops per mL")]
    assert "dropper-upright" in codes(document)
    named = run('titrate "0.5 mg x 7" --drug diazepam --region de --device "1 mL" --format json').json
    assert measured(named) == []
    assert run(plan).code in (0, 1, 2)


def test_more_fills_are_equal_and_each_on_a_mark(run: Run) -> None:
    document = run('titrate "12 mg x 7" --liquid "1 mg/mL" --max-volume "20 mL" --max-fills 2 --format json').json
    assert document["steps"][0]["doses"][0]["liquid"]["fills_ml"] == ["6", "6"]


def test_a_device_that_is_not_known_is_refused_with_those_that_are(run: Run) -> None:
    done = run('titrate "4.75 mg x 7" --drug diazepam --device "1 mm"')
    assert (done.code, done.out) == (2, "")
    assert "is not known" in done.err


def test_what_would_serve_is_a_plan_for_every_step(run: Run) -> None:
    document = run("titrate nice-cks --region ca --format json").json
    (hint,) = document["hints"]
    assert hint["what"] == "made-up"
    assert {step["step"] for step in hint["steps"]} == {23, 25}
    assert all(dose["difference_mg"] == "0" for step in hint["steps"] for dose in step["doses"])


@pytest.mark.hazard("H05")
@pytest.mark.parametrize("plan", ["5 mg x 7d, 4.975 mg x 7d", "9.9 mg x 7d, 9.8 mg x 7d", "12.3 mg x 7d, 12.1 mg x 7d"])
def test_no_hint_lets_a_dose_rise_or_a_cut_vanish(plan: str, run: Run) -> None:
    document = run("titrate", plan, "--drug", "diazepam", "--tablet", "5 mg/halves", "--format", "json").json
    for hint in document["hints"]:
        made = [Fraction(dose["made_mg"]) for step in hint["steps"] for dose in step["doses"]]
        assert made == sorted(made, reverse=True)
        assert len(set(made)) == len(made)
        notes = {note["code"] for step in hint["steps"] for dose in step["doses"] for note in dose["notes"]}
        assert not notes & {"made-rises", "no-fall"}


def test_the_function_of_the_library_returns_the_plan() -> None:
    formulary = Formulary()
    schedule = read_inline("4.75 mg x 14d", formulary.drug_name, "diazepam")
    shelf = formulary.shelf(formulary.region("us"), schedule.drugs)
    plan = titrate(schedule, shelf, Preferences(switch="once"), Measuring(have=("1 mL",)))
    assert plan.steps[0].verdict is Verdict.LIQUID
    assert plan.liquids["diazepam"].id == "us-diazepam-solution-1mg-per-ml"  # type: ignore[union-attr]
