"""`pillsplit choose` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import csv
import io
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from tests.oracle_choose import Asked

from pillsplit import __version__
from pillsplit.cli import choose as cli
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.output.renderers.csv import as_csv
from pillsplit.output.renderers.markdown import as_markdown
from pillsplit.output.renderers.text import as_text
from pillsplit.output.table import Records
from pillsplit.output.view import Style
from pillsplit.output.views import choose as telling
from pillsplit.output.views import choose_data as data
from pillsplit.verbs.option import plan
from tests.choices import chosen, questions
from tests.conftest import Run

OWN = '--tablet "2 mg/halves" --tablet "5 mg/halves" --tablet "10 mg" --liquid "1 mg/mL" --drug diazepam'
LEAST_UNMADE = (
    "2 mg tablets and 3 mg tablets make 2 of 3 steps; no set leaves fewer days unmade, and no smaller one does as well."
)
PLAN = '"20 mg x 14d, 13 mg x 14d, 4.5 mg x 7d, 1.3 mg x 7d"'


def test_a_choice_reads_as_a_prescriber_reads(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --top 4")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
diazepam, 4 steps, 42 days

2 mg tablets, 5 mg tablets and 1 mg/mL oral solution make all 4 steps, step 4 with liquid; no set
needs liquid on fewer days, and no smaller one does as well; adding 10 mg tablets saves 28 tablets.

Made from the products named, divided as their labels say, at most 6 pieces a dose, at most 10 mL of
one liquid within 1%; fewest cuts first.

The options stand in the order of days not made, days with liquid, products, quarters, halves,
pieces, and none is beaten by another in all of these. In brackets: the most on one day.

Not shown: 6 more options; --top 10 shows all.

No.  Products               Dispense    Liquid     Halves  Tablets
---  ---------------------  ----------  ---------  ------  -------
1    2 mg tablet            63 tablets  step 4     7 (1)   137 (5)
     5 mg tablet            74 tablets
     1 mg/mL oral solution  9.1 mL
2    2 mg tablet            63 tablets  step 4     7 (1)   109 (5)
     5 mg tablet            18 tablets
     10 mg tablet           28 tablets
     1 mg/mL oral solution  9.1 mL
3    2 mg tablet            21 tablets  steps 3–4  14 (1)  63 (2½)
     10 mg tablet           42 tablets
     1 mg/mL oral solution  40.6 mL
4    10 mg tablet           42 tablets  steps 2–4          42 (2)
     1 mg/mL oral solution  82.6 mL

How each step is made with option 1
Step  Days  Dose    How to take it
----  ----  ------  ---------------------------------
1     14    20 mg   4 × 5 mg tablet
2     14    13 mg   1 × 5 mg tablet + 4 × 2 mg tablet
3     7     4.5 mg  ½ × 5 mg tablet + 1 × 2 mg tablet
4     7     1.3 mg  1.3 mL of 1 mg/mL oral solution

Products of these options
- diazepam 2 mg tablets, divided in halves [diazepam-tablet-2mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 5 mg tablets, divided in halves [diazepam-tablet-5mg-halves]: score unknown; in halves;
  stated on the command line
- diazepam 10 mg tablets [diazepam-tablet-10mg]: score unknown; not divided; stated on the command
  line
- diazepam 1 mg/mL liquid [diazepam-liquid-1mg-per-ml]: by 0.1 mL (0.1 mg); stated on the command
  line
"""
    )


@pytest.mark.parametrize(
    ("schedule", "tablets", "sentence"),
    [
        ("10 mg x 7", "5 mg", "5 mg tablets make the only step."),
        ("10 mg x 7, 5 mg x 7", "5 mg|10 mg", "5 mg tablets make all 2 steps; adding 10 mg tablets saves 7 tablets."),
        ("7 mg x 7, 5 mg x 7", "5 mg|2 mg", "2 mg tablets and 5 mg tablets make all 2 steps, and no smaller set does."),
        (
            "8 mg x 7, 3 mg x 7",
            "2 mg/halves|1 mg",
            "2 mg tablets make all 2 steps; adding 1 mg tablets saves 7 halves.",
        ),
        (
            "24 mg x 7, 2 mg x 7",
            "4 mg/halves|1 mg",
            "4 mg tablets make all 2 steps; adding 1 mg tablets saves 7 halves but takes 10 more tablets.",
        ),
        ("3 mg x 7, 4 mg x 7", "2 mg", "2 mg tablets make 1 of 2 steps; no set leaves fewer days unmade."),
        ("3 mg x 7", "2 mg", "No set of these products makes the only step in full."),
        ("3 mg x 7, 1 mg x 7", "2 mg|4 mg", "No set of these products makes any of the 2 steps in full."),
        (
            "6 mg x 7, 5 mg x 7, 1 mg x 7",
            "2 mg|3 mg",
            LEAST_UNMADE,
        ),
    ],
)
def test_the_first_option_is_recommended_with_its_reason(schedule: str, tablets: str, sentence: str, run: Run) -> None:
    options = [word for tablet in tablets.split("|") for word in ("--tablet", tablet)]
    done = run("choose", schedule, *options)
    assert " ".join(done.out.split("\n\n")[1].split()) == sentence


