"""The plan on paper: one file that asks for nothing, with the same answers as every other verb."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from pillsplit import Formulary, __version__, read_bytes
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.output.renderers.html import as_html
from pillsplit.output.table import Lines, Page, Table
from pillsplit.verbs.report import report
from tests.conftest import Run
from tests.definitions.calendar import added_up
from tests.pages import Reader, assert_every_dose_is_on_its_day

START = datetime.date(2026, 12, 1)
EVIL = "<script>alert(1)</script>"
SENTENCE = "An arithmetic aid. It shows what these products can make; it does not choose a dose or a rate."


def person(run: Run, *arguments: str, stdin: str = "") -> Reader:
    return Reader(run("report", *arguments, "--for", "person", stdin=stdin).out)


@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("name", published.names())
def test_every_dose_of_the_answer_is_on_the_calendar_page_of_its_day(run: Run, name: str, region: str) -> None:
    document = run("check", name, "--region", region, "--format", "json").json
    assert_every_dose_is_on_its_day(document, person(run, name, "--region", region, "--start", "2026-12-01"), START)
    assert_every_dose_is_on_its_day(document, person(run, name, "--region", region), None)


def test_the_words_of_each_box_add_up_to_its_dose(run: Run) -> None:
    table = "days,drug,morning_mg,night_mg\n9,diazepam,0.5,7.5\n9,diazepam,1.75,0\n"
    page = person(run, "-", "--tablet", "2 mg/quarters", "--tablet", "5 mg/halves", "--liquid", "1 mg/mL", stdin=table)
    for day in page.days:
        for box in day.boxes:
            lines = [line for line in box.lines if line != "nothing to take"]
            made = re.search(r"makes ([\d.]+) mg", box.doses[0]) or re.search(r"([\d.]+) mg", box.doses[0])
            assert made
            assert added_up(lines) == (Fraction(made[1]) if lines else 0)
            assert box.tick == bool(lines)


def test_the_page_is_one_file_without_script_style_sheet_font_or_request(run: Run) -> None:
    out = run("report", "nice-cks", "--region", "uk", "--start", "2026-12-01").out
    page = Reader(out)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "video", "audio", "base"}
    assert not [
        each
        for each in page.attributes
        if each[1] in ("src", "srcset", "background", "data") or each[1].startswith("on")
    ]
    assert {value for _, name, value in page.attributes if name == "href"} <= {f"#p{n}" for n in range(100)}
    assert "url(" not in out.replace("url(#", "")
    assert "@import" not in out
    assert "default-src 'none'" in out


def test_a_year_with_four_doses_a_day_of_two_drugs_stays_below_a_megabyte(run: Run) -> None:
    rows = "".join(
        f"{step},28,diazepam,{2.5 + step / 2},7.5,3.5,{8 + step / 2}\n{step},28,clonazepam,0.25,0.75,0.5,1.25\n"
        for step in range(13, 0, -1)
    )
    rows = "".join(f"{14 - int(row.split(',')[0])},{row.split(',', 1)[1]}\n" for row in rows.splitlines())
    out = run(
        "report",
        "-",
        "--region",
        "uk",
        "--split",
        "halves",
        stdin=("step,days,drug,morning_mg,midday_mg,evening_mg,night_mg\n" + rows),
    ).out
    assert len(Reader(out).days) == 364
    assert len(out.encode()) < 1_100_000


@pytest.mark.parametrize("text", [EVIL, "=cmd()", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "</style><b>"])
def test_a_name_or_a_note_that_looks_like_code_is_shown_as_text(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    row = {"days": 3, "drug": text, "dose": "2.5 mg", "note": f"note {text}"}
    file.write_text(json.dumps([row, {**row, "dose": "1 mg"}]), encoding="utf-8")
    out = run("report", str(file), "--tablet", "5 mg/halves", "--tablet", "2 mg/halves").out
    page = Reader(out)
    assert f"note {text}".lower() in page.text.lower()
    assert f"{text} 5 mg tablets".lower() in page.text.lower()
    assert not page.tags & {"script", "img", "b>"}
    assert "49" not in [part.strip() for part in page.said]
    assert not [each for each in page.attributes if each[1].startswith("on")]


def test_a_product_of_a_folder_named_like_a_script_is_shown_as_text(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "regions" / "uk"
    folder.mkdir(parents=True)
    own = (Path(__file__).parent.parent.parent / "formulary" / "regions" / "uk" / "diazepam.toml").read_text(
        encoding="utf-8"
    )
    (folder / "diazepam.toml").write_text(own.replace('name = "Diazepam 5 mg tablets"', f'name = "{EVIL}"'), "utf-8")
    out = run("report", "5 mg x 7d", "--drug", "diazepam", "--region", "uk", "--formulary", str(tmp_path)).out
    assert EVIL not in out
    assert EVIL in Reader(out).text


def test_the_foot_says_the_version_the_date_of_the_data_and_what_this_is(run: Run) -> None:
    out = run("report", "nice-cks", "--region", "uk").out
    assert Reader(out).text.endswith(f"pillsplit {__version__} · product data of 2026-11-22 · {SENTENCE}")
    assert 'content: "page " counter(page) " of " counter(pages)' in out
    own = run("report", "5 mg x 7d", "--tablet", "5 mg", "--drug", "diazepam").out
    assert f"pillsplit {__version__} · products as stated · {SENTENCE}" in Reader(own).text


def test_a_change_of_dose_is_said_in_words_on_its_day(run: Run) -> None:
    page = person(run, "20 mg x 7d, 18 mg x 7d", "--drug", "diazepam", "--start", "2026-12-01")
    assert {day.number: day.changes for day in page.days if day.changes} == {
        8: ["Dose changes today: 18 mg a day (was 20 mg)"],
        14: ["Last day of this plan"],
    }


def test_half_of_a_calendar_uses_the_half_from_yesterday(run: Run) -> None:
    page = person(run, "2.5 mg x 4d", "--tablet", "5 mg/halves", "--drug", "diazepam")
    assert [day.boxes[0].lines for day in page.days] == [
        ["half a 5 mg tablet: cut a new one in half, keep the other half for tomorrow"],
        ["half a 5 mg tablet: use the half from yesterday"],
    ] * 2


def test_a_sheet_holds_four_weeks_and_in_large_print_one(run: Run) -> None:
    sheets = [text for text in person(run, "5 mg x 56d", "--drug", "diazepam").headings if text.startswith("Week")]
    assert sheets == ["Weeks 1 to 4: day 1 to day 28", "Weeks 5 to 8: day 29 to day 56"]
    large = person(run, "5 mg x 56d", "--drug", "diazepam", "--large-print", "--start", "2026-12-01")
    weeks = [text for text in large.headings if text.startswith("Week")]
    assert len(weeks) == 8
    assert weeks[-1] == "Week 8: Tue 19 Jan 2027 to Mon 25 Jan 2027"
    assert ("body", "class", "large") in large.attributes


def test_a_dose_that_cannot_be_made_has_no_box_to_tick_and_ends_in_1(run: Run) -> None:
    ran = run("report", "0.01 mg x 1d", "--drug", "diazepam")
    assert ran.code == 1
    box = Reader(ran.out).days[0].boxes[0]
    assert not box.tick
    assert box.lines == ["cannot be made with these products: ask before this day what to take"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--start", "1.12.2026"], "is unclear, 1 December or 12 January: write 2026-12-01 or 2026-01-12"),
        (["--start", "9999-12-30"], "write a year from 1000 to 8999"),
        (["--for", "everyone"], "'everyone' is not known: write all, person, prescriber or pharmacy"),
        (["--format", "csv"], "'csv' is not"),
    ],
)
def test_what_cannot_be_acted_on_is_one_line_and_exit_2(run: Run, options: list[str], says: str) -> None:
    ran = run("report", "5 mg x 7d", "--drug", "diazepam", *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_page_of_any_verb_is_escaped_cell_by_cell() -> None:
    page = Page(EVIL, (EVIL,), (Table((EVIL,), ((EVIL,),), EVIL), Lines(EVIL, (EVIL,)), Lines("empty", ())))
    out = as_html(page)
    assert "<script" not in out
    reader = Reader(out)
    assert reader.text.count(EVIL) == 8
    assert "empty" not in reader.text


@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("name", published.names())
def test_the_person_begins_as_many_tablets_as_the_pharmacy_dispenses(name: str, region: str) -> None:
    formulary = Formulary()
    schedule = read_bytes(published.content(name), name, formulary.drug_name)
    answer = report(schedule, formulary.shelf(formulary.region(region), schedule.drugs), start=START, compare=False)
    begun = Counter(
        take.product.id
        for day in answer.calendar.days
        for dose in day.doses
        for take in dose.takes
        if take.part == 1 or take.cut == 1
    )
    measured: dict[str, Fraction] = {}
    for day in answer.calendar.days:
        for dose in day.doses:
            if dose.liquid:
                here = dose.liquid.product.id
                measured[here] = measured.get(here, Fraction(0)) + dose.liquid.volume.ml
    assert {each.product.id: each.dispensed for each in answer.supply.total} == begun | measured


def test_the_prescriber_reads_cuts_steps_choice_and_what_is_unverified(run: Run) -> None:
    out = run("report", "solution-26-weeks", "--region", "uk", "--for", "prescriber").out
    page = Reader(out)
    for heading in (
        "The dose over time",
        "The cuts, in percent of the dose before, to 0.1%",
        "Each step, and how it is made",
        "Notes",
        "The choice of products",
        "The choice and its alternatives",
        "What this plan rests on that is unverified",
        "How the schedule was read, and what it assumes",
        "Products used, with their sources",
    ):
        assert heading in page.headings
    assert '<desc id="stairs-desc">diazepam, mg a day: days 1 to 7, step 1: 15 mg;' in out
    assert re.search(r"2 14 11 mg −4 mg −26.7", page.text)
    assert "5 14 4.75 mg −1.25 mg −20.8" in page.text
    assert "Whether Diazepam 5 mg tablets may be divided is not on record" in page.text
    assert "The last line of the page, week 26 on nothing, is left out." in page.text
    assert not page.days
    assert not [text for text in page.headings if text.startswith(("For the person", "For the pharmacy"))]


def test_the_pharmacy_reads_the_lines_of_supply_and_what_is_cut(run: Run) -> None:
    arguments = ("2.5 mg x 14d, 2 mg x 14d", "--drug", "diazepam", "--region", "uk")
    supply = run("supply", *arguments, "--in-full").out
    page = Reader(run("report", *arguments, "--for", "pharmacy").out)
    lines = [line.removeprefix("- ") for line in supply.splitlines() if line.startswith("- diazepam")]
    assert lines
    for line in lines:
        assert line in page.text
    # Fourteen halves are seven tablets cut, on every other day.
    assert "Diazepam 5 mg tablets 7 7 days, day 1 to 13 1 day division not on record" in page.text
    assert "Products, and what their labels say on dividing" in page.headings
    assert "The liquid plan" not in page.headings


def test_the_pharmacy_reads_the_liquid_plan_where_there_is_one(run: Run) -> None:
    page = Reader(run("report", "solution-26-weeks", "--region", "uk", "--for", "pharmacy").out)
    assert {"The liquid plan", "Each dose: tablets, and liquid to the mark", "Bottles"} <= set(page.headings)
    assert "to the 0.75 mL mark of the 1 mL oral syringe" in page.text
    assert len(page.headings) == len(set(page.headings)), "nothing stands twice"


def test_what_is_at_hand_to_measure_with_is_kept_to(run: Run) -> None:
    shared = ("report", "0.75 mg x 7d", "--drug", "diazepam", "--liquid", "1 mg/mL", "--for", "person")
    fine = Reader(run(*shared, "--device", "1 mL").out)
    assert fine.days[0].boxes[0].lines == ["0.75 mL of 1 mg/mL oral solution, in the 1 mL oral syringe"]
    coarse = Reader(run(*shared, "--device", "5 mL").out)
    assert coarse.days[0].boxes[0].lines == ["cannot be made with these products: ask before this day what to take"]
    assert "'nonsense'" in run(*shared, "--device", "nonsense").err


def test_too_many_sets_of_products_leave_the_plan_and_say_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UsageError("these products make too many sets to weigh")

    monkeypatch.setattr("pillsplit.verbs.choose.choose", refuse)
    page = Reader(run("report", "5 mg x 7d", "--drug", "diazepam").out)
    assert "No comparison: these products make too many sets to weigh" in page.text
    assert "The choice and its alternatives" not in page.headings


def test_each_reader_gets_a_part_and_all_get_everything(run: Run) -> None:
    everything = Reader(run("report", "5 mg x 7d", "--drug", "diazepam").out)
    parts = [text for text in everything.headings if text.startswith("For the")]
    assert parts == ["For the person who takes it", "For the prescriber", "For the pharmacy"]
    for reader, title in zip(("person", "prescriber", "pharmacy"), parts, strict=True):
        page = Reader(run("report", "5 mg x 7d", "--drug", "diazepam", "--for", reader).out)
        assert [text for text in page.headings if text.startswith("For the")] == [title]


@pytest.mark.parametrize("verb", ["check", "choose", "supply", "titrate", "fit", "doses"])
def test_every_verb_answers_in_html_with_the_same_look(run: Run, verb: str) -> None:
    ran = run(verb, "20 mg x 14d, 13.3 mg x 14d", "--drug", "diazepam", "--region", "uk", "--format", "html")
    assert ran.code == 0
    page = Reader(ran.out)
    assert {"table", "h1", "main", "footer"} <= page.tags
    assert SENTENCE in page.text
    assert "script" not in page.tags


@pytest.mark.parametrize("verb", ["check", "report"])
def test_a_note_that_is_no_text_is_no_traceback(run: Run, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text('[{"days": 3, "dose": "5 mg", "note": "x\\ud800y"}]', encoding="utf-8")
    out = tmp_path / "out"
    assert run(verb, str(file), "--drug", "diazepam", "--output", str(out)).code == 0
    assert "x?y" in out.read_text(encoding="utf-8")
