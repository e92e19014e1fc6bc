"""`pillsplit fit` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from pillsplit.amounts.number import read_number
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from tests.conftest import Run

OWN = '--drug diazepam --tablet "2 mg/halves" --tablet "5 mg/halves" --tablet "10 mg/halves"'
PLAN = '"20 mg x 14d, 18 mg x 14d, 16.2 mg x 14d, 14.58 mg x 14d, 0.4 mg x 7d"'


def test_wanted_stands_beside_made_with_differences_and_cuts(run: Run) -> None:
    done = run(f"fit {PLAN} {OWN} --sources")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
diazepam, 5 steps, 63 days

2 of 5 doses are made as wanted; the largest difference is 100%: 0 mg for 0.4 mg in step 5. Cuts
that are larger than wanted: steps 3, 5. The tablets are too coarse: nothing where 0.4 mg is wanted
(step 5). No liquid of diazepam is named: --liquid-step "0.01 mg" tries one of 1 mg/mL.

What can be made nearest to the wanted doses, no advice to change a dose. Percentages are rounded to
0.01%.

Wanted and made
Step  Days  Wanted    Made     Difference            Cut wanted  Cut made
----  ----  --------  -------  --------------------  ----------  --------------
1     14    20 mg     20 mg
2     14    18 mg     18 mg                          10%         10%
3     14    16.2 mg   16 mg    0.2 mg less (1.23%)   10%         11.11%, larger
4     14    14.58 mg  14.5 mg  0.08 mg less (0.55%)  10%         9.38%
5     7     0.4 mg    0 mg     0.4 mg less (100%)    97.26%      100%, larger

How each dose is taken
Dose     How to take it                                        Verdict  For      Steps
-------  ----------------------------------------------------  -------  -------  -----
20 mg    2 × 10 mg tablet                                      whole    2 weeks  1
18 mg    1 × 10 mg tablet + 4 × 2 mg tablet                    whole    2 weeks  2
16 mg    1 × 10 mg tablet + 3 × 2 mg tablet                    whole    2 weeks  3
14.5 mg  1 × 10 mg tablet + ½ × 5 mg tablet + 1 × 2 mg tablet  halves   2 weeks  4

- Step 5: diazepam: 0.4 mg is wanted and nothing is taken: the least that can be made is 1 mg.

Basis
- Made from the products named, divided as their labels say, at most 6 pieces a dose, no liquid;
  fewest cuts first.

Products used
- diazepam 2 mg tablets, divided in halves [diazepam-tablet-2mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 5 mg tablets, divided in halves [diazepam-tablet-5mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 10 mg tablets, divided in halves [diazepam-tablet-10mg-halves]: score unknown; in halves;
  stated on the command line
"""
    )


def test_csv_is_a_schedule_that_check_reads(run: Run) -> None:
    done = run(f"fit {PLAN} {OWN} --format csv")
    doses = ("20,14", "18,14", "16,14", "14.5,14")
    rows = [f"{step},diazepam,{dose}" for step, dose in enumerate(doses, start=1)]
    assert done.out.splitlines() == ["step,drug,dose_mg,days", *rows]
    assert done.err.startswith("note: 2 of 5 doses are made as wanted; the largest difference is 100%")
    again = run(f"check - --no-liquid {OWN}", stdin=done.out)
    assert again.code == 0
    assert "Tablets of 2, 5 and 10 mg make all 8 weeks" in again.out


def test_json_holds_exact_shares_and_is_itself_a_schedule(run: Run) -> None:
    done = run(f"fit {PLAN} {OWN} --format json")
    assert done.json["command"] == "fit"
    assert done.json["possible"] is True
    assert done.json["preferences"]["liquid"] is False
    assert done.json["fit"][2] == {
        "step": 3,
        "days": 14,
        "drug": "diazepam",
        "time": "day",
        "wanted_mg": "16.2",
        "made_mg": "16",
        "difference_mg": "-0.2",
        "difference_percent": "-100/81",
        "cut_wanted_percent": "10",
        "cut_percent": "100/9",
        "larger_cut": True,
        "taken_mg": ["16"],
        "notes": [],
    }
    assert done.json["summary"]["larger_cuts"] == [3, 5]
    assert done.json["summary"]["as_wanted"] == 2
    assert [dose["dose_mg"] for step in done.json["steps"] for dose in step["doses"]] == ["20", "18", "16", "14.5"]
    again = run(f"check - --format json {OWN}", stdin=done.out)
    assert again.json["steps"] == done.json["steps"]