def test_liquid_is_part_of_the_reason(run: Run) -> None:
    done = run('choose "3 mg x 7, 2 mg x 7, 0.01 mg x 7" --tablet "2 mg" --liquid "1 mg/mL"')
    assert done.code == 1
    assert " ".join(done.out.split("\n\n")[1].split()) == (
        "2 mg tablets and 1 mg/mL oral solution make 2 of 3 steps, step 1 with liquid; no set leaves fewer days unmade "
        "or, with as few, needs liquid on fewer, and no smaller one does as well."
    )
    alone = run('choose "3 mg x 7" --liquid "1 mg/mL"')
    assert (
        "1 mg/mL oral solution makes the only step, step 1 with liquid; no set needs liquid on fewer days." in alone.out
    )


def test_json_says_what_the_contract_says(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --format json")
    document = done.json
    assert list(document)[:5] == ["pillsplit", "schema", "command", "shelf", "preferences"]
    assert (document["pillsplit"], document["schema"], document["command"]) == (__version__, 1, "choose")
    assert len(document["options"]) == document["options_in_all"] == len(document["plans"]) == 10
    assert document["options"][0] == {
        "products": ["diazepam-liquid-1mg-per-ml", "diazepam-tablet-2mg-halves", "diazepam-tablet-5mg-halves"],
        "unreachable_days": 0,
        "liquid_days": 7,
        "quarters": "0",
        "halves": "7",
        "pieces": "140",
    }
    nothing_else = {"tablets": None, "packs": None, "ml": None, "bottles": None, "at_home": "0", "left": "0"}
    assert document["plans"][2] == {
        "products": ["diazepam-liquid-1mg-per-ml", "diazepam-tablet-10mg", "diazepam-tablet-2mg-halves"],
        "unreachable_steps": [],
        "liquid_steps": [3, 4],
        "most_a_day": {"quarters": "0", "halves": "1", "tablets": "2.5"},
        "tablets": 63,
        "dispense": [
            nothing_else | {"product": "diazepam-tablet-2mg-halves", "tablets": 21, "used": "21"},
            nothing_else | {"product": "diazepam-tablet-10mg", "tablets": 42, "used": "42"},
            nothing_else | {"product": "diazepam-liquid-1mg-per-ml", "ml": "40.6", "used": "40.6"},
        ],
        "changes": 6,
        "notes": [],
    }


def test_json_lists_every_option_unless_told_how_many(run: Run) -> None:
    everything = run("choose nice-cks --region uk --format json").json
    assert len(everything["options"]) > len(everything["plans"]) == telling.SHOWN
    some = run("choose nice-cks --region uk --format json --top 3").json
    assert some["options"] == everything["options"][:3]
    assert (len(some["plans"]), some["options_in_all"]) == (3, len(everything["options"]))


def test_csv_has_a_row_for_each_option_shown(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --format csv --top 2 --without diazepam-liquid-1mg-per-ml")
    assert done.code == 1
    assert done.err == "note: the first 2 options are written, and 3 more are not: --top says how many\n"
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert rows[0] == {
        "option": "1",
        "products": "diazepam-tablet-2mg-halves; diazepam-tablet-5mg-halves",
        "unreachable_days": "7",
        "liquid_days": "0",
        "number_of_products": "2",
        "quarters": "0",
        "halves": "7",
        "pieces": "140",
        "unreachable_steps": "4",
        "liquid_steps": "",
        "quarters_a_day": "0",
        "halves_a_day": "1",
        "tablets_a_day": "5",
        "tablets": "137",
        "dispense": "diazepam-tablet-2mg-halves: 63 tablets; diazepam-tablet-5mg-halves: 74 tablets",
        "packs": "",
        "changes": "6",
    }


def test_packs_on_record_are_counted(run: Run) -> None:
    """28 days of 5 mg from packs of 28, and of 10 mg from packs that leave the fewest tablets over."""
    done = run('choose "5 mg x 28" --drug diazepam --region uk --use uk-diazepam-5mg')
    assert "1    5 mg tablet  28 tablets  1 × 28  28 (1)" in done.out
    document = run('choose "10 mg x 57" --drug diazepam --region uk --use uk-diazepam-10mg --format json').json
    (dispense,) = document["plans"][0]["dispense"]
    assert (dispense["tablets"], dispense["packs"]) == (57, [{"size": 30, "count": 1}, {"size": 28, "count": 1}])


def test_what_is_dispensed_is_what_supply_dispenses(run: Run) -> None:
    chosen = run("choose nice-cks --region uk --format json").json
    uses = " ".join(f"--use {identity}" for identity in chosen["options"][0]["products"])
    supplied = run(f"supply nice-cks --region uk {uses} --format json").json
    assert chosen["plans"][0]["dispense"] == supplied["total"]


def test_two_drugs_are_named_with_each_product(run: Run) -> None:
    done = run("choose scotland-lorazepam --region uk --top 2")
    assert done.code == 0
    assert "\nDiazepam 2 mg tablets and lorazepam 1 mg tablets make all 22 steps" in done.out
    assert "\n1    diazepam 2 mg" in done.out
    assert "Every option: diazepam rises from 10 mg to 20 mg a day." in done.out


def test_what_must_be_used_is_in_every_option(run: Run) -> None:
    done = run("choose nice-cks --region uk --must-use uk-diazepam-5mg-berk --max-products 2 --format json")
    assert done.json["must_use"] == ["uk-diazepam-5mg-berk"]
    assert done.json["max_products"] == 2
    for option in done.json["options"]:
        assert "uk-diazepam-5mg-berk" in option["products"]
        assert len(option["products"]) <= 2
    text = run("choose nice-cks --region uk --must-use uk-diazepam-5mg-berk --max-products 2")
    assert "Only sets with uk-diazepam-5mg-berk are compared." in text.out
    assert "Only sets of at most 2 products are compared." in text.out
    assert "- 5 mg tablet (Berk): 5 mg tablet [uk-diazepam-5mg]" in text.out


def test_a_product_left_out_is_in_no_option(run: Run) -> None:
    document = run("choose nice-cks --without generic-diazepam-2mg --format json").json
    assert all("generic-diazepam-2mg" not in option["products"] for option in document["options"])


def test_steady_shows_each_step_with_the_fewest_changes(run: Run) -> None:
    own = '--tablet "4 mg" --tablet "3 mg" --tablet "2 mg" --tablet "1 mg" --drug diazepam'
    must = " ".join(f"--must-use diazepam-tablet-{strength}mg" for strength in (1, 2, 3, 4))
    done = run(f'choose "5 mg x 7, 3 mg x 7, 5 mg x 7" {own} {must} --steady')
    assert "at one time of day changes 2 times from a step to the next" in " ".join(done.out.split())
    assert "1     7     5 mg  1 × 3 mg tablet + 1 × 2 mg tablet" in done.out
    document = run(f'choose "5 mg x 7, 3 mg x 7, 5 mg x 7" {own} {must} --steady --format json').json
    assert [dose["items"] for dose in document["steps"][1]["doses"]] == [
        [{"product": "diazepam-tablet-3mg", "part": "1", "count": 1, "mg": "3"}]
    ]
    assert document["plans"][0]["changes"] == 2
    hasty = run(f'choose "5 mg x 7, 3 mg x 7, 5 mg x 7" {own} {must} --format json').json
    assert hasty["plans"][0]["changes"] == 6
    assert hasty["options"] == document["options"]


def test_each_step_is_made_as_check_makes_it_from_these_products(run: Run) -> None:
    chosen = run("choose nice-cks --region uk --format json").json
    uses = " ".join(f"--use {identity}" for identity in chosen["options"][0]["products"])
    checked = run(f"check nice-cks --region uk {uses} --format json").json
    assert len(chosen["steps"]) == 25
    for mine, theirs in zip(chosen["steps"], checked["steps"], strict=True):
        assert [dose["items"] for dose in mine["doses"]] == [dose["items"] for dose in theirs["doses"]]


def test_what_is_remarkable_about_the_schedule_is_said_with_the_options(run: Run) -> None:
    done = run('choose "500 mg x 7, 5 mg x 7, 10 mg x 7" --drug diazepam --region uk --top 1')
    assert done.code == 1
    said = " ".join(done.out.split())
    assert "- Option 1: 500 mg of diazepam a day is above the plausible 60 mg: is it a tenfold slip? -" in said
    assert "- Option 1: diazepam rises from 5 mg to 10 mg a day. -" in said


def test_without_products_that_is_said(run: Run) -> None:
    done = run("choose us-label-clonazepam --without generic-clonazepam-0.5mg --without generic-clonazepam-2mg")
    assert done.code == 1
    assert "There is no product to choose." in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("--must-use generic-diazepam-5", 2, "is not on this shelf (did you mean generic-diazepam-5mg"),
        ("--must-use generic-diazepam-5mg --without generic-diazepam-5mg", 2, "is not on this shelf"),
        ("--max-products 0", 2, "'--max-products': 0 is not in the range x>=1"),
        ("--max-products two", 2, "'two' is not a valid integer"),
        ("--top 0", 2, "'--top': 0 is not in the range x>=1"),
        (
            "--must-use generic-diazepam-5mg --must-use generic-diazepam-2mg --max-products 1",
            2,
            "at most 1 are allowed",
        ),
        ("--region atlantis", 2, "region 'atlantis' is not known"),
    ],
)
def test_what_cannot_be_acted_on_is_told_in_a_line(arguments: str, code: int, says: str, run: Run) -> None:
    done = run(f"choose nice-cks {arguments}")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("pillsplit: ")
    assert done.err.count("\n") == 1
    assert says in done.err


