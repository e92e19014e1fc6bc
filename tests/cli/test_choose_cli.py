"""`pillsplit choose` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings

from pillsplit import __version__
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.output.renderers.csv import as_csv
from pillsplit.output.renderers.markdown import as_markdown
from pillsplit.output.renderers.text import as_text
from pillsplit.output.table import records_of
from pillsplit.output.view import Style
from pillsplit.output.views import choose as telling
from pillsplit.verbs.option import plan_option
from tests.choices import Question, questions
from tests.conftest import Run

OWN = '--tablet "2 mg/halves" --tablet "5 mg/halves" --tablet "10 mg" --liquid "1 mg/mL" --drug diazepam'
PLAN = '"20 mg x 14d, 13 mg x 14d, 4.5 mg x 7d, 1.3 mg x 7d"'
FIGURES = (
    "unreachable_days",
    "nofall_days",
    "liquid_days",
    "busy_days",
    "off_mg",
    "eighths",
    "quarters",
    "thirds",
    "halves",
    "pieces",
)


def test_a_choice_reads_as_a_prescriber_reads(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --top 2")
    assert (done.code, done.err) == (0, "")
    said = " ".join(done.out.split())
    assert said.startswith("diazepam, 4 steps, 42 days 2 mg")
    assert "tablets and 1 mg/mL oral solution make all 4 steps" in said
    assert "step 4 with liquid. No set takes liquid on fewer days" in said
    assert "How each step is made with option 1" in said
    assert "4 7 1.3 mg 1.3 mL" in said
    assert "Option 1 takes in all: " in said


def test_one_page_of_fifty_lines_tells_the_choice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("choose nice-cks --region uk")
    assert done.code == 0
    assert len(done.out.splitlines()) <= 50
    assert max(map(len, done.out.splitlines())) <= 80


def test_only_cuts_that_some_option_has_are_shown(run: Run) -> None:
    out = run("choose nice-cks --region uk").out
    assert "Halves" in out
    assert not any(name in out for name in ("Eighths", "Quarters", "Thirds"))
    assert "Thirds" in run('choose "1 mg x 7" --tablet "3 mg/thirds" --drug diazepam').out


def test_json_has_the_figures_of_the_contract(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --format json")
    document = done.json
    assert list(document)[:6] == ["pillsplit", "schema", "command", "shelf", "ways", "preferences"]
    assert (document["pillsplit"], document["schema"], document["command"]) == (__version__, 2, "choose")
    assert len(document["options"]) == document["options_in_all"]
    assert len(document["plans"]) == telling.SHOWN
    for option in document["options"]:
        assert tuple(option) == ("products", *FIGURES)
    first = document["options"][0]
    assert [first[name] for name in FIGURES[:4]] == [0, 0, 7, 0]
    assert all(isinstance(first[name], str) for name in FIGURES[4:])
    assert document["practical"] is True


def test_json_lists_every_option_unless_told_how_many(run: Run) -> None:
    everything = run("choose nice-cks --region uk --format json").json
    assert len(everything["options"]) > len(everything["plans"]) == telling.SHOWN
    some = run("choose nice-cks --region uk --format json --top 2").json
    assert some["options"] == everything["options"][:2]
    assert (len(some["plans"]), some["options_in_all"]) == (2, len(everything["options"]))


def test_csv_has_a_row_for_each_option_shown(run: Run) -> None:
    done = run(f"choose {PLAN} {OWN} --format csv --top 1")
    assert done.code == 0
    assert done.err.startswith("note: the first 1 options are written, and ")
    assert done.err.endswith(" more are not: --top says how many\n")
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert (row["option"], row["unreachable_days"], row["liquid_days"], row["liquid_steps"]) == ("1", "0", "7", "4")


def test_it_exits_as_the_plan_of_the_whole_shelf(run: Run) -> None:
    tablets = '--tablet "2 mg/halves" --tablet "5 mg/halves" --drug diazepam'
    for limits in ("", "--max-products 1"):
        assert run(f"choose {PLAN} {tablets} {limits}").code == run(f"check {PLAN} {tablets}").code == 1
        assert run(f"choose {PLAN} {OWN} {limits}").code == run(f"check {PLAN} {OWN}").code == 0


def test_what_is_dispensed_is_what_supply_dispenses(run: Run) -> None:
    chosen = run("choose nice-cks --region uk --format json").json
    uses = " ".join(f"--use {identity}" for identity in chosen["options"][0]["products"])
    supplied = run(f"supply nice-cks --region uk --switch as-needed {uses} --format json").json
    assert chosen["plans"][0]["dispense"] == supplied["total"]


def test_each_step_is_made_as_check_makes_it_from_these_products(run: Run) -> None:
    chosen = run("choose nice-cks --region uk --format json").json
    uses = " ".join(f"--use {identity}" for identity in chosen["options"][0]["products"])
    checked = run(f"check nice-cks --region uk --switch as-needed {uses} --format json").json
    assert len(chosen["steps"]) == 25
    assert chosen["steps"] == checked["steps"]


def test_two_drugs_are_named_with_each_product(run: Run) -> None:
    done = run("choose scotland-lorazepam --region uk --top 2")
    assert done.code == 0
    assert "\nDiazepam 2 mg and 5 mg tablets and lorazepam 1 mg tablets make all 22 steps" in done.out
    assert "\n1    diazepam 2 " in done.out


def test_what_must_be_used_is_in_every_option(run: Run) -> None:
    asked = "choose nice-cks --region uk --must-use uk-diazepam-5mg-berk --max-products 2"
    done = run(f"{asked} --format json")
    assert done.json["must_use"] == ["uk-diazepam-5mg-berk"]
    assert done.json["max_products"] == 2
    for option in done.json["options"]:
        assert "uk-diazepam-5mg-berk" in option["products"]
        assert len(option["products"]) <= 2
    said = " ".join(run(f"{asked} --sources").out.split())
    assert "Only sets with uk-diazepam-5mg-berk are compared." in said
    assert "Only sets of at most 2 products are compared." in said
    assert "5 mg tablet (Berk): 5 mg tablet [uk-diazepam-5mg]" in said


def test_a_product_left_out_is_in_no_option(run: Run) -> None:
    document = run("choose nice-cks --without generic-diazepam-2mg --format json").json
    assert all("generic-diazepam-2mg" not in option["products"] for option in document["options"])


def test_sources_and_what_is_not_used_are_told_to_those_who_ask(run: Run) -> None:
    done = run("choose nice-cks --region uk")
    assert "[uk-diazepam-2mg]" not in done.out
    more = " ".join(run("choose nice-cks --region uk --sources").out.split())
    assert "[uk-diazepam-2mg]" in more
    assert "To plan on option 1 alone: --use uk-diazepam-" in more
    assert "The options stand in the order of days not made" in more


def test_what_is_remarkable_about_the_schedule_is_said_with_the_options(run: Run) -> None:
    done = run('choose "500 mg x 7, 5 mg x 7, 10 mg x 7" --drug diazepam --region uk --top 1')
    assert done.code == 1
    said = " ".join(done.out.split())
    assert "step 1 cannot be made. No set leaves fewer days unmade" in said
    assert "500 mg of diazepam a day is above the plausible 60 mg: is it a tenfold slip?" in said
    assert "diazepam rises from 5 mg to 10 mg a day" in said


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


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", Formulary().region_names)
def test_every_published_schedule_is_answered_in_every_region_as_it_is_checked(
    name: str, region: str, run: Run
) -> None:
    done = run("choose", name, "--region", region)
    checked = run("check", name, "--region", region)
    assert done.code == checked.code
    assert max((len(line) for line in done.out.splitlines()), default=0) <= 100


@given(questions())
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_text_markdown_and_csv_say_the_same(question: Question) -> None:
    choice = question.chosen
    plans = [plan_option(choice, option) for option in choice.options[: telling.SHOWN]]
    page = telling.page(choice, plans)
    text, markdown = as_text(page, Style(width=200)), as_markdown(page)
    rows = csv.DictReader(io.StringIO(as_csv(records_of(telling.COLUMNS, telling.option_rows(choice, plans)))))
    for number, (row, made) in enumerate(zip(rows, plans, strict=True), start=1):
        assert row["products"].split("; ") == list(made.option.ids)
        assert int(row["tablets"]) == made.tablets
        assert f"\n{number} " in text
        assert f"\n| {number} |" in markdown
    document = telling.body(choice, plans)
    assert [tuple(option["products"]) for option in document["options"]] == [option.ids for option in choice.options]
