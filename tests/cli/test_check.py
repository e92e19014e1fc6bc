"""`pillsplit check` through the command line: what it prints, where, and how it exits."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit import __version__
from pillsplit.amounts.number import read_number
from pillsplit.amounts.quantity import Mass
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.model.plan import Plan
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.output.renderers.csv import as_csv
from pillsplit.output.renderers.markdown import as_markdown
from pillsplit.output.renderers.text import as_text
from pillsplit.output.table import Records, records_of
from pillsplit.output.view import Style
from pillsplit.output.views import check as telling
from pillsplit.output.views import plan_data
from pillsplit.output.views.plan_rows import dose_rows
from pillsplit.verbs.check import check
from tests import bridge
from tests.conftest import Run

OWN = '--tablet "2 mg/halves" --tablet "5 mg/halves" --tablet "10 mg/halves" --liquid "1 mg/mL" --drug diazepam'
PLAN = '"13.3 mg x 14d, 12 mg x 2w, 0.05 mg x 7"'


def test_a_plan_reads_as_a_pharmacist_reads(run: Run) -> None:
    done = run(f"check {PLAN} {OWN}")
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert lines[0] == "diazepam, 3 steps, 35 days"
    assert "week 1–2" not in done.out
    assert [" ".join(line.split()) for line in lines if re.match(r"[1-3] ", line)] == [
        "1 14 13.3 mg 10 + 2 mg + 1.3 mL liquid 13 mg (−2.3%) or 13.5 mg (+1.5%)",
        "2 14 12 mg 10 + 2 mg whole",
        "3 7 0.05 mg – cannot be made 1 mg (+1900%)",
    ]
    flat = " ".join(done.out.split())
    assert "step 3 cannot be made" in flat
    assert "Step 3: every piece here is a multiple of 1 mg" not in flat
    assert "With --sources also: basis, reasons, neighbours, data, products used, not used." in flat


def test_sources_say_on_what_the_answer_rests(run: Run) -> None:
    flat = " ".join(run(f"check {PLAN} {OWN} --sources").out.split())
    assert "Made from the products named, divided as their labels say, at most 6 pieces a dose" in flat
    assert "Step 1: every piece here is a multiple of 0.5 mg, and the dose is not." in flat
    assert "13.5 mg: 1 × 5 mg tablet + ½ × 5 mg tablet + 3 × 2 mg tablet" in flat
    assert "diazepam 10 mg tablets, divided in halves [diazepam-tablet-10mg-halves]" in flat
    assert "Not used - diazepam 5 mg tablets, divided in halves" in flat


def test_the_basis_says_that_a_division_is_assumed(run: Run) -> None:
    flat = " ".join(run("check", "1 mg x 7d", "--drug", "diazepam", "--region", "uk", "--sources").out.split())
    assert "divided as their labels say, in halves where that is not on record, at most 6 pieces a dose" in flat


def test_markdown_is_a_table_with_escaped_cells(run: Run) -> None:
    done = run(f"check {PLAN} {OWN} --format markdown")
    assert "| Step | Days | Dose | How to take it | Verdict | Tablets alone |" in done.out
    assert "| 2 | 14 | 12 mg | 10 + 2 mg | whole |  |" in done.out
    hostile = run("check", "-", "--drug", "diazepam", "--format", "markdown", stdin="dose_mg,days,note\n5,7,a|b <i>*\n")
    assert r"a\|b &lt;i&gt;\*" in hostile.out


def test_json_says_what_the_contract_says(run: Run) -> None:
    document = run(f"check {PLAN} {OWN} --format json").json
    assert list(document)[:6] == ["pillsplit", "schema", "command", "shelf", "ways", "preferences"]
    assert (document["pillsplit"], document["schema"], document["command"]) == (__version__, 2, "check")
    assert document["preferences"] == {
        "split": "label",
        "max_pieces": 6,
        "prefer": "fewest-cuts",
        "max_volume_ml": "10",
        "max_fills": 1,
        "tolerance": "1%",
        "device_tolerance": "5%",
        "tablets_within": "0%",
        "liquid": True,
        "switch": "auto",
        "release": None,
        "device": [],
        "liquid_step": None,
        "in_use_days": None,
        "interval": 28,
    }
    assert document["ways"][0] == {
        "product": "diazepam-liquid-1mg-per-ml",
        "device": "1 mL oral syringe",
        "capacity_ml": "1",
        "mark_ml": "0.01",
        "least_ml": "0.1",
        "most_ml": "1",
        "drops": False,
        "error": {"of_volume": "5%", "below_half_of_capacity": "1.5%", "below_half_of_volume": "2%"},
    }
    dose = document["steps"][0]["doses"][0]
    assert dose == {
        "drug": "diazepam",
        "time": "day",
        "dose_mg": "13.3",
        "verdict": "liquid",
        "needs_liquid": True,
        "items": [
            {"product": "diazepam-tablet-10mg-halves", "part": "1", "count": 1, "mg": "10"},
            {"product": "diazepam-tablet-2mg-halves", "part": "1", "count": 1, "mg": "2"},
            {
                "product": "diazepam-liquid-1mg-per-ml",
                "ml": "1.3",
                "drops": None,
                "device": "5 mL oral syringe",
                "mg": "1.3",
                "error_mg": "0.088",
            },
        ],
        "made_mg": "13.3",
        "difference_mg": "0",
        "below": {
            "mg": "13",
            "items": [
                {"product": "diazepam-tablet-5mg-halves", "part": "1", "count": 1, "mg": "5"},
                {"product": "diazepam-tablet-2mg-halves", "part": "1", "count": 4, "mg": "8"},
            ],
        },
        "above": {
            "mg": "13.5",
            "items": [
                {"product": "diazepam-tablet-5mg-halves", "part": "1", "count": 1, "mg": "5"},
                {"product": "diazepam-tablet-5mg-halves", "part": "1/2", "count": 1, "mg": "2.5"},
                {"product": "diazepam-tablet-2mg-halves", "part": "1", "count": 3, "mg": "6"},
            ],
        },
        "liquid_below": None,
        "liquid_above": None,
        "why": {
            "code": "grid",
            "text": "every piece here is a multiple of 0.5 mg, and the dose is not",
            "grid_mg": "0.5",
        },
        "notes": dose["notes"],
    }
    assert document["plan"] == {
        "liquids": {"diazepam": "diazepam-liquid-1mg-per-ml"},
        "liquid_from_step": {"diazepam": None},
        "bottles": {"diazepam": {"count": None, "at_least": True, "size_ml": None}},
        "left_out": [],
        "notes": document["plan"]["notes"],
    }
    assert document["summary"] == {
        "steps": 3,
        "whole": 1,
        "halves": 0,
        "thirds": 0,
        "quarters": 0,
        "eighths": 0,
        "liquid": 1,
        "unreachable": 1,
        "needs_liquid": 2,
        "exact": 2,
        "practical": False,
        "tablets_within": {"0%": 1, "1%": 1, "2.5%": 2, "5%": 2, "10%": 2},
    }
    unmade = document["steps"][2]["doses"][0]
    assert (unmade["liquid_below"], unmade["liquid_above"]["mg"]) == (None, "0.1")
    assert unmade["why"]["liquid"]["code"] == "below-liquid-step"


def test_a_product_in_json_has_its_source(run: Run) -> None:
    products = run('check "5 mg x 7" --drug diazepam --region uk --format json').json["shelf"]["products"]
    for product in products:
        assert {"id", "drug", "name", "form", "release", "evidence", "source", "checked"} <= set(product)
        solid = {"strength_mg", "parts", "score"} <= set(product)
        assert solid != ({"concentration_mg_per_ml", "bottles_ml", "in_use_days"} <= set(product))


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", ["generic", "uk", "us"])
def test_every_published_schedule_is_answered(name: str, region: str, run: Run) -> None:
    done = run("check", name, "--region", region)
    assert done.code in (0, 1)
    assert max(map(len, done.out.splitlines())) <= 100


@pytest.mark.parametrize(
    ("verb", "schedule", "most"),
    [
        ("check", "nice-cks", 40),
        ("plan", "nice-cks", 45),
        ("supply", "nice-cks", 70),
        ("titrate", "nice-cks", 45),
        ("choose", "nice-cks", 50),
        ("titrate", "solution-26-weeks", 45),
    ],
)
def test_an_answer_fits_a_screen_or_two(
    verb: str, schedule: str, most: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(verb, schedule, "--region", "uk").out.splitlines()
    assert len(lines) <= most
    assert max(map(len, lines)) <= 80


def test_a_drug_that_the_region_has_not_is_told(run: Run) -> None:
    done = run("check", "-", stdin="drug,dose_mg,days\nzopiclone,7.5,7\n")
    assert (done.code, done.out) == (3, "")
    assert "standard input:2: zopiclone is not on record for most countries" in done.err


def printed_mass(take: str) -> Fraction:
    """Add up what the printed words say: ``1 × 10 mg tablet + ½ × 5 mg tablet + 3.3 mL of 1 mg/mL oral solution``."""
    total = Fraction(0)
    for item in take.split(" + "):
        if (match := re.match(r"(\S+) × (.+?) mg ", item)) or (match := re.match(r"(.+?) mL of (.+?) mg/mL ", item)):
            total += read_number(match[1])[0] * read_number(match[2])[0]
        else:
            assert item == "nothing"
    return total


def printed_column(text: str, name: str) -> list[str]:
    """Read a column of the printed table back, each cell with its continued lines put together."""
    lines = text[text.index("\nStep  Days") + 1 :].split("\n\n")[0].splitlines()
    starts = [match.start() for match in re.finditer(r"-+", lines[1])]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    start, end = next(span for span in spans if lines[0][slice(*span)].strip() == name)
    cells: list[str] = []
    for line in lines[2:]:
        if line[: starts[1]].strip():
            cells.append("")
        cells[-1] = f"{cells[-1]} {line[start:end].strip()}".strip()
    return cells


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    world = draw(bridge.worlds())
    masses = draw(st.lists(bridge.doses(world), min_size=1, max_size=4))
    steps = tuple(Step(n, 7, (Dose("drug", "day", Mass(mass)),)) for n, mass in enumerate(masses, start=1))
    shelf = Shelf(None, tuple(map(bridge.solid, world.tablets)))
    return check(Schedule(steps), shelf, bridge.preferences(world.asked))


@given(plans())
@settings(max_examples=60)
def test_text_csv_and_markdown_say_the_same_and_add_up_to_the_dose(answer: Plan) -> None:
    text = as_text(telling.page(answer), Style(width=200))
    markdown = as_markdown(telling.page(answer))
    read = list(csv.DictReader(io.StringIO(as_csv(records_of(telling.COLUMNS, dose_rows(answer))))))
    document = plan_data.body(answer)
    taken = printed_column(text, "How to take it")
    for step, row, said, take in zip(answer.steps, read, document["steps"], taken, strict=True):
        dose, document_dose = step.doses[0].answer, said["doses"][0]
        assert row["verdict"] == dose.verdict == document_dose["verdict"]
        if dose.combination:
            assert printed_mass(row["take"]) == dose.combination.mass.mg
            assert sum(Fraction(item["mg"]) for item in document_dose["items"]) == dose.combination.mass.mg
            assert Fraction(row["made_mg"]) - Fraction(row["dose_mg"]) == Fraction(row["difference_mg"])
            assert f"| {dose.dose} | {take} | " in markdown
            assert short_mass(take) == dose.combination.mass.mg


def short_mass(take: str) -> Fraction:
    """Add up what the short words say: ``10 + ½ × 5 mg``; the unit stands behind the last of its kind."""
    total = Fraction(0)
    for item in () if take.startswith(("nothing", "none ")) else take.split(" + "):
        times, _, strength = item.rpartition(" × ")
        number = re.match(r"[^a-z]+", strength.strip())
        assert number
        total += (read_number(times)[0] if times else 1) * read_number(number[0].strip())[0]
    return total


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('"plan that is none"', "is no file, no published schedule"),
        ("nice-ckz", "did you mean nice-cks?"),
        ('"20 mg x 14d"', "add --drug, such as diazepam"),
        ('"20 mg x 14d" --drug nonsense', "drug 'nonsense' is not on record"),
        ('"20 mg x 14d" --drug diazepan', "did you mean diazepam"),
        ("nice-cks --region atlantis", "region 'atlantis' is not known"),
        ("nice-cks --region unitedkingdom", "did you mean united kingdom?"),
        ("nice-cks --max-pieces 0", "write a number from 1 to 100"),
        ("nice-cks --max-pieces 101", "write a number from 1 to 100"),
        ("nice-cks --max-pieces x", "'x' is not a valid integer"),
        ("nice-cks --max-volume 0mL", "write a volume above 0"),
        ("nice-cks --max-volume 10", "'10' has no unit: write 10 mL"),
        ("nice-cks --tolerance 0.01", "write 1% or 0.01%"),
        ("nice-cks --tolerance 100%", "--tolerance is out of range"),
        ("nice-cks --liquid-step 0mg", "write an amount above 0"),
        ("nice-cks --split fifths", "'fifths' is not known"),
        ("nice-cks --use nothing", "product 'nothing' is not on this shelf"),
        ("nice-cks --without uk-diazepam-5mg --region uk --use uk-diazepam-5m", "did you mean uk-diazepam-5mg"),
        ('nice-cks --tablet "5"', "'5' has no unit: write 5 mg"),
        ('nice-cks --tablet "0 mg"', "a tablet of nothing"),
        ('nice-cks --tablet "5 mg/fifths"', "5 mg/halves"),
        ('nice-cks --tablet "5 mg" --tablet "5.0 mg"', "is named twice"),
        ('nice-cks --tablet "clonazepam 2 mg"', "the schedule has no clonazepam"),
        ('scotland-lorazepam --tablet "2 mg"', "of which drug?"),
        ('nice-cks --liquid "1 mg"', "is not a concentration"),
        ('nice-cks --liquid "1 mg/mL by 0 mL"', "holds nothing"),
        ("nice-cks --formulary nowhere", "nowhere is not a folder"),
        ("nice-cks --output /nowhere/at/all.txt", "cannot be written"),
        ("nice-cks --nonsense", "pillsplit check has no --nonsense"),
        ("nonsense", "'nonsense' is no verb"),
        ("", "Usage"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(arguments: str, code: str, run: Run) -> None:
    done = run(f"check {arguments}" if arguments and arguments != "nonsense" else arguments)
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    assert "\n" not in done.err.strip() or not arguments


def test_a_wrong_file_is_told_line_by_line_and_exit_3(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("drug,dose_mg,days\ndiazepan,20,14\nvalium,x,0\n", encoding="utf-8")
    done = run("check", str(file))
    assert (done.code, done.out) == (3, "")
    assert [line.split(": ")[1].removeprefix(str(file)) for line in done.err.splitlines()] == [":2", ":3", ":3"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"dose_mg,days\n", "holds no step"),
        (b"\0\1\2", "is not a text file"),
        ("dose_mg,days\n5,7\n".encode("utf-16"), "is UTF-16 text"),
    ],
)
def test_a_file_that_is_no_schedule_exits_3(content: bytes, message: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_bytes(content)
    for done in (run("check", str(file), "--drug", "diazepam"), run("check", "-", "--drug", "diazepam", stdin=content)):
        assert (done.code, done.out) == (3, "")
        assert message in done.err


def test_a_huge_file_is_refused_without_being_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    with file.open("wb") as out:
        out.truncate(200_000_000)
    done = run("check", str(file), "--drug", "diazepam")
    assert (done.code, done.out) == (3, "")
    assert "is larger than 1,000,000 bytes" in done.err


def test_a_folder_is_no_schedule(run: Run, tmp_path: Path) -> None:
    done = run("check", str(tmp_path), "--drug", "diazepam")
    assert done.code == 3
    assert "is a folder: name a CSV or JSON file in it" in done.err


def test_a_bom_and_windows_line_ends_are_read(run: Run) -> None:
    done = run("check", "-", stdin=b"\xef\xbb\xbfDrug;Dose (mg);Days\r\nValium;20;14\r\n")
    assert done.code == 0
    assert "2 × 10 mg" in done.out


def test_a_closed_pipe_is_no_failure() -> None:
    script = f"{sys.executable} -m pillsplit check nice-cks --region uk | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("Diazepam from 40 mg a day")
    assert done.stderr == ""


def test_the_answer_can_go_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    done = run("check", "nice-cks", "--format", "csv", "--output", str(file))
    assert (done.out, done.code) == ("", 0)
    assert file.read_text(encoding="utf-8") == run("check nice-cks --format csv").out


@pytest.mark.hazard("H20")
def test_csv_keeps_a_spreadsheet_from_running_a_note() -> None:
    assert as_csv(Records(("note",), [("=cmd()",), ("-0.1",), ("-1/3",), ("+x",), ("@x",)])) == (
        "note\n'=cmd()\n-0.1\n-1/3\n'+x\n'@x\n"
    )


@pytest.mark.hazard("H04")
def test_what_was_read_otherwise_is_remarked_on_standard_error_and_in_the_notes(run: Run) -> None:
    done = run('check ".5 mg x 7, 5.0 mg x 7" --drug diazepam --format json')
    assert "'.5' is read as 0.5" in done.err
    assert "'5.0' is read as 5" in done.err
    codes = [[note["code"] for note in step["doses"][0]["notes"]] for step in done.json["steps"]]
    assert "as-read" in codes[0]
    assert {"as-read", "dose-rises"} <= set(codes[1])


@pytest.mark.hazard("H03", "H15")
def test_notes_tell_rises_gaps_and_a_tenfold_slip(run: Run) -> None:
    plan = "drug,dose_mg,days,start\nvalium,20,7,2026-12-01\nvalium,200,7,2026-12-10\n"
    done = run("check", "-", "--region", "uk", "--max-pieces", "20", stdin=plan)
    assert "Step 2: 200 mg of diazepam a day is above the plausible 60 mg: is it a tenfold slip?" in done.out
    assert "Step 2: diazepam rises from 20 mg to 200 mg a day." in done.out
    assert "Step 2: 2 days without a step before 2026-12-10." in done.out


def test_a_brand_names_its_substance(run: Run) -> None:
    for brand in ("klonopin", "Rivotril", "CLONAZEPAM"):
        done = run(f'check "0.5 mg x 7" --drug {brand} --region us --format json')
        assert done.json["steps"][0]["doses"][0]["drug"] == "clonazepam"


def test_an_unknown_score_counts_as_halves_with_a_note(run: Run) -> None:
    halves = run('check "1 mg x 7" --drug diazepam --region uk --format json').json["steps"][0]["doses"][0]
    assert halves["verdict"] == "halves"
    assert "score-unknown" in [note["code"] for note in halves["notes"]]


@pytest.mark.hazard("H01")
def test_a_cut_beyond_the_label_is_noted(run: Run) -> None:
    dose = run('check "1 mg x 7" --tablet "2 mg" --split halves --format json').json["steps"][0]["doses"][0]
    assert dose["verdict"] == "halves"
    assert [note["code"] for note in dose["notes"]] == ["beyond-label"]


@pytest.mark.hazard("H01")
def test_an_orodispersible_tablet_is_never_cut(run: Run) -> None:
    done = run('check "0.0625 mg x 7" --drug clonazepam --region us --split quarters --use us-clonazepam-0.125mg-odt')
    assert done.code == 1
    assert "cannot be made" in done.out


def test_a_liquid_step_stands_for_a_liquid_where_there_is_none(run: Run) -> None:
    done = run('check "13.3 mg x 7" --drug diazepam --tablet "10 mg" --liquid-step "0.1 mg"')
    assert done.code == 0
    assert "there is no liquid of diazepam here: one of 1 mg/mL is assumed" in done.err
    assert "10 mg + 3.3 mL" in done.out


def test_a_liquid_step_allows_only_whole_multiples_of_it(run: Run) -> None:
    shelf = '--drug diazepam --liquid "1 mg/mL"'
    assert "0.35 mL" in run(f'check "0.35 mg x 7" {shelf}').out
    done = run(f'check "0.4 mg x 7, 0.35 mg x 7" {shelf} --liquid-step "0.1 mg" --format json')
    assert done.code == 1
    sides = done.json["steps"][1]["doses"][0]
    assert (sides["liquid_below"]["mg"], sides["liquid_above"]["mg"]) == ("0.3", "0.4")


def test_a_drug_that_the_schedule_does_not_need_is_remarked(run: Run) -> None:
    done = run("check nice-cks --drug clonazepam")
    assert done.err == "note: --drug clonazepam is not used: the schedule is of diazepam\n"
    assert run("check nice-cks --drug valium").err == ""


def test_an_answer_is_a_schedule_too(run: Run) -> None:
    first = run("check scotland-lorazepam --region uk --format json")
    again = run("check - --region uk --format json", stdin=first.out)
    assert again.json["steps"] == first.json["steps"]


def test_use_and_without_narrow_the_shelf(run: Run) -> None:
    ids = ["uk-diazepam-2mg", "uk-diazepam-5mg"]
    shelf = run(f"check nice-cks --region uk --use {ids[0]} --use {ids[1]} --format json").json["shelf"]
    assert [product["id"] for product in shelf["products"]] == ids
    shelf = run(f"check nice-cks --region uk --without {ids[0]} --format json").json["shelf"]
    assert ids[0] not in [product["id"] for product in shelf["products"]]


def test_no_liquid_leaves_tablets_alone(run: Run) -> None:
    done = run('check "13.3 mg x 7" --drug diazepam --no-liquid --format json')
    assert done.code == 1
    assert done.json["steps"][0]["doses"][0]["why"]["liquid"]["code"] == "no-liquid"


@pytest.mark.hazard("H09")
def test_two_makers_of_one_strength_are_told_apart() -> None:
    shelf = Formulary().shelf(Formulary().region("uk"), ["diazepam"])
    named = shelf.short_names
    assert named["uk-diazepam-5mg-berk"] == "5 mg tablet (Berk)"
    assert named["uk-diazepam-5mg"] == "5 mg tablet"


def test_the_program_says_its_version_and_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "pillsplit", "--version"], capture_output=True, check=True, text=True)
    assert __version__ in done.stdout