def test_two_liquids_that_must_be_used_together_are_refused(run: Run) -> None:
    both = "--must-use uk-diazepam-solution-0.4mg-per-ml --must-use uk-diazepam-suspension-1mg-per-ml"
    done = run(f"choose nice-cks --region uk {both}")
    assert (done.code, done.out) == (2, "")
    assert "name at most one liquid of diazepam" in done.err


def test_a_wrong_file_is_told_and_nothing_is_computed(run: Run) -> None:
    done = run("choose", "-", "--drug", "diazepam", stdin="dose_mg,days\n5,0\n")
    assert (done.code, done.out) == (3, "")
    assert "standard input:2" in done.err


REGIONS = Formulary().region_names


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", REGIONS)
def test_every_published_schedule_is_answered_in_every_region(name: str, region: str, run: Run) -> None:
    drugs = {"scotland-lorazepam": {"lorazepam", "diazepam"}, "us-label-clonazepam": {"clonazepam"}}
    wanted = drugs.get(name, {"diazepam"})
    done = run("choose", name, "--region", region, "--steady")
    if not wanted <= set(Formulary().drugs_in(region)):
        assert (done.code, done.out) == (3, "")
        return
    assert done.code in (0, 1)
    above_sources = done.out.split("Products of these options")[0]
    assert max(len(line) for line in above_sources.splitlines()) <= 100


