"""The examples by which the definitions were agreed, each asked through the command line."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.conftest import Run


def taken(dose: Any) -> str:
    """Put what is taken in one line: tablets by their mass, liquid by its volume or drops."""
    says = []
    for item in dose["items"]:
        if "ml" in item:
            says.append(f"{item['drops']} drops" if item["drops"] else f"{item['ml']} mL of {item['product']}")
        else:
            part = "" if item["part"] == "1" else f"{item['part']} of "
            strength = Fraction(item["mg"]) / item["count"] / Fraction(item["part"])
            says.append(f"{item['count']} x {part}{float(strength):g} mg")
    return " + ".join(says)


def doses(run: Run, arguments: str, code: int = 0) -> list[Any]:
    """Return every dose of the plan, in order."""
    done = run(f"check {arguments} --format json")
    assert done.code == code
    return [dose for step in done.json["steps"] for dose in step["doses"]]


def codes(dose: Any) -> set[str]:
    return {note["code"] for note in dose["notes"]}


GENERIC = "generic-diazepam-solution-1mg-per-ml"
UK = "uk-diazepam-suspension-1mg-per-ml"
US = "us-diazepam-solution-1mg-per-ml"


@pytest.mark.parametrize(
    ("arguments", "take"),
    [
        ('"30.3 mg x 14d" --drug diazepam', f"3 x 10 mg + 0.3 mL of {GENERIC}"),
        ('"29.9 mg x 14d" --drug diazepam', f"2 x 10 mg + 1 x 5 mg + 2 x 2 mg + 0.9 mL of {GENERIC}"),
        ('"13.3 mg x 14d" --drug diazepam', f"1 x 10 mg + 1 x 2 mg + 1.3 mL of {GENERIC}"),
        ('"4.9 mg x 14d" --drug diazepam --region uk', f"2 x 2 mg + 0.9 mL of {UK}"),
    ],
)
def test_the_bulk_is_taken_in_tablets_and_the_rest_in_liquid(arguments: str, take: str, run: Run) -> None:
    (dose,) = doses(run, f"{arguments} --switch as-needed")
    assert (taken(dose), dose["difference_mg"], dose["verdict"], dose["needs_liquid"]) == (take, "0", "liquid", True)


@pytest.mark.hazard("H05")
def test_a_small_cut_does_not_vanish(run: Run) -> None:
    first, second = doses(run, '"12 mg x 14d, 11.9 mg x 14d" --drug diazepam --region us')
    assert taken(first) == "1 x 10 mg + 1 x 2 mg"
    assert (taken(second), second["difference_mg"]) == (f"1 x 10 mg + 1.9 mL of {US}", "0")


@pytest.mark.hazard("H05")
def test_a_smaller_cut_does_not_make_the_dose_rise(run: Run) -> None:
    first, second = doses(run, '"1.75 mg x 14d, 1.745 mg x 14d" --drug clonazepam --region uk')
    assert first["made_mg"] == "1.75"
    assert second["made_mg"] == "1.744"
    assert taken(second).startswith("1 x 1 mg + 1 x 0.5 mg + 0.61 mL of ")
    assert not codes(second) & {"made-rises", "no-fall"}


def test_two_more_tablets_are_taken_rather_than_liquid(run: Run) -> None:
    (dose,) = doses(run, '"40 mg x 14d" --drug diazepam --region au')
    assert (taken(dose), dose["verdict"], dose["needs_liquid"]) == ("8 x 5 mg", "whole", False)
    assert "many-pieces" in codes(dose)


def test_tablets_as_near_as_drops_stand_and_their_difference_is_told(run: Run) -> None:
    (dose,) = doses(run, '"16.2 mg x 14d" --drug diazepam --region de')
    assert (dose["made_mg"], dose["difference_mg"], dose["needs_liquid"]) == ("16", "-0.2", False)
    assert "not-exact" in codes(dose)
    assert (
        "16 mg is made, 0.2 mg (1.23%) less than 16.2 mg"
        in run('check "16.2 mg x 14d" --drug diazepam --region de').out
    )


STEPS = ["15", "11", "8.5", "6", "4.75", "3.5", "2.5", "2", "1.5", "1", "0.75", "0.5", "0.25"]
TABLETS = ["1 x 10 mg + 1 x 5 mg", "1 x 5 mg + 3 x 2 mg", "1 x 1/2 of 5 mg + 3 x 2 mg", "3 x 2 mg"]


@pytest.mark.hazard("H07")
@pytest.mark.parametrize(
    ("switch", "from_step", "rest"),
    [
        (
            "as-needed",
            None,
            [
                f"2 x 2 mg + 0.75 mL of {US}",
                "1 x 1/2 of 5 mg + 1 x 1/2 of 2 mg",
                "1 x 1/2 of 5 mg",
                "1 x 2 mg",
                f"1.5 mL of {US}",
                "1 x 1/2 of 2 mg",
                f"0.75 mL of {US}",
                f"0.5 mL of {US}",
                f"0.25 mL of {US}",
            ],
        ),
        (
            "auto",
            5,
            [
                f"2 x 2 mg + 0.75 mL of {US}",
                f"1 x 2 mg + 1.5 mL of {US}",
                f"1 x 2 mg + 0.5 mL of {US}",
                "1 x 2 mg",
                f"1.5 mL of {US}",
                f"1 mL of {US}",
                f"0.75 mL of {US}",
                f"0.5 mL of {US}",
                f"0.25 mL of {US}",
            ],
        ),
    ],
)
def test_one_liquid_serves_a_whole_schedule(switch: str, from_step: int | None, rest: list[str], run: Run) -> None:
    done = run(f"check solution-26-weeks --region us --switch {switch} --format json")
    of_steps = [dose for step in done.json["steps"] for dose in step["doses"]]
    assert done.code == 0
    assert [dose["dose_mg"] for dose in of_steps] == STEPS
    assert list(map(taken, of_steps)) == TABLETS + rest
    assert {dose["difference_mg"] for dose in of_steps} == {"0"}
    assert done.json["plan"]["liquids"] == {"diazepam": US}
    assert done.json["plan"]["liquid_from_step"] == {"diazepam": from_step}
    assert done.json["plan"]["bottles"]["diazepam"]["count"] == 1
    assert [step["step"] for step in done.json["steps"] if step["doses"][0]["needs_liquid"]] == [5, 9, 11, 12, 13]


def test_drops_of_a_third_of_a_milligram_in_france(run: Run) -> None:
    near, unmade = doses(run, '"4.75 mg x 14d, 2.5 mg x 14d" --drug diazepam --region fr', code=1)
    assert (taken(near), near["made_mg"], near["difference_mg"]) == ("2 x 2 mg + 2 drops", "14/3", "-1/12")
    assert "not-exact" in codes(near)
    assert (unmade["verdict"], unmade["made_mg"]) == ("unreachable", None)
    assert (unmade["below"]["mg"], unmade["above"]["mg"]) == ("2", "4")
    assert (unmade["liquid_below"]["mg"], unmade["liquid_above"]["mg"]) == ("7/3", "8/3")


def test_a_dose_that_tablets_make_nearly_without_a_liquid_on_record(run: Run) -> None:
    plan = '"1.62 mg x 14d" --drug clonazepam --region us'
    done = run(f"check {plan} --format json")
    (dose,) = done.json["steps"][0]["doses"]
    assert done.code == 0
    assert (dose["made_mg"], dose["difference_mg"], dose["needs_liquid"]) == ("1.625", "0.005", False)
    assert (done.json["summary"]["exact"], done.json["summary"]["needs_liquid"]) == (0, 0)
    assert "0.005 mg (0.31%) more than 1.62 mg" in run(f"check {plan}").out

    strict = run(f"check {plan} --tolerance 0% --format json")
    (dose,) = strict.json["steps"][0]["doses"]
    assert strict.code == 1
    assert (dose["verdict"], dose["needs_liquid"], strict.json["summary"]["needs_liquid"]) == ("unreachable", True, 1)
    said = " ".join(run(f"check {plan} --tolerance 0%").out.split())
    assert "needs a liquid, and none is on record in the United States" in said
    assert "none needs liquid" not in said


def test_a_tablet_on_record_as_divisible_is_taken_before_one_of_which_nothing_is_known(run: Run) -> None:
    done = run('check "0.25 mg x 14d" --drug clonazepam --region uk --format json')
    (dose,) = done.json["steps"][0]["doses"]
    (item,) = dose["items"]
    (product,) = [each for each in done.json["shelf"]["products"] if each["id"] == item["product"]]
    assert (item["part"], product["parts"]) == ("1/2", 2)
    assert not codes(dose) & {"score-unknown", "beyond-label"}


@pytest.mark.hazard("H06")
def test_a_brand_of_prolonged_release_stays_so_and_what_is_left_out_is_said(run: Run) -> None:
    plan = 'check "3 mg x 14d, 2.5 mg x 14d" --drug "Xanax XR" --region us'
    document = run(f"{plan} --format json").json
    assert {product["release"] for product in document["shelf"]["products"]} == {"prolonged"}
    assert [step["doses"][0]["made_mg"] for step in document["steps"]] == ["3", "2.5"]
    assert [note["code"] for note in document["plan"]["notes"]] == ["release-left-out"]
    count = len(document["plan"]["left_out"])
    assert count
    assert f"{count} products of immediate release left out (--release)" in " ".join(run(plan).out.split())


def test_check_and_titrate_make_the_same_doses_where_they_once_did_not(run: Run) -> None:
    one = run("check us-label-clonazepam --region uk --format json")
    two = run("titrate us-label-clonazepam --region uk --format json")
    assert (one.code, two.code) == (0, 0)
    for ours, theirs in zip(one.json["steps"], two.json["steps"], strict=True):
        stripped = [{key: dose[key] for key in dose if key != "liquid"} for dose in theirs["doses"]]
        assert stripped == ours["doses"]
    assert one.json["summary"]["needs_liquid"] == 2
    assert "none needs liquid" not in run("check us-label-clonazepam --region uk").out


# A hint is a plan: it makes every dose, none of them rises, and each cut is seen.

HINTED = [
    '"9.9 mg x 14d, 9.8 mg x 14d" --drug diazepam --tablet "5 mg/halves"',
    '"5 mg x 14d, 4.975 mg x 14d" --drug diazepam --tablet "5 mg"',
    '"5 mg x 14d, 4.975 mg x 14d" --drug diazepam --tablet "5 mg" --tolerance 0%',
    '"10 mg x 14d, 9.9 mg x 14d, 9.8 mg x 14d" --drug diazepam --tablet "5 mg/halves"',
    '"7.5 mg x 14d, 7.4 mg x 14d, 7.3 mg x 14d" --drug diazepam --tablet "5 mg/halves"',
    '"7.5 mg x 14d, 7.48 mg x 14d" --drug diazepam --tablet "5 mg/halves" --tolerance 0%',
    (
        '"7.5 mg x 14d, 7.42 mg x 14d" --drug diazepam --tablet "5 mg/halves" --liquid "1 mg/mL" --device "10 mL"'
        " --tolerance 0% --device-tolerance 0%"
    ),
    "solution-26-weeks --region ca",
    "solution-26-weeks --region fr",
    "nice-cks --region fr",
]


@pytest.mark.parametrize("arguments", HINTED)
def test_a_hint_never_makes_a_dose_rise_or_a_cut_vanish(arguments: str, run: Run) -> None:
    document = run(f"titrate {arguments} --format json").json
    wanted = {step["step"]: Fraction(step["doses"][0]["dose_mg"]) for step in document["steps"]}
    unmade = {step["step"] for step in document["steps"] if step["doses"][0]["verdict"] == "unreachable"}
    for hint in document["hints"]:
        made = {step["step"]: Fraction(step["doses"][0]["made_mg"]) for step in hint["steps"]}
        assert unmade <= set(made)
        numbers = sorted(made)
        for before, after in pairwise(numbers):
            assert wanted[after] >= wanted[before] or made[after] < made[before]
        for step in hint["steps"]:
            number, (dose,) = step["step"], step["doses"]
            error = sum((Fraction(item.get("error_mg") or 0) for item in dose["items"]), start=Fraction(0))
            if number > 1 and wanted[number - 1] > wanted[number]:
                assert error <= made.get(number - 1, wanted[number - 1]) - made[number]


def test_the_weakest_liquid_that_lets_every_cut_be_seen_is_named_with_its_plan(run: Run) -> None:
    plan = 'titrate "10 mg x 14d, 9.9 mg x 14d, 9.8 mg x 14d" --drug diazepam --tablet "5 mg/halves"'
    (hint,) = run(f"{plan} --format json").json["hints"]
    assert hint["concentration_mg_per_ml"] == "0.5"
    assert [taken(step["doses"][0]).partition(" of diazepam")[0] for step in hint["steps"]] == [
        "1 x 5 mg + 1 x 1/2 of 5 mg + 4.8 mL",
        "1 x 5 mg + 1 x 1/2 of 5 mg + 4.6 mL",
    ]
    said = " ".join(run(plan).out.split())
    assert "A liquid of 0.5 mg/mL of diazepam, at most 5 mL of it a dose (--max-volume), would make steps 2–3" in said


def test_a_hint_names_every_step_that_it_makes_and_those_that_it_only_comes_near(run: Run) -> None:
    said = " ".join(run('check "9.9 mg x 14d, 9.8 mg x 14d" --drug diazepam --tablet "5 mg/halves"').out.split())
    assert "A liquid of 2 mg/mL of diazepam would make steps 1–2 (step 1 not exactly)" in said


def test_a_plan_in_which_a_cut_vanishes_says_so_and_is_never_a_hint(run: Run) -> None:
    plan = 'check "5 mg x 14d, 4.975 mg x 14d" --drug diazepam --region us --device "10 mL"'
    first, second = (step["doses"][0] for step in run(f"{plan} --format json").json["steps"])
    assert first["made_mg"] == second["made_mg"] == "5"
    assert "no-fall" in codes(second)
    assert "the cut from step 1 vanishes" in " ".join(run(plan).out.split())
