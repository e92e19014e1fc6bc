"""`pillsplit supply` through the command line: worked examples, every form of the answer, what is refused."""

from __future__ import annotations

import csv
import datetime
import io
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import pillsplit
from pillsplit import UsageError, read_inline, read_liquid, read_tablet, supply
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.model.measuring import Measuring
from pillsplit.model.schedule import Dose, Schedule, Step, times_without_name
from pillsplit.model.shelf import Shelf
from pillsplit.output.prescription import in_capitals, line
from pillsplit.output.renderers.text import as_text
from pillsplit.output.views.supply import page, summary
from pillsplit.output.views.supply_data import body
from pillsplit.verbs.supply import Supply
from tests.conftest import Run
from tests.prescriptions import read_line
from tests.worlds import shelf, solid

HALVES = '--drug diazepam --tablet "2 mg/halves"'
TWELVE_TO_ONE = (12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 2, 1)
DOWN_FROM_TWELVE = ", ".join(f"{tablets} mg x 1d" for tablets in TWELVE_TO_ONE)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def products(document: Any, interval: int = 0) -> dict[str, Any]:
    """Return the products of one interval by id."""
    return {each["product"]: each for each in document["intervals"][interval]["products"]}


def lines(run: Run, *arguments: str, stdin: str = "") -> list[str | None]:
    document = run("supply", *arguments, "--format", "json", stdin=stdin).json
    return [each["line"] for interval in document["intervals"] for each in interval["products"]]


def test_three_weeks_from_twelve_to_one_takes_150_tablets(run: Run) -> None:
    arguments = ("supply", DOWN_FROM_TWELVE, "--drug", "diazepam", "--tablet", "1 mg", "--max-pieces", "12")
    done = run(*arguments, "--interval", "7", "--format", "json")
    assert done.code == 0
    assert [each["products"][0]["tablets"] for each in done.json["intervals"]] == [75, 51, 24]
    assert [each["tablets"] for each in done.json["total"]] == [150]
    assert "To dispense in all: 150 × 1 mg tablet." in run(*arguments).out


def test_one_and_a_half_daily_for_14_days_then_one_daily_is_one_line(run: Run) -> None:
    assert lines(run, "3 mg x 14d, 2 mg x 14d", "--drug", "diazepam", "--tablet", "2 mg/halves") == [
        "diazepam 2 mg tablets, 35 tablets (28 days): ONE AND A HALF, then ONE tablet a day, 14 days each"
    ]


def test_a_half_that_is_left_over_is_used_before_the_next_tablet_is_cut(run: Run) -> None:
    document = run(f'supply "1 mg x 21d" {HALVES} --interval 1w --format json').json
    assert [each["products"][0]["tablets"] for each in document["intervals"]] == [4, 3, 4]
    assert [each["products"][0]["left"] for each in document["intervals"]] == ["0.5", "0", "0.5"]
    assert (document["total"][0]["tablets"], document["total"][0]["left"]) == (11, "0.5")
    assert [each["products"][0]["line"] for each in document["intervals"]] == [
        "diazepam 2 mg tablets, 4 tablets (7 days): HALF a tablet a day",
        "diazepam 2 mg tablets, 3 tablets (7 days, with HALF a tablet at home): HALF a tablet a day",
        "diazepam 2 mg tablets, 4 tablets (7 days): HALF a tablet a day",
    ]


def test_an_interval_that_the_leftovers_cover_needs_no_prescription(run: Run) -> None:
    done = run('supply "0.5 mg x 2d" --drug diazepam --tablet "2 mg/quarters" --interval 1 --format json')
    second = products(done.json, 1)["diazepam-tablet-2mg-quarters"]
    assert (second["tablets"], second["at_home"], second["left"], second["line"]) == (0, "0.75", "0.5", None)


def test_several_doses_a_day_of_one_product_stand_in_one_line(run: Run) -> None:
    plan = "drug,morning_mg,night_mg,days\ndiazepam,2,1,14\ndiazepam,2,0,14\n"
    assert lines(run, "-", "--tablet", "2 mg/halves", "--interval", "14", stdin=plan) == [
        "diazepam 2 mg tablets, 21 tablets (14 days): ONE tablet in the morning and HALF a tablet at night",
        "diazepam 2 mg tablets, 14 tablets (14 days): ONE tablet in the morning",
    ]


def test_runs_of_one_length_share_it(run: Run) -> None:
    plan = "3 mg x 7d, 2 mg x 7d, 1 mg x 7d"
    assert lines(run, plan, "--drug", "diazepam", "--tablet", "1 mg") == [
        "diazepam 1 mg tablets, 42 tablets (21 days): THREE, then TWO, then ONE tablet a day, 7 days each"
    ]


