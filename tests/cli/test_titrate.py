"""`pillsplit titrate` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pillsplit.output.views.titrate_data import body

from pillsplit import Formulary, Measuring, Preferences, titrate
from pillsplit.amounts.number import read_number
from pillsplit.formulary import published
from pillsplit.output.views import titrate as telling
from tests.conftest import Run

OWN = '--tablet "2 mg/halves" --tablet "5 mg/halves" --liquid "1 mg/mL" --drug diazepam'
REGIONS = Formulary().region_names


def liquids(document: Any) -> list[Any]:
    """Return what is measured, dose by dose; None where nothing is."""
    return [dose["liquid"] for step in document["steps"] for dose in step["doses"]]


def measured(run: Run, arguments: str) -> list[tuple[str, str, str]]:
    """Return (dose, amount, device) of every measured dose."""
    document = run(f"titrate {arguments} --format json").json
    return [
        (dose["dose_mg"], f"{liquid['drops']} drops" if liquid["drops"] else f"{liquid['ml']} mL", liquid["device"])
        for step in document["steps"]
        for dose in step["doses"]
        if (liquid := dose["liquid"])
    ]


def codes(document: Any) -> set[str]:
    return {note["code"] for step in document["steps"] for dose in step["doses"] for note in dose["notes"]}


def notes(document: Any) -> str:
    return "\n".join(note["text"] for step in document["steps"] for dose in step["doses"] for note in dose["notes"])


def test_a_plan_reads_so_that_a_carer_cannot_misread_it(run: Run) -> None:
    done = run(f'titrate "5 mg x 14d, 4.75 mg x 14d, 0.05 mg x 7d" {OWN} --in-use-days 14')
    assert (done.code, done.err) == (1, "")
    assert (
        done.out
        == """\
diazepam, 3 steps, 35 days

1 of 3 steps with liquid: step 2; 1 with tablets alone; step 3 cannot be made.

The plan changes once between tablets and liquid and takes at least 1 bottle.

Made from the products named and measured with any device on record, one fill and at most 10 mL for
a dose, within 1% of it; a syringe is filled to at least a tenth of its capacity. Marks differ by
maker: use a device marked as said below, or say what is at hand with --device.

Step  Days  Dose     Tablets          Liquid   Measured with      Error
----  ----  -------  ---------------  -------  -----------------  ---------
1     14    5 mg     1 × 5 mg tablet
2     14    4.75 mg  2 × 2 mg tablet  0.75 mL  1 mL oral syringe  0.0375 mg
3     7     0.05 mg  cannot be made

How each dose is measured
- Step 2, 4.75 mg: take 2 × 2 mg tablet, and draw up Compounded diazepam 1 mg/mL oral suspension to
  the 0.75 mL mark of the 1 mL oral syringe (marked every 0.01 mL). 0.75 mL of it holds 0.75 mg,
  give or take 0.0375 mg (5%).

What cannot be measured here
- Step 3, 0.05 mg: every piece here is a multiple of 0.5 mg, and the dose is not; the least that can
  be measured of a liquid here is 0.1 mg.

What would have to be made up
- A liquid of 0.2 mg/mL of diazepam would reach step 3. A pharmacy would have to make it up; no
  recipe is given here.
- Step 3, 0.05 mg: 0.25 mL of it with the 1 mL oral syringe.
- No step would stay impossible then.

Bottles
Liquid                                       Days of the plan  Taken    Bottles to open
-------------------------------------------  ----------------  -------  ---------------
Compounded diazepam 1 mg/mL oral suspension  1–28              10.5 mL  at least 1

Bottles in all
- Compounded diazepam 1 mg/mL oral suspension: 10.5 mL; bottle size not on record, 14 days after
  opening at most; at least 1 bottle, opened on day 15.

Notes
- Compounded diazepam 1 mg/mL oral suspension: what a bottle holds is not on record.
- Step 2: Compounded diazepam 1 mg/mL oral suspension: shake the bottle before each dose.
- Step 2: Compounded diazepam 1 mg/mL oral suspension: no marketed product; the pharmacy that makes
  it says how it keeps.
- Step 2: below 2 mL an ENFit syringe needs a low-dose tip: an ordinary one displaces 0.148 mL on
  average; a syringe that is not ENFit needs none.