@given(questions())
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_text_markdown_and_csv_say_the_same(asked: Asked) -> None:
    choice = chosen(asked)
    plans = [plan(choice, option) for option in choice.options[: telling.SHOWN]]
    page = telling.page(choice, plans)
    text, markdown = as_text(page, Style(width=200)), as_markdown(page)
    rows = list(csv.DictReader(io.StringIO(as_csv(Records(data.COLUMNS, data.rows(plans))))))
    for number, (row, made) in enumerate(zip(rows, plans, strict=True), start=1):
        assert row["products"].split("; ") == list(made.option.ids)
        assert int(row["tablets"]) == made.tablets
        assert f"\n{number} " in text
        assert f"\n| {number} |" in markdown
        if halves := int(row["halves"]):
            assert f"{halves} ({row['halves_a_day']})" in text
    document = data.body(choice, plans, len(choice.options))
    assert [tuple(option["products"]) for option in document["options"]] == [option.ids for option in choice.options]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_on_a_terminal_after_a_second_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, seconds = Terminal(), [0]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("time.monotonic_ns", lambda: seconds[0] * 10**9)
    progress = cli.Progress()
    progress(1, 4)
    assert terminal.getvalue() == ""
    seconds[0] = 2
    progress(2, 4)
    progress(3, 4)
    assert terminal.getvalue() == "\rcomparing sets of products: 50%"
    progress.end()
    assert terminal.getvalue().endswith("\r\033[K")


def test_progress_is_not_told_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    monkeypatch.setattr(cli, "_SECOND", -1)
    progress = cli.Progress()
    progress(1, 4)
    progress.end()
    assert file.getvalue() == ""