def test_a_dated_line_says_from_which_day_on(run: Run) -> None:
    plan, dated = ("3 mg x 14d, 2 mg x 14d", "--start", "2026-12-01"), ("--drug", "diazepam", "--tablet", "1 mg")
    assert lines(run, *plan, *dated) == [
        "diazepam 1 mg tablets, 70 tablets (28 days): THREE tablets a day from 1 Dec, TWO a day from 15 Dec"
    ]
    assert lines(run, "2 mg x 28d", *plan[1:], *dated) == [
        "diazepam 1 mg tablets, 56 tablets (28 days from 1 Dec): TWO tablets a day"
    ]


def test_four_times_a_day_is_said_once_and_equal_amounts_stand_together(run: Run) -> None:
    plan = "drug,morning_mg,midday_mg,evening_mg,night_mg,days\ndiazepam,{},28\n"
    for doses, said in (
        ("1,1,1,1", "ONE tablet four times a day"),
        ("1,1,,1", "ONE tablet three times a day"),
        ("1,,,1", "ONE tablet in the morning and at night"),
        ("0.5,,,1", "HALF a tablet in the morning and ONE tablet at night"),
    ):
        (line,) = lines(run, "-", "--tablet", "1 mg/halves", stdin=plan.format(doses))
        assert line
        assert line.endswith(f": {said}")


def test_five_times_a_day_and_times_of_the_clock_are_said_as_such(run: Run) -> None:
    own = ("--drug", "diazepam", "--tablet", "1 mg")
    for header, said in (
        ("08:00,14:00", "ONE tablet at 08:00 and at 14:00"),
        ("morning,night", "ONE tablet in the morning and at night"),
    ):
        assert lines(run, "-", *own, stdin=f"days,{header}\n7,1 mg,1 mg\n") == [
            f"diazepam 1 mg tablets, 14 tablets (7 days): {said}"
        ]
    times = times_without_name(5)
    step = Step(1, 7, tuple(Dose("drug", time, Mass(2)) for time in times))
    (interval,) = supply(Schedule((step,)), shelf(solid("p", 2))).intervals
    assert line(interval.portions[0], shelf(solid("p", 2))) == (
        "drug 2 mg tablets, 35 tablets (7 days): ONE tablet five times a day"
    )


def test_tablets_every_second_day_are_said_so(run: Run) -> None:
    plan = "night_mg,days\n" + "1,1\n0,1\n" * 3
    assert lines(run, "-", "--drug", "diazepam", "--tablet", "1 mg", stdin=f"{plan}0,7\n") == [
        "diazepam 1 mg tablets, 3 tablets (13 days): ONE tablet every second night for 5 days, then none"
    ]
    assert lines(run, "-", "--drug", "diazepam", "--tablet", "1 mg", stdin=plan) == [
        "diazepam 1 mg tablets, 3 tablets (6 days): ONE tablet every second night"
    ]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1/2", "HALF a tablet"),
        ("3/2", "ONE AND A HALF tablets"),
        ("1/4", "A QUARTER of a tablet"),
        ("11/4", "TWO AND THREE QUARTERS tablets"),
        ("1/3", "A THIRD of a tablet"),
        ("9/8", "ONE AND AN EIGHTH tablets"),
        ("1", "ONE tablet"),
        ("20", "TWENTY tablets"),
        ("21", "21 tablets"),
    ],
)
def test_amounts_are_written_in_capitals(amount: str, said: str) -> None:
    assert in_capitals(Fraction(amount), solid("p", 2, 4)) == said


@pytest.mark.parametrize("region", Formulary().region_names)
@pytest.mark.parametrize("start", [(), ("--start", "2026-12-01")])
@pytest.mark.parametrize(
    "interval", [pytest.param("7d", marks=pytest.mark.slow), "28d", pytest.param("91d", marks=pytest.mark.slow)]
)
def test_no_line_of_any_published_schedule_leaves_open_how_much_is_taken(
    region: str, start: tuple[str, ...], interval: str, run: Run
) -> None:
    for name in published.names():
        for said in lines(run, name, "--region", region, "--interval", interval, *start):
            if said:
                read_line(said)
                assert not re.search(r"\b0 to|when required|as needed|up to|[½⅓⅔¼¾⅛⅜⅝⅞⁄]", said), said
                assert re.search(r": (?:by the dated chart|.*(?:[A-Z]{2,}|mL|drops?) .*)$", said), said