def test_markdown_has_both_tables(run: Run) -> None:
    done = run(f"fit {PLAN} {OWN} --format markdown")
    assert "## Wanted and made" in done.out
    assert "| 3 | 14 | 16.2 mg | 16 mg | 0.2 mg less (1.23%) | 10% | 11.11%, larger |" in done.out
    assert "## How each dose is taken" in done.out


def test_between_two_pipes_it_writes_csv_unless_asked_otherwise(run: Run) -> None:
    plan = "dose_mg,days\n16.2,7\n"
    assert run(f"fit - {OWN}", stdin=plan).out == "step,drug,dose_mg,days\n1,diazepam,16,7\n"
    assert run(f"fit - {OWN} --format text", stdin=plan).out.startswith("standard input: diazepam, 1 step")
    assert run(f"fit '16.2 mg x 7d' {OWN}").out.startswith("diazepam, 1 step")


def test_a_shell_pipes_it_on() -> None:
    program = f"{shlex.quote(sys.executable)} -m pillsplit"
    script = f"set -o pipefail; printf 'dose_mg,days\\n13.3,7\\n' | {program} fit - {OWN} | {program} check - {OWN}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "Tablets of 2 and 5 mg make the only step" in done.stdout


WRITTEN = [
    'taper --drug diazepam --from "20 mg" --rule asam-2025',
    'taper --drug diazepam --from "20 mg" --rule cks --start 2026-12-01',
    'taper --drug diazepam --from "20 mg" --rule peart --end 2027-12-01',
    'taper --drug diazepam --from "20 mg" --rule scotland --times morning,night',
    'taper --drug diazepam --from "20 mg" --rule hyperbolic --half-point "5 mg" --cut 10% --every 14d',
    'taper --drug clonazepam --from "1.7 mg" --cut "0.1 mg" --every 1w',
    'crossover --from clonazepam --dose "1.5 mg" --to diazepam --equivalents ashton --every 7d',
    'crossover --from diazepam --dose "13 mg" --to clonazepam --equivalents va-dod-2021 --every 7d',
]


@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("writing", WRITTEN)
def test_what_a_rule_writes_is_fitted_and_checked_between_pipes(run: Run, writing: str, region: str) -> None:
    schedule = run(writing)
    assert schedule.code == 0
    fitted = run(f"fit - --region {region}", stdin=schedule.out)
    assert fitted.code == 0
    checked = run(f"check - --region {region} --no-liquid --format json", stdin=fitted.out)
    assert checked.code == 0
    wanted = run(f"check - --region {region} --format json", stdin=schedule.out).json
    made, days = (
        [day for step in document["steps"] for day in [step["start"]] + [None] * (step["days"] - 1)]
        for document in (checked.json, wanted)
    )
    # Alike neighbours are one step, and the plan ends with its last dose.
    assert len(made) <= len(days)
    assert all(start in (None, wanted_start) for start, wanted_start in zip(made, days, strict=False))


@pytest.mark.parametrize("option", ["--liquid", "--with-liquid", '--liquid-step "0.1 mg"'])
def test_liquids_of_the_shelf_are_used_where_they_are_allowed(run: Run, option: str) -> None:
    """`--liquid` alone allows them; it may stand before the schedule as well."""
    for arguments in (f'"13.3 mg x 7d" {option}', f'{option} "13.3 mg x 7d"'):
        done = run(f"fit {arguments} --drug diazepam --region generic --format csv")
        assert done.out == "step,drug,dose_mg,days\n1,diazepam,13.3,7\n"
    assert run('fit "13.3 mg x 7d" --drug diazepam --region generic --format csv').out.endswith("1,diazepam,13.5,7\n")