- A bottle is opened when the one before is empty or too old; a dose may be drawn from both.
- Percentages are rounded, those of errors to 1 decimal, those of differences to 2; the amounts
  beside them are exact.

Devices
- 1 mL oral syringe [syringe-1ml]: marked every 0.01 mL; guidance, checked 2026-11-22:
  https://de.411answers.com/a/wie-liest-man-eine-spritze.html ;
  http://www.polk.edu/INSTRUCT/Mash/annette_h/NUR%201140C/ReadingSyringes.html
- ISO 7886-1, syringes below 5 mL: 5 % of the volume from half of the capacity up, below it 1.5 % of
  the capacity and 2 % of the volume. Written for hypodermic syringes, applied to oral ones by
  analogy; guidance, checked 2026-11-22:
  http://www.smtl.co.uk/images/people/petephillips/Calculating-ISO-7886-TOGC.Rmd ;
  http://smtl.co.uk/pete-phillips/224-togc-from-iso-7886-1.html

Products used
- diazepam 2 mg tablets, divided in halves [diazepam-tablet-2mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 5 mg tablets, divided in halves [diazepam-tablet-5mg-halves]: score unknown; in halves;
  stated on the command line
- Compounded diazepam 1 mg/mL oral suspension [diazepam-liquid-1mg-per-ml]: 1 mg/mL; stated on the
  command line
"""
    )


def test_the_document_has_the_names_of_the_contract(run: Run) -> None:
    document = run(f'titrate "13.3 mg x 14d" {OWN} --tablet "10 mg/halves" --format json').json
    assert document["command"] == "titrate"
    (dose,) = document["steps"][0]["doses"]
    assert dose["items"][-1] == {
        "product": "diazepam-liquid-1mg-per-ml", "ml": "3.3", "drops": None, "mg": "3.3",
    }  # fmt: skip
    liquid = dose["liquid"]
    assert {key: liquid[key] for key in ("product", "ml", "device", "mark_ml", "exact", "error_percent")} == {
        "product": "diazepam-liquid-1mg-per-ml",
        "ml": "3.3",
        "device": "5 mL oral syringe",
        "mark_ml": "0.1",
        "exact": True,
        "error_percent": "4",
    }
    assert document["bottles"][0]["product"] == "diazepam-liquid-1mg-per-ml"


def test_an_error_that_does_not_end_is_exact_in_the_document_and_rounded_in_words(run: Run) -> None:
    plan = f'titrate "0.13 mg x 7" {OWN}'
    liquid = run(plan + " --format json").json["steps"][0]["doses"][0]["liquid"]
    assert (liquid["error_mg"], liquid["error_percent"], liquid["error_percent_rounded"]) == (
        "0.0176",
        "176/13",
        "13.5",
    )
    text = " ".join(run(plan).out.split())
    assert "give or take 0.0176 mg (13.5%)" in text
    assert text.count("Percentages are rounded") == 1


def test_the_published_solution_and_tablet_schedule_is_measured_to_the_mark(run: Run) -> None:
    one = f"solution-26-weeks {OWN}"
    assert run(f"titrate {one}").code == 0
    assert measured(run, one) == [
        ("4.75", "0.75 mL", "1 mL oral syringe"),
        ("1.5", "1.5 mL", "2.5 mL oral syringe"),
        ("0.75", "0.75 mL", "1 mL oral syringe"),
        ("0.5", "0.5 mL", "1 mL oral syringe"),
        ("0.25", "0.25 mL", "1 mL oral syringe"),
    ]


@pytest.mark.parametrize(
    ("region", "doses", "amounts"),
    [
        ("de", "0.5 mg x 7, 1.5 mg x 7, 3 mg x 7", ["1 drops", "3 drops", "6 drops"]),
        ("fr", "1/3 mg x 7, 2/3 mg x 7, 1 mg x 7", ["1 drops", "2 drops", "3 drops"]),
        ("it", "0.2 mg x 7, 0.6 mg x 7, 3 mg x 7", ["1 drops", "3 drops", "15 drops"]),
    ],
)
def test_diazepam_drops_of_three_countries(region: str, doses: str, amounts: list[str], run: Run) -> None:
    plan = f'"{doses}" --drug diazepam --region {region} --device dropper --all-liquid'
    assert [amount for _, amount, _ in measured(run, plan)] == amounts
    document = run(f"titrate {plan} --format json").json
    assert all(liquid["exact"] for liquid in liquids(document))
    assert {liquid["error_percent"] for liquid in liquids(document)} == {"15"}


def test_a_third_of_a_milligram_in_a_drop_stays_a_third(run: Run) -> None:
    done = run('titrate "2/3 mg x 7" --drug diazepam --region fr --format json').json
    (dose,) = done["steps"][0]["doses"]
    assert (dose["made_mg"], dose["liquid"]["mark_ml"], dose["liquid"]["error_mg"]) == ("2/3", "1/30", "0.1")
    assert "2 drops of it hold ⅔ mg, give or take 0.1 mg (15%)" in dose["liquid"]["how"]


@pytest.mark.parametrize("region", ["fr", "au", "nz", "de"])
def test_clonazepam_drops_hold_a_tenth_of_a_milligram(region: str, run: Run) -> None:
    plan = f'"0.3 mg x 7, 0.1 mg x 7" --drug clonazepam --region {region} --device dropper'
    assert [(dose, amount) for dose, amount, _ in measured(run, plan)] == [("0.3", "3 drops"), ("0.1", "1 drops")]


def test_drops_only_is_never_drawn_into_a_syringe(run: Run) -> None:
    plan = 'titrate "0.25 mg x 7" --drug clonazepam --region au --split whole'
    assert run(plan).code == 1, "0.25 mg is 0.1 mL, which a syringe could hold, and two and a half drops"
    done = run(f'{plan} --device "1 mL" --format json').json
    assert done["steps"][0]["doses"][0]["why"]["liquid"] == {
        "code": "no-liquid",
        "text": "no device named here measures a liquid of it",
    }


def test_drops_that_are_drawn_into_a_syringe_are_told_in_drops_too(run: Run) -> None:
    document = run('titrate "1.5 mg x 7" --drug diazepam --region de --format json').json
    assert liquids(document)[0]["device"] == "1 mL oral syringe", "12 % is less than the 15 % of drops"
    assert "ask the pharmacist how 0.15 mL is drawn from its bottle; 3 drops hold the same" in notes(document)


def test_the_notes_that_a_liquid_needs(run: Run) -> None:
    uk = run('titrate "0.15 mg x 7, 0.12 mg x 7" --drug clonazepam --region uk --format json').json
    assert {"avoid-material", "enfit-low-dose", "handling"} <= codes(uk)
    assert "must not touch polystyrene or PVC" in notes(uk)
    shaken = run('titrate "1.5 mg x 7" --drug diazepam --region uk --format json').json
    assert "shake the bottle before each dose" in notes(shaken).lower()
    assert notes(shaken).lower().count("shake") == 1
    low = run(f'titrate "0.15 mg x 7, 0.2 mg x 7" {OWN} --format json').json
    first, second = ({note["code"] for note in step["doses"][0]["notes"]} for step in low["steps"])
    assert "low-in-device" in first
    assert "low-in-device" not in second, "a fifth of the capacity is enough"


def test_two_concentrations_in_one_plan_are_warned_of_with_a_way_out_that_holds(run: Run) -> None:
    plan = "titrate solution-26-weeks --region us"
    (warning,) = [
        note["text"] for note in run(f"{plan} --format json").json["notes"] if "different dose" in note["text"]
    ]
    out = re.search(r"\((--without .*)\)", warning)
    assert out
    mended = run(f"{plan} {out[1]} --format json")
    assert mended.code == 0
    assert not [note for note in mended.json["notes"] if note["code"] == "two-concentrations"]
    assert len(mended.json["bottles"]) == 1


def test_more_fills_than_one_are_asked_for(run: Run) -> None:
    plan = 'titrate "12.4 mg x 7" --liquid "1 mg/mL" --drug diazepam --device "5 mL by 0.2 mL" --max-volume "20 mL"'
    done = run(plan)
    assert done.code == 1
    assert "3 fills for one dose would reach it (--max-fills 3)" in done.out
    done = run(f"{plan} --max-fills 3")
    assert done.code == 0
    assert "to the 4.2 mL mark, then to the 4.2 mL mark, then to the 4 mL mark" in " ".join(done.out.split())
    assert run(f"{plan} --max-fills 3 --format json").json["steps"][0]["doses"][0]["liquid"]["fills_ml"] == [
        "4.2", "4.2", "4",
    ]  # fmt: skip


def test_what_another_device_on_record_would_reach_is_named(run: Run) -> None:
    done = run(f'titrate "0.25 mg x 7" {OWN} --device "5 mL"')
    assert done.code == 1
    assert (
        "another device would reach it: 0.25 mL of Compounded diazepam 1 mg/mL oral suspension, with a 1 mL oral"
        in (" ".join(done.out.split()))
    )
    assert "What would have to be made up" not in done.out


@pytest.mark.parametrize(
    ("arguments", "changes", "measured_steps"),
    [
        ("", 2, [2]),
        ("--switch once", 1, [2, 3]),
        ("--from-step 3", 1, [2, 3]),
        ("--all-liquid", 0, [1, 2, 3]),
        ("--from-step 1 --switch once", 0, [1, 2, 3]),
    ],
)
def test_going_over_to_liquid(arguments: str, changes: int, measured_steps: list[int], run: Run) -> None:
    done = run(f'titrate "5 mg x 7, 4.75 mg x 7, 4.5 mg x 7" {OWN} {arguments} --format json')
    assert done.code == 0
    assert done.json["switch"]["changes"] == changes
    assert [step["step"] for step in done.json["steps"] if step["doses"][0]["liquid"]] == measured_steps


def test_the_summary_says_what_going_over_once_would_take(run: Run) -> None:
    plan = 'titrate "5 mg x 7, 4.75 mg x 7, 4.5 mg x 7" --drug diazepam --region au --in-use-days 14'
    done = run(plan)
    said = " ".join(done.out.split())
    assert "The plan changes 2 times between tablets and liquid and takes 1 bottle." in said
    assert "With --switch once it would change once between tablets and liquid and take 1 bottle." in said
    once = run(plan + " --switch once")
    assert "The plan changes once between tablets and liquid and takes 1 bottle." in " ".join(once.out.split())
    assert "With --switch once" not in once.out
    document = run(plan + " --format json").json["switch"]["once"]
    assert (document["changes"], document["bottles"][0]["count"], document["bottles"][0]["ml"]) == (1, 1, "36.75")


def test_liquid_that_is_asked_for_and_not_there_is_told(run: Run) -> None:
    done = run("titrate nice-cks --region ca --all-liquid")
    assert "There is no liquid of diazepam here" in done.out


def test_a_cut_that_is_lost_in_the_error_is_told_with_what_would_do(run: Run) -> None:
    plan = f'titrate "9.4 mg x 14d, 9.2 mg x 14d" {OWN}'
    text = notes(run(f"{plan} --format json").json)
    assert "differ by 0.2 mg, and measuring may be off by 0.376 mg" in text
    assert "they cannot be told apart; with more in tablets" in text
    way_out = re.search(r"\((--max-volume .*?)\)", text)
    assert way_out
    again = run(f"{plan} {way_out[1]} --format json")
    assert again.code == 0
    assert "cut-below-error" not in codes(again.json), "what is named was planned"


def test_without_tablets_a_cut_that_is_lost_takes_another_liquid_or_nothing(run: Run) -> None:
    plan = 'titrate "{} mg x 14d, {} mg x 14d" --drug diazepam --liquid "{} mg/mL" --format json'
    text = notes(run(plan.format("1.1", "1", "10")).json)
    named = re.search(r"a liquid of (\S+) mg/mL with", text)
    assert named
    again = run(plan.format("1.1", "1", named[1]))
    assert "cut-below-error" not in codes(again.json)
    assert "no device on record would do, with any liquid from 10 mg/mL to 0.01 mg/mL" in (
        notes(run(plan.format("9.2", "9", "1")).json)
    ), "4 % of 9 mg is more than 0.2 mg"


def test_two_doses_that_come_out_the_same_are_told(run: Run) -> None:
    text = notes(run(f'titrate "9.22 mg x 14d, 9.21 mg x 14d" {OWN} --format json').json)
    assert "this dose and that of the step before come out the same" in text


def test_a_region_without_liquid_names_what_would_have_to_be_made_up(run: Run) -> None:
    done = run("titrate solution-26-weeks --region ca --format json")
    assert done.code == 1
    (made_up,) = done.json["made_up"]
    assert made_up["concentration_mg_per_ml"] == "1"
    assert [(each["step"], each["dose_mg"], each["ml"], each["device"]) for each in made_up["doses"]] == [
        (5, "4.75", "0.75", "1 mL oral syringe"),
        (9, "1.5", "1.5", "2.5 mL oral syringe"),
        (11, "0.75", "0.75", "1 mL oral syringe"),
        (12, "0.5", "0.5", "1 mL oral syringe"),
        (13, "0.25", "0.25", "1 mL oral syringe"),
    ]
    assert done.json["impossible"] == []


def test_what_no_liquid_would_reach_stays_impossible(run: Run) -> None:
    done = run('titrate "100 mg x 7, 0.0001 mg x 7, 1.5 mg x 7" --drug diazepam --region ca --format json')
    assert [each["step"] for each in done.json["impossible"]] == [2]
    text = run('titrate "0.0001 mg x 7" --drug diazepam --region ca').out
    assert "stays impossible with every liquid that was tried, from 10 mg/mL to 0.01 mg/mL" in " ".join(text.split())


def test_bottles_follow_their_opened_life_and_the_interval(run: Run) -> None:
    plan = 'titrate "1.5 mg x 40d" --drug diazepam --region us --use us-diazepam-solution-5mg-per-ml --in-use-days 30'
    (bottles,) = run(f"{plan} --interval 20d --format json").json["bottles"]
    assert (bottles["in_use_days"], bottles["size_ml"], bottles["count"], bottles["ml"]) == (30, "30", 2, "12")
    assert bottles["discarded_ml"] == "48"
    assert [(each["from_day"], each["to_day"], each["bottles"]) for each in bottles["intervals"]] == [
        (1, 20, 1),
        (21, 40, 1),
    ]
    assert [(each["from_day"], each["to_day"], each["usable_until_day"]) for each in bottles["opened"]] == [
        (1, 30, 30),
        (31, 40, 60),
    ]


def test_the_shorter_of_two_opened_lives_counts(run: Run) -> None:
    plan = 'titrate "1.5 mg x 40d" --drug diazepam --region us --use us-diazepam-solution-5mg-per-ml'
    assert run(f"{plan} --in-use-days 300 --format json").json["bottles"][0]["in_use_days"] == 90


def test_an_opened_life_that_is_not_on_record_is_said_and_never_assumed(run: Run) -> None:
    done = run('titrate "1.5 mg x 400d" --drug diazepam --region au')
    assert "how long an opened bottle may be used is not on record" in " ".join(done.out.split())
    assert "at least 6 bottles" in done.out
    (bottles,) = run('titrate "1.5 mg x 400d" --drug diazepam --region au --format json').json["bottles"]
    assert (bottles["count"], bottles["at_least"], bottles["in_use_days"], bottles["discarded_ml"]) == (
        6,
        True,
        None,
        None,
    )


def test_two_drugs_and_times_of_day_are_planned_apart(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text(
        "step,drug,morning_mg,night_mg,days\n1,diazepam,1.5,0.75,7\n1,clonazepam,,0.05,7\n2,diazepam,1.5,0.75,7\n",
        encoding="utf-8",
    )
    done = run(f"titrate {file} --region uk --format json").json
    assert [(dose["drug"], dose["time"]) for dose in done["steps"][0]["doses"]] == [
        ("diazepam", "morning"),
        ("diazepam", "night"),
        ("clonazepam", "night"),
    ]
    assert {each["product"].split("-")[1] for each in done["bottles"]} == {"diazepam", "clonazepam"}
    diazepam = [each for each in done["bottles"] if "diazepam" in each["product"]]
    assert sum(Fraction(each["ml"]) for each in diazepam) == Fraction("2.25") * 14


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("--device bucket", 2, "--device 'bucket': the name is not known"),
        ('--device "5 mL by 0.3 mL"', 2, "--device '5 mL by 0.3 mL': its marks do not end at its capacity"),
        ("--from-step 99", 2, "there is no step 99: the steps are 1 to 2"),
        ("--from-step 0", 2, "there is no step 0"),
        ("--from-step x", 2, "'x' is not a valid integer"),
        ("--all-liquid --from-step 1", 2, "write the one or the other"),
        ("--switch twice", 2, "'twice' is not one of"),
        ("--max-fills 0", 2, "at most 0 fills: write a number from 1 to 10"),
        ("--max-fills 11", 2, "write a number from 1 to 10"),
        ("--interval 0d", 2, "'0d' is not a duration"),
        ("--interval soon", 2, "'soon' is not a duration"),
        ("--in-use-days 0", 2, "an opened life of 0 days: write at least 1 day"),
        ("--no-liquid", 2, "--no-liquid leaves nothing to measure"),
        ("--format yaml", 2, "'yaml' is not one of"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_write(arguments: str, code: int, told: str, run: Run) -> None:
    done = run(f'titrate "5 mg x 7, 4.75 mg x 7" {OWN} {arguments}')
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_step_of_ones_own_gives_way_to_the_marks_and_that_is_told(run: Run) -> None:
    for arguments in ('--liquid "1 mg/mL by 0.05 mL"', '--liquid-step "0.1 mg"'):
        done = run(f'titrate "0.75 mg x 7" --drug diazepam {arguments}')
        assert done.code == 0
        assert "counted by the marks of the device" in done.err


def test_csv_has_a_row_for_each_dose_with_plain_amounts(run: Run) -> None:
    done = run(f'titrate "5 mg x 14d, 4.75 mg x 14d, 9.22 mg x 7" {OWN} --format csv')
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert tuple(rows[0]) == telling.COLUMNS
    assert [(row["tablets"], row["ml"], row["device"], row["mark_ml"], row["exact"]) for row in rows] == [
        ("1 × 5 mg tablet", "", "", "", "yes"),
        ("2 × 2 mg tablet", "0.75", "1 mL oral syringe", "0.01", "yes"),
        ("", "9.2", "10 mL oral syringe", "0.2", "no"),
    ]
    assert rows[2]["difference_mg"] == "-0.02"
    assert (rows[1]["error_mg"], rows[1]["error_percent"]) == ("0.0375", "5")


def test_markdown_escapes_and_says_the_same(run: Run) -> None:
    done = run(f'titrate "4.75 mg x 14d" {OWN} --format markdown')
    assert done.out.startswith("# diazepam, 1 step, 14 days\n")
    assert "| 1 | 14 | 4.75 mg | 2 × 2 mg tablet | 0.75 mL | 1 mL oral syringe | 0.0375 mg |" in done.out


FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
GLYPHS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅙": "1/6", "⅚": "5/6"}
WAYS = (
    "",
    "--switch once --in-use-days 28 --interval 30d",
    '--all-liquid --max-fills 3 --device "5 mL by 0.5 mL" --device dropper --device spoon',
)


@pytest.mark.parametrize(
    ("region", "ways"), [(region, WAYS if region in ("uk", "fr") else WAYS[:1]) for region in REGIONS]
)
def test_every_published_schedule_is_answered_in_every_region_and_every_figure_is_in_the_document(
    region: str, ways: tuple[str, ...], run: Run
) -> None:
    for name in published.names():
        for way in ways:
            done = run(f"titrate {name} --region {region} {way}")
            if "is not on record for" in done.err:
                assert done.code == 3
                continue
            document = run(f"titrate {name} --region {region} {way} --format json")
            assert done.code == document.code in (0, 1)
            held = json.dumps(document.json, ensure_ascii=False)
            figures = set(FIGURE.findall(held))
            assert set(FIGURE.findall(done.out)) <= figures, set(FIGURE.findall(done.out)) - figures
            assert all(plain in held for glyph, plain in GLYPHS.items() if glyph in done.out)
            assert max(len(line) for line in done.out.splitlines() if "http" not in line and "@" not in line) <= 100
            reached = {each["step"] for each in document.json["impossible"]}
            reached |= {dose["step"] for each in document.json["made_up"] for dose in each["doses"]}
            said = {"other-device", "more-fills"}
            for step in document.json["steps"]:
                for dose in step["doses"]:
                    if dose["verdict"] == "unreachable":
                        named = {note["code"] for note in dose["notes"]} & said
                        assert step["step"] in reached or named, "what would serve, or that nothing would, is said"


@pytest.mark.parametrize("region", REGIONS)
def test_the_words_say_what_is_made(region: str, run: Run) -> None:
    """Adding up the printed sentence of each measured dose gives the made dose."""
    done = run(f"titrate solution-26-weeks --region {region} --format json")
    for step in done.json["steps"]:
        for dose in step["doses"]:
            if dose["liquid"]:
                how = dose["liquid"]["how"]
                tablets = sum(
                    (number(count) * number(strength) for count, strength in re.findall(r"(\S+) × (\S+) mg", how)),
                    start=Fraction(0),
                )
                (held,) = re.findall(r"holds? (\S+) mg,", how)
                assert tablets + number(held) == Fraction(dose["made_mg"])


def number(text: str) -> Fraction:
    return read_number(text)[0]


def test_the_library_answers_as_the_command_line_does(run: Run) -> None:
    formulary = Formulary()
    region = formulary.region("uk")
    done = run("titrate nice-cks --region uk --device '1 mL' --device '10 mL' --format json").json
    from pillsplit import read_bytes

    schedule = read_bytes(published.content("nice-cks"), "nice-cks.csv", formulary.drug_name)
    answer = titrate(schedule, formulary.shelf(region, ["diazepam"]), Preferences(), Measuring(have=("1 mL", "10 mL")))
    mine = json.loads(json.dumps(body(answer)))
    for key in ("steps", "bottles", "switch", "made_up", "impossible", "notes", "devices"):
        assert mine[key] == done[key]


def test_check_says_where_a_finer_device_would_reach_a_dose(run: Run) -> None:
    done = run("check solution-26-weeks --region generic --format json").json
    said = {
        step["step"]: [note["text"] for note in step["doses"][0]["notes"] if note["code"] == "finer-device"]
        for step in done["steps"]
    }
    assert {step for step, texts in said.items() if texts} == {5, 11, 13}
    (text,) = said[5]
    assert text == (
        "4.75 mg: a finer device would make it exactly: 4 mg in tablets and 0.75 mL of Diazepam 1 mg/mL oral solution, "
        "with a 1 mL oral syringe marked every 0.01 mL (see `pillsplit titrate`)"
    )


def test_check_says_where_a_finer_device_would_make_exactly_what_it_makes_nearly(run: Run) -> None:
    plan = '"4.75 mg x 14d" --drug diazepam --region uk'
    done = run(f"check {plan} --format json").json["steps"][0]["doses"][0]
    assert done["difference_mg"] == "0.01"
    (text,) = [note["text"] for note in done["notes"] if note["code"] == "finer-device"]
    assert "(see `pillsplit titrate --liquid-tolerance 0%`)" in text
    again = run(f"titrate {plan} --liquid-tolerance 0% --format json").json["steps"][0]["doses"][0]
    assert (again["difference_mg"], again["liquid"]["ml"]) == ("0", "0.75")
    assert "0.75 mL" in text


@pytest.mark.parametrize(
    "arguments",
    [
        '"0.05 mg x 7" --drug diazepam --region uk',  # below a tenth of every syringe
        '"1.5 mg x 7" --drug diazepam --region ca',  # no liquid at all
        '"0.75 mg x 7" --drug diazepam --region generic --no-liquid',
        '"1.5 mg x 7" --drug diazepam --region generic',  # made as it is
        '"9.3 mg x 7" --liquid "1 mg/mL" --drug diazepam --liquid-tolerance 5%',  # exact as it is
    ],
)
def test_check_says_nothing_of_finer_devices_where_none_would_help(arguments: str, run: Run) -> None:
    assert "finer device" not in run(f"check {arguments}").out


def test_check_loads_no_devices_where_it_needs_none() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pillsplit.cli.main import main; main(['check', 'nice-cks', '--region', 'uk']); "
        "late = ('pillsplit.model.device', 'pillsplit.verbs.measuring'); "
        "sys.exit(any(name.startswith(late) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0