def test_a_line_that_would_be_too_long_refers_to_the_schedule_and_the_page_writes_it_out(run: Run) -> None:
    plan = "drug,morning_mg,night_mg,days\ndiazepam,2,1,14\ndiazepam,2,,7\ndiazepam,1,1,7\n"
    done = run("supply", "-", "--tablet", "2 mg/halves", stdin=plan)
    assert "- diazepam 2 mg tablets, 35 tablets (28 days): by the dated chart\n" in done.out
    assert (
        "Days 1–14: 1 tablet (2 mg) in the morning and ½ tablet (1 mg) at night. Days 15–21: 1 tablet (2 mg) in the "
        "morning. Days 22–28: ½ tablet (1 mg) in the morning and ½ tablet (1 mg) at night."
    ) in unwrapped(done.out)


def test_a_schedule_of_a_year_is_a_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = run("supply nice-cks --region uk").out.splitlines()
    assert len(rows) <= 70
    assert max(map(len, rows)) <= 80


def test_a_page_reads_as_a_pharmacist_reads(run: Run) -> None:
    done = run(f'supply "3 mg x 10d, 1 mg x 11d" {HALVES} --interval 2w --start 2026-12-01 --have "2 mg=5"')
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
diazepam, 2 steps, 21 days

To dispense in all: 16 × 2 mg tablet. 21 days in 2 intervals of 14 days, the last of 7 days.

In all
Product      Taken  Dispense  In whole packs  Left
-----------  -----  --------  --------------  ----
2 mg tablet  20½    16        not on record   ½

In the house
- 5 × 2 mg tablet: covers days 1–3 (2026-12-01 to 2026-12-03) in full and runs out on day 4
  (2026-12-04); 16 more to dispense.

Prescriptions
- 1, 1 Dec – 14 Dec: 12 × 2 mg tablet
- 2, 15 Dec – 21 Dec: 4 × 2 mg tablet
- Each with its packs and what is taken when: --in-full.

Notes on the doses
- Step 2: diazepam falls from 3 mg to 1 mg a day in one step, by 66.67%.