def test_a_liquid_of_ones_own_is_named_as_everywhere(run: Run) -> None:
    for liquid in (
        '--liquid "1 mg/mL by 0.05 mL"',
        '--liquid="5 mg per 5 mL by 0.05 mL"',
        '--liquid "diazepam 1 mg/ml by 0.05 mL"',
    ):
        done = run(f'fit "13.33 mg x 7d" {OWN} {liquid} --format json')
        assert done.json["fit"][0]["made_mg"] == "13.35"
        assert done.json["preferences"] | {"liquid": True, "tolerance": "0%"} == done.json["preferences"]


def test_a_file_after_liquid_alone_is_the_schedule(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mg" / "list.csv"
    file.parent.mkdir()
    file.write_text("dose_mg,days\n13.3,7\n", encoding="utf-8")
    done = run("fit", "--liquid", str(file), "--drug", "diazepam", "--format", "csv")
    assert done.out == "step,drug,dose_mg,days\n1,diazepam,13.3,7\n"


def test_a_limit_that_cannot_be_kept_ends_in_1_and_says_where_and_why(run: Run) -> None:
    arguments = f'fit "2 mg x 7d, 1 mg x 7d, 0 mg x 7d" {OWN} --max-cut 50%'
    done = run(arguments)
    assert done.code == 1
    assert "No such schedule can be made." in done.out
    assert (
        "- Step 3: diazepam: from 1 mg, the lowest dose that the limit leaves in the step before, to 0 mg" in done.out
    )
    table = run(f"{arguments} --format csv")
    assert (table.code, table.out) == (1, "")
    assert "note: step 3: diazepam: from 1 mg" in table.err
    document = run(f"{arguments} --format json")
    assert document.code == 1
    assert document.json["possible"] is False
    assert [(each["step"], each["code"]) for each in document.json["impossible"]] == [(3, "max-cut")]
    assert document.json["steps"] == document.json["fit"] == []


def test_a_limit_that_is_kept_is_told(run: Run) -> None:
    done = run(f'fit "2 mg x 7d, 1 mg x 7d" {OWN} --max-cut 50%')
    assert done.code == 0
    assert "No step falls by more than 50% of the step before" in done.out


def test_doses_in_turn_are_written_out_day_by_day(run: Run) -> None:
    done = run(f'fit "2.75 mg x 4d" {OWN} --cycle 2')
    assert done.code == 0
    assert "1 4 2.75 mg 2.75 mg 3 mg, 2.5 mg" in " ".join(done.out.split())
    assert "Doses are taken in turn over 2 days; what is made is their mean." in done.out
    assert "- Diazepam, in turn over 2 days (48 hours): the days of a cycle differ by up to 18.18%" in done.out
    assert "rises" not in done.out
    table = run(f'fit "2.75 mg x 4d, 2 mg x 4d" {OWN} --cycle 2 --format csv').out
    assert table.splitlines() == [
        "step,drug,dose_mg,days,note",
        "1,diazepam,3,1,wanted as step 1",
        "2,diazepam,2.5,1,wanted as step 1",
        "3,diazepam,3,1,wanted as step 1",
        "4,diazepam,2.5,1,wanted as step 1",
        "5,diazepam,2,4,wanted as step 2",
    ]


def test_a_divided_fit_stands_in_one_row_and_is_written_with_its_times(run: Run) -> None:
    done = run(f'fit "13.2 mg x 7d, 0 mg x 7d" {OWN} --divide 2')
    assert "Morning + night" in done.out
    assert "1 7 13.2 mg 13 mg 5 mg + 8 mg 0.2 mg less (1.52%)" in " ".join(done.out.split())
    table = run(f'fit "13.2 mg x 7d, 0 mg x 7d" {OWN} --divide 2 --format csv').out
    assert table == "step,drug,morning_mg,night_mg,days\n1,diazepam,5,8,7\n"


def test_times_of_day_have_rows_of_their_own_and_a_total(run: Run) -> None:
    plan = "drug,morning_mg,night_mg,days\ndiazepam,3.3,3.3,7\ndiazepam,,3.3,7\n"
    done = run(f"fit - {OWN} --format text", stdin=plan)
    assert "1 7 morning 3.3 mg 3.5 mg 0.2 mg more (6.06%)" in " ".join(done.out.split())
    assert "all day 6.6 mg 7 mg 0.4 mg more (6.06%)" in " ".join(done.out.split())
    assert "all day 3.3 mg 3.5 mg 0.2 mg more (6.06%) 50% 50%" in " ".join(done.out.split())


def test_a_share_is_never_rounded_to_nothing_or_to_all(run: Run) -> None:
    assert "9999940 mg less (above 99.99%)" in run('fit "10000000 mg x 7d" --tablet "5 mg"').out
    assert "0.0001 mg less (below 0.01%)" in run('fit "5.0001 mg x 7d" --tablet "5 mg"').out
    assert "(100%)" in run('fit "1 mg x 7d" --tablet "5 mg"').out


def test_cuts_that_round_alike_are_told_with_more_decimals(run: Run) -> None:
    done = run(f'fit "3 mg x 7d, 2.00001 mg x 7d" {OWN}')
    assert "0.00001 mg less (below 0.01%) 33.333% 33.3333%, larger" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ('"5 mg x 7d" --max-cut 25', "'25' is not a percentage: write 25%"),
        ('"5 mg x 7d" --max-cut 0%', "a largest cut of 0%: write a share above 0% and at most 100%"),
        ('"5 mg x 7d" --cycle 1', "a cycle of 1 days: write a number from 2 to 28"),
        ('"5 mg x 7d" --cycle week', "'week' is not a valid integer"),
        ('"5 mg x 7d" --cycle 2 --divide 2', "ask for the one or the other"),
        ('"5 mg x 7d" --divide 9', "write 2, 3 or 4"),
        ('"5 mg x 7d" --liquid --no-liquid', "--no-liquid and a liquid: ask for the one or the other"),
        ("--liquid", "pillsplit fit needs a schedule"),
        ('"5 mg x 7d" --liquid "1 mg" x', "does not need"),
        ("no-such-plan", "no published schedule"),
    ],
)
def test_what_cannot_be_asked_is_refused(run: Run, arguments: str, said: str) -> None:
    done = run(f"fit {arguments} --drug diazepam")
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_wrong_file_is_refused_with_everything_wrong_in_it(run: Run) -> None:
    done = run(f"fit - {OWN}", stdin="dose_mg,days\n5,0\n-1,7\n")
    assert (done.code, done.out) == (3, "")
    assert len(done.err.splitlines()) == 2


PUBLISHED = [
    (name, region)
    for name in published.names()
    for region in Formulary().region_names
    if all(
        Formulary().shelf(Formulary().region(region), [drug]).products
        for drug in ("diazepam", *(["lorazepam"] if "lorazepam" in name else []))
    )
    and "clonazepam" not in name
]


@pytest.mark.parametrize(("name", "region"), PUBLISHED)
def test_the_fit_of_a_published_schedule_can_be_made_as_it_is_written(run: Run, name: str, region: str) -> None:
    done = run(f"fit {name} --region {region} --format json")
    assert done.code == 0
    for entry in done.json["fit"]:
        wanted, made = (read_number(entry[key])[0] for key in ("wanted_mg", "made_mg"))
        assert str(Fraction(entry["difference_mg"])) == str(made - wanted)
    assert done.json["summary"]["liquid"] == done.json["summary"]["unreachable"] == 0
    again = run(f"check - --region {region} --no-liquid --format json", stdin=json.dumps(done.json["steps"]))
    assert again.code == 0
    assert [dose["items"] for step in again.json["steps"] for dose in step["doses"]] == [
        dose["items"] for step in done.json["steps"] for dose in step["doses"]
    ]