With --sources also: basis, data, products used.
"""
    )


def test_in_full_writes_every_prescription_out(run: Run) -> None:
    done = run(f'supply "3 mg x 10d, 1 mg x 11d" {HALVES} --interval 2w --in-full')
    assert "Days   Product      Taken  Dispense  In whole packs  Left" in done.out
    assert "Prescription 2: days 15–21\n- diazepam 2 mg tablets, 4 tablets (7 days" in done.out
    assert "- Diazepam 2 mg tablets: 17 tablets to dispense. Days 1–10: 1½ tablets (3 mg) a day." in done.out
    assert "Days 15–21: ½ tablet (1 mg) a day. ½ tablet left over." in unwrapped(done.out)


def test_whole_packs_leave_the_least_over(run: Run) -> None:
    document = run('supply "6 mg x 28d" --drug diazepam --region uk --format json').json
    tablets = products(document)["uk-diazepam-2mg"]
    assert tablets["tablets"] == 84
    assert tablets["packs"] == [{"size": 28, "count": 3}]
    assert (tablets["ml"], tablets["bottles"]) == (None, None)


def test_packs_that_come_to_more_interval_by_interval_are_told(run: Run) -> None:
    done = run('supply "2 mg x 28d" --drug diazepam --region uk --interval 7 --in-full')
    assert "1 × 28 (21 over)" in done.out
    assert (
        "Diazepam 2 mg tablets: whole packs for each interval by itself come to 112, for all days as one order to 28;"
        in unwrapped(done.out)
    )


def bottled(schedule: str, *, interval: int = 28, have: str = "0", **measuring: Any) -> Supply:
    """Supply a schedule from a liquid of 1 mg/mL in bottles of 30 mL, measured with a syringe of 5 mL."""
    liquid = evolve(read_liquid("1 mg/mL", "diazepam"), bottles=(Volume(30),))
    return supply(
        read_inline(schedule, lambda name: name, "diazepam"),
        Shelf(None, (liquid,)),
        measuring=Measuring(have=("5 mL",), interval=interval, **measuring),
        have={liquid.id: Fraction(have)},
    )


def test_a_liquid_is_supplied_in_millilitres_and_whole_bottles_as_the_plan_opens_them() -> None:
    answer = bottled("1.5 mg x 8w", in_use_days=14)
    document = body(answer)
    (liquid,) = products(document).values()
    assert (liquid["tablets"], liquid["packs"], liquid["ml"]) == (None, None, "42")
    assert liquid["bottles"] == [{"size_ml": "30", "count": 2, "at_least": False}]
    assert liquid["line"] == "diazepam 1 mg/mL oral solution, 42 mL (28 days): 1.5 mL a day"
    (total,) = document["total"]
    assert (total["ml"], total["bottles"]) == ("84", [{"size_ml": "30", "count": 4, "at_least": False}])
    assert "nothing is added for what stays in bottles and syringes" in str(document["notes"])
    assert summary(answer).startswith("To dispense in all: 84 mL of 1 mg/mL oral solution (4 × 30 mL).")


def test_an_interval_that_an_opened_bottle_serves_needs_none() -> None:
    answer = bottled("1 mg x 14d", interval=7, in_use_days=28)
    assert [each["products"][0]["bottles"] for each in body(answer)["intervals"]] == [
        [{"size_ml": "30", "count": 1, "at_least": False}],
        [],
    ]
    assert "- 2, days 8–14: 7 mL of 1 mg/mL oral solution (no new bottle)" in as_text(page(answer))


@pytest.mark.hazard("H08")
def test_where_the_opened_life_is_not_on_record_there_are_at_least_so_many_bottles() -> None:
    answer = bottled("1.5 mg x 8w")
    assert "84 mL of 1 mg/mL oral solution (at least 3 × 30 mL)" in summary(answer)
    assert body(answer)["total"][0]["bottles"] == [{"size_ml": "30", "count": 3, "at_least": True}]
    assert "opened-life-unknown" in {note.code for note in answer.notes}


def test_what_is_in_the_house_opens_no_bottle() -> None:
    answer = bottled("1 mg x 30d", interval=30, have="10.5")
    (liquid,) = body(answer)["total"]
    assert (liquid["ml"], liquid["bottles"][0]["count"]) == ("19.5", 1)
    assert "bottle-in-house" in {note.code for note in answer.notes}
    (liquid,) = body(bottled("1 mg x 30d", interval=30, have="30"))["total"]
    assert (liquid["ml"], liquid["bottles"]) == ("0", [])


def test_what_is_not_on_record_of_bottles_is_said_and_not_assumed(run: Run) -> None:
    done = run('supply "1.5 mg x 7d" --drug diazepam --liquid "1 mg/mL" --format json')
    (liquid,) = products(done.json).values()
    assert liquid["bottles"] is None
    assert {"bottle-size-unknown", "opened-life-unknown"} <= {note["code"] for note in done.json["notes"]}
    assert "not on record" in run('supply "1.5 mg x 7d" --drug diazepam --liquid "1 mg/mL"').out


def test_thirds_and_eighths_are_written_as_signs(run: Run) -> None:
    eighths = run('supply "1 mg x 7d" --drug diazepam --tablet "8 mg/quarters" --split eighths --format json').json
    (tablet,) = products(eighths).values()
    assert (tablet["tablets"], tablet["used"], tablet["left"]) == (1, "0.875", "0.125")
    assert tablet["line"] == "diazepam 8 mg tablets, 1 tablet (7 days): AN EIGHTH of a tablet a day"
    thirds = run('supply "1 mg x 7d" --drug diazepam --tablet "3 mg/halves" --split thirds --format json').json
    (tablet,) = products(thirds).values()
    assert (tablet["tablets"], tablet["used"], tablet["left"]) == (3, "7/3", "2/3")
    assert tablet["text"].endswith("Days 1–7: ⅓ tablet (1 mg) a day. ⅔ tablet left over.")


def test_a_liquid_in_drops_is_written_in_drops_and_ordered_in_millilitres(run: Run) -> None:
    assert lines(run, "1 mg x 28d", "--drug", "diazepam", "--region", "fr") == [
        "diazepam 10 mg/mL oral drops, 2.8 mL (28 days): 3 drops a day"
    ]


@pytest.mark.hazard("H08")
def test_days_that_cannot_be_covered_are_told_and_no_line_passes_over_them(run: Run) -> None:
    arguments = f'supply "2 mg x 7d, 0.3 mg x 5d, 1 mg x 2d" {HALVES} --interval 12'
    done = run(arguments)
    assert done.code == 1
    assert "5 days cannot be covered in full." in unwrapped(done.out)
    assert "- Days 8–12, step 2: 0.3 mg of diazepam cannot be made: every piece here is a multiple of 1 mg" in done.out
    in_full = run(f"{arguments} --in-full").out
    assert "diazepam 2 mg tablets: no line, as not every dose of these days is covered" in in_full
    assert "Days 8–12: NOT COVERED." in unwrapped(in_full)
    document = run(f"{arguments} --format json").json
    assert [(each["from_day"], each["to_day"], each["dose_mg"]) for each in document["not_covered"]] == [(8, 12, "0.3")]
    assert [each["products"][0]["line"] for each in document["intervals"]] == [
        None,
        "diazepam 2 mg tablets, 1 tablet (2 days): HALF a tablet a day",
    ]
    assert document["complete"] is False


def test_a_day_of_which_one_dose_cannot_be_made_counts_as_not_covered(run: Run) -> None:
    plan = "drug,morning_mg,night_mg,days\ndiazepam,2,0.3,7\n"
    done = run("supply", "-", "--tablet", "2 mg", stdin=plan)
    assert done.code == 1
    assert "Days 1–7, step 1: 0.3 mg of diazepam (night) cannot be made" in done.out
    assert "Days 1–7: NOT COVERED, beside 1 tablet (2 mg) in the morning." in unwrapped(done.out)


def test_what_one_drug_lacks_leaves_the_lines_of_the_other_alone(run: Run) -> None:
    plan = "step,drug,dose_mg,days\n1,diazepam,2,7\n1,lorazepam,0.3,7\n"
    done = run("supply", "-", "--tablet", "diazepam 2 mg", "--tablet", "lorazepam 1 mg", "--format", "json", stdin=plan)
    assert (done.code, products(done.json)["diazepam-tablet-2mg"]["line"]) == (
        1,
        "diazepam 2 mg tablets, 7 tablets (7 days): ONE tablet a day",
    )


def test_nothing_to_take_is_nothing_to_dispense(run: Run) -> None:
    done = run(f'supply "0 mg x 7d" {HALVES}')
    assert done.code == 0
    assert "To dispense in all: nothing." in done.out
    assert run(f'supply "0 mg x 7d" {HALVES} --format json').json["total"] == []


def test_dates_come_from_the_start_or_from_the_schedule(run: Run) -> None:
    plan = "drug,dose_mg,days,start\ndiazepam,4,7,\ndiazepam,2,7,2026-12-08\n"
    own = run("supply", "-", "--tablet", "2 mg", "--format", "json", stdin=plan).json
    named = run('supply "4 mg x 7d, 2 mg x 7d" --tablet "2 mg" --start 2026-12-01 --format json').json
    for document in (own, named):
        interval = document["intervals"][0]
        assert (document["start"], interval["from_date"], interval["to_date"]) == (
            "2026-12-01",
            "2026-12-01",
            "2026-12-14",
        )
    assert run('supply "4 mg x 7d" --tablet "2 mg" --format json').json["intervals"][0]["from_date"] is None


def test_a_start_that_differs_from_the_schedule_s_own_is_refused(run: Run) -> None:
    plan = "drug,dose_mg,days,start\ndiazepam,4,7,2026-12-08\n"
    done = run("supply", "-", "--tablet", "2 mg", "--start", "2026-12-01", stdin=plan)
    assert (done.code, done.out) == (2, "")
    assert "on 2026-12-08: leave out the start 2026-12-01" in done.err
    assert run("supply", "-", "--tablet", "2 mg", "--start", "2026-12-08", stdin=plan).code == 0


def test_days_between_dated_steps_are_counted_and_told(run: Run) -> None:
    plan = "drug,dose_mg,days,start\ndiazepam,4,7,2026-12-01\ndiazepam,2,7,2026-12-10\n"
    done = run("supply", "-", "--tablet", "2 mg", stdin=plan)
    assert done.code == 0
    assert "To dispense in all: 21 × 2 mg tablet. 16 days in one interval." in done.out
    assert "- Days 8–9 (2026-12-08 to 2026-12-09): the schedule has no step." in done.out
    assert "no line, as not every dose" in done.out


def test_tablets_in_the_house_are_used_first(run: Run) -> None:
    document = run(f'supply "2 mg x 56d" {HALVES} --have "2 mg=40 1/2" --format json').json
    assert [each["products"][0]["tablets"] for each in document["intervals"]] == [0, 16]
    (held,) = document["have"]
    assert (held["amount"], held["needed"], held["covers_to_day"], held["runs_out_day"]) == ("40.5", "56", 40, 41)
    assert document["intervals"][1]["products"][0]["line"] == (
        "diazepam 2 mg tablets, 16 tablets (28 days, with TWELVE AND A HALF at home): ONE tablet a day"
    )
    assert document["total"][0]["left"] == "0.5"


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--have '2 mg=60'", "60 × 2 mg tablet: enough to the last day, with 4 left over then."),
        ("--have '2 mg=0'", "0 × 2 mg tablet: runs out on day 1; 56 more to dispense."),
        ("--have '5 mg=3'", "3 × 5 mg tablet: the plan takes none of it."),
        ("--expect '2 mg=56'", "56 × 2 mg tablet: enough; the schedule needs 56."),
        ("--expect '2 mg=60'", "60 × 2 mg tablet: over by 4; the schedule needs 56."),
        ("--expect '5 mg=1'", "1 × 5 mg tablet: over by 1; the schedule needs 0."),
        (
            "--expect '2 mg=50' --start 2026-12-01",
            "50 × 2 mg tablet: short by 6; the schedule needs 56; covers days 1–50 (2026-12-01 to 2027-01-19)",
        ),
        (
            "--expect '2 mg=50' --start 2026-12-01",
            "(2026-12-01 to 2027-01-19) in full and runs out on day 51 (2027-01-20).",
        ),
        (
            "--expect '2 mg=50' --have '2 mg=6'",
            "50 × 2 mg tablet: enough; the schedule needs 50 beside what is in the house.",
        ),
    ],
)
def test_a_quantity_to_be_checked_is_enough_short_or_over(option: str, said: str, run: Run) -> None:
    done = run(f'supply "2 mg x 56d" {HALVES} --tablet "5 mg" {option}')
    assert said in unwrapped(done.out)
    assert done.code == (1 if "--start" in option else 0)


def test_a_quantity_that_is_short_says_so_in_json(run: Run) -> None:
    (held,) = run(f'supply "2 mg x 56d" {HALVES} --expect "2 mg=50" --start 2026-12-01 --format json').json["expect"]
    assert held == {
        "product": "diazepam-tablet-2mg-halves",
        "amount": "50",
        "needed": "56",
        "covers_to_day": 50,
        "runs_out_day": 51,
        "runs_out_date": "2027-01-20",
        "verdict": "short",
    }


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("5 mg=10", "uk-diazepam-5mg"),
        ("diazepam 5 mg=10", "uk-diazepam-5mg"),
        ("Valium 5 mg = 10", "uk-diazepam-5mg"),
        ("5 mg tablet=10", "uk-diazepam-5mg"),
        ("uk-diazepam-5mg=10", "uk-diazepam-5mg"),
        ("Diazepam 5 mg tablets (Berk)=10", "uk-diazepam-5mg-berk"),
        ("5 mg tablet (Berk)=10", "uk-diazepam-5mg-berk"),
        ("5000 micrograms=10", "uk-diazepam-5mg"),
    ],
)
def test_a_product_is_named_by_strength_name_or_id(text: str, identity: str, run: Run) -> None:
    document = run(
        "supply", "5 mg x 7d", "--drug", "diazepam", "--region", "uk", "--have", text, "--format", "json"
    ).json
    assert [(each["product"], each["amount"]) for each in document["have"]] == [(identity, "10")]


def test_of_two_alike_the_one_the_plan_draws_on_is_meant_and_that_is_told(run: Run) -> None:
    done = run("supply", "5 mg x 7d", "--drug", "diazepam", "--region", "uk", "--have", "5 mg=10")
    assert "note: 5 mg is taken to be Diazepam 5 mg tablets, which the plan draws on" in done.err


def test_a_liquid_is_counted_in_millilitres(run: Run) -> None:
    done = run('supply "1.5 mg x 28d" --drug diazepam --liquid "1 mg/mL" --have "1 mg/mL=12.5 mL" --format json')
    (liquid,) = products(done.json).values()
    assert (liquid["at_home"], liquid["ml"], liquid["left"]) == ("12.5", "29.5", "0")
    assert liquid["line"] == "diazepam 1 mg/mL oral solution, 29.5 mL (28 days, with 12.5 mL at home): 1.5 mL a day"


def test_json_says_what_the_contract_says(run: Run) -> None:
    document = run(f'supply "3 mg x 14d" {HALVES} --format json').json
    assert list(document)[:5] == ["pillsplit", "schema", "command", "shelf", "ways"]
    assert (document["command"], document["complete"]) == ("supply", True)
    (interval,) = document["intervals"]
    assert (interval["from_day"], interval["to_day"]) == (1, 14)
    assert interval["products"] == [
        {
            "product": "diazepam-tablet-2mg-halves",
            "tablets": 21,
            "packs": None,
            "ml": None,
            "bottles": None,
            "at_home": "0",
            "used": "21",
            "left": "0",
            "line": "diazepam 2 mg tablets, 21 tablets (14 days): ONE AND A HALF tablets a day",
            "text": "Diazepam 2 mg tablets: 21 tablets to dispense. Days 1–14: 1½ tablets (3 mg) a day.",
            "plan": [{"days": 14, "covered": True, "takes": [{"time": "day", "amount": "1.5"}]}],
        }
    ]
    assert document["total"] == [
        {key: interval["products"][0][key] for key in interval["products"][0] if key not in ("line", "text", "plan")}
    ]


def test_csv_has_a_row_for_each_product_of_each_interval_and_of_all_days(run: Run) -> None:
    done = run("supply nice-cks --region uk --start 2026-12-01 --format csv")
    document = run("supply nice-cks --region uk --start 2026-12-01 --format json").json
    rows = list(csv.DictReader(io.StringIO(done.out)))
    said = [each for interval in document["intervals"] for each in interval["products"]] + document["total"]
    assert [(row["product"], row["used"], row["left"]) for row in rows] == [
        (each["product"], each["used"], each["left"]) for each in said
    ]
    for row, each in zip(rows, said, strict=True):
        assert row["dispense"] == (str(each["tablets"]) if row["unit"] == "tablet" else each["ml"])
        assert row["line"] == (each.get("line") or "")
    assert (rows[0]["from_date"], rows[0]["to_date"], rows[0]["packs"]) == ("2026-12-01", "2026-12-28", "2 x 28")
    assert {row["interval"] for row in rows} == {*(str(number) for number in range(1, 14)), "all"}


def test_markdown_has_the_table_and_the_lines(run: Run) -> None:
    done = run(f'supply "3 mg x 14d, 2 mg x 14d" {HALVES} --format markdown')
    assert "| Product | Taken | Dispense | In whole packs |" in done.out
    assert (
        "- diazepam 2 mg tablets, 35 tablets (28 days): ONE AND A HALF, then ONE tablet a day, 14 days each" in done.out
    )


def test_rules_of_supply_stand_with_their_sources_and_enforce_nothing(run: Run) -> None:
    done = run("supply nice-cks --region uk --interval 56 --sources")
    assert done.code == 0
    text = unwrapped(done.out)
    assert "Rules of supply in United Kingdom, for information - At most 30 days of a Schedule 2" in text
    document = run("supply nice-cks --region uk --format json").json
    facts = {fact["code"]: fact for fact in document["facts"]}
    assert {"uk-30-days", "uk-instalments-england"} <= set(facts)
    assert all(fact["source"] and fact["evidence"] for fact in facts.values())
    lorazepam = run('supply "1 mg x 28d" --drug lorazepam --region uk')
    assert "FP10MDA" not in lorazepam.out


def test_without_a_drug_the_line_names_none_and_says_so(run: Run) -> None:
    done = run('supply "2 mg x 7d" --tablet "2 mg"')
    assert "- 2 mg tablets, 7 tablets (7 days): ONE tablet a day" in done.out
    assert "add --drug NAME" in done.err


def test_a_name_that_leaves_no_room_gets_no_line_but_the_long_form(run: Run) -> None:
    name = "a" * 90
    done = run("supply", "2 mg x 7d", "--tablet", "2 mg", "--drug", name)
    assert f"{name} 2 mg tablets, 7" not in done.out
    assert "7 tablets to dispense. Days 1–7: 1 tablet (2 mg) a day." in unwrapped(done.out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--interval 0", "'0' is not a duration: write from 1 to 3660 days"),
        ("--interval 4x", "'4x' is not a duration: write 14d, 2w or a number of days"),
        ("--interval -7", "is not a duration"),
        ("--start 01.12.2026", "'01.12.2026' is unclear, 1 December or 12 January: write 2026-12-01 or 2026-01-12"),
        ("--start 2026-13-01", "is not a date"),
        ("--start 9999-12-31", "write a year from 1000 to 8999"),
        ("--have 40", "write a product and how much of it, such as 2 mg=40"),
        ("--have '=40'", "write a product and how much of it"),
        ("--have '2 mg='", "write a product and how much of it"),
        ("--have '3 mg=40'", "there is no 3 mg on this shelf: it holds 2 mg, 5 mg"),
        ("--have 'lorazepam 2 mg=40'", "there is no lorazepam 2 mg on this shelf"),
        ("--have '2 mg=-4'", "'-4' is negative"),
        ("--have '2 mg=1,000'", "a thousand or a decimal"),
        ("--have '2 mg=forty'", "is not a number"),
        ("--have '2 mg=40 mL'", "is not a number"),
        ("--have '2 mg=1/4'", "count whole ones and halves"),
        ("--have '5 mg=1/2'", "count whole ones only"),
        ("--have '1 mg/mL=40'", "'40' has no unit: write 40 mL"),
        ("--have '2 mg=4' --have 'diazepam 2 mg=5'", "is named twice: write how much there is in all"),
        ("--expect '2 mg'", "--expect '2 mg': write a product and how much of it"),
        ("--expect '7 mg=1'", "there is no 7 mg on this shelf"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(arguments: str, message: str, run: Run) -> None:
    own = f'{HALVES} --tablet "5 mg" --liquid "1 mg/mL"'
    done = run(f'supply "3 mg x 14d" {own} {arguments}')
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "\n" not in done.err.strip()


def test_a_strength_that_is_more_than_one_product_is_refused_with_their_names(run: Run) -> None:
    others = "--without uk-diazepam-10mg --without uk-diazepam-10mg-arrow"
    same = run(f'supply "3 mg x 7d" --drug diazepam --region uk {others} --have "10 mg=4"')
    plan = "step,drug,dose_mg,days\n1,diazepam,2,7\n1,lorazepam,2,7\n"
    two = run("supply", "-", "--tablet", "diazepam 2 mg", "--tablet", "lorazepam 2 mg", "--have", "2 mg=4", stdin=plan)
    assert (same.code, two.code) == (0, 2)
    assert "write diazepam 2 mg or lorazepam 2 mg" in two.err
    alike = run('supply "2 mg x 7d" --drug diazepam --region uk --have "10 mg=4"')
    assert alike.code == 2
    assert "write uk-diazepam-10mg or uk-diazepam-10mg-arrow or uk-diazepam-10mg-ddsa" in alike.err


def test_more_intervals_than_anyone_prescribes_are_refused(run: Run) -> None:
    plan = "dose_mg,days\n2,3660\n2,3660\n"
    done = run("supply", "-", "--drug", "diazepam", "--tablet", "2 mg", "--interval", "1", stdin=plan)
    assert (done.code, done.out) == (2, "")
    assert "intervals of 1 d for 7320 days: write intervals of 2 d or more" in done.err


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", Formulary().region_names)
def test_every_published_schedule_is_supplied_in_every_region(name: str, region: str, run: Run) -> None:
    rows = run("supply", name, "--region", region, "--start", "2026-12-01", "--in-full").out.splitlines()
    assert all(len(row) <= 100 or "http" in row for row in rows)
    done = run("supply", name, "--region", region, "--format", "json")
    if done.code == 3:
        assert "is not on record for" in done.err
        return
    document = done.json
    assert done.code == (0 if document["complete"] else 1)
    assert document["complete"] == (not document["not_covered"])
    assert document["days"] == document["intervals"][-1]["to_day"]
    for total in document["total"]:
        mine = [each for k in document["intervals"] for each in k["products"] if each["product"] == total["product"]]
        amounts = [each["tablets"] if each["ml"] is None else Fraction(each["ml"]) for each in mine]
        assert sum(amounts) == (total["tablets"] if total["ml"] is None else Fraction(total["ml"]))
        for each in mine:
            if each["line"]:
                assert len(each["line"]) <= 100
                assert read_line(each["line"]).days in (28, document["days"] % 28)


def test_the_library_answers_without_a_command_line() -> None:
    shelf = Shelf(None, (read_tablet("2 mg/halves", "diazepam"),))
    schedule = read_inline("3 mg x 14d, 2 mg x 14d", lambda name: name, "diazepam")
    answer = supply(schedule, shelf, interval=14, have={"diazepam-tablet-2mg-halves": 5})
    assert [interval.portions[0].dispensed for interval in answer.intervals] == [16, 14]
    assert answer.days == 28
    assert answer.complete
    assert pillsplit.supply is supply


@pytest.mark.parametrize(
    ("amiss", "message"),
    [
        ({"interval": 0}, "`interval`: .* write intervals of 1 d or more"),
        ({"start": datetime.date.max}, "leave the calendar: write another start"),
        ({"have": {"diazepam-tablet-2mg-halfs": 5}}, "did you mean diazepam-tablet-2mg-halves"),
        ({"expect": {"diazepam-tablet-2mg-halves": -1}}, "is negative"),
    ],
)
def test_the_library_refuses_what_it_cannot_act_on(amiss: dict[str, Any], message: str) -> None:
    shelf = Shelf(None, (read_tablet("2 mg/halves", "diazepam"),))
    schedule = read_inline("3 mg x 14d", lambda name: name, "diazepam")
    with pytest.raises(UsageError, match=message):
        supply(schedule, shelf, **amiss)


def test_the_answer_can_go_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "supply.txt"
    assert (run("supply", "nice-cks", "--output", str(file)).out, file.read_text(encoding="utf-8")[:8]) == (
        "",
        "Diazepam",
    )
