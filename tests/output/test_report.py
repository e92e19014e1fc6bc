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


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("layout", ["steps", "days"])
@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("name", published.names())
def test_every_dose_of_the_answer_is_on_the_sheet_on_its_day(run: Run, name: str, region: str, layout: str) -> None:
    document = run("check", name, "--region", region, "--format", "json").json
    shared = (name, "--region", region, "--layout", layout, "--draft")
    assert_every_dose_is_on_its_day(document, person(run, *shared, "--start", "2026-12-01"), START)
    assert_every_dose_is_on_its_day(document, person(run, *shared), None)


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("layout", ["steps", "days"])
def test_the_words_of_each_box_add_up_to_its_dose(run: Run, layout: str) -> None:
    table = "days,drug,morning_mg,night_mg\n9,diazepam,0.5,7.5\n9,diazepam,1.75,0\n"
    own = ("--tablet", "2 mg/quarters", "--tablet", "5 mg/halves", "--liquid", "1 mg/mL")
    page = person(run, "-", *own, "--layout", layout, stdin=table)
    made = [Fraction(text.split()[-2]) for text in page.lines("made")]
    assert len(page.days) == 18
    for day in page.days:
        for box in day.boxes:
            lines = [line for line in box.lines if line != "Nothing to take."]
            ((_, dose),) = box.doses
            assert added_up(lines) in (Fraction(dose.split()[0]) if lines else 0, *made)
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
    ways = {"#person", "#prescriber", "#pharmacy"}
    assert {value for _, name, value in page.attributes if name == "href"} <= {f"#p{n}" for n in range(100)} | ways
    assert "url(" not in out.replace("url(#", "")
    assert "@import" not in out
    assert "default-src 'none'" in out


@pytest.mark.parametrize(("layout", "most"), [("steps", 300_000), ("days", 1_700_000)])
def test_a_year_with_four_doses_a_day_of_two_drugs_stays_small(run: Run, layout: str, most: int) -> None:
    rows = "".join(
        f"{number},28,diazepam,{9.5 - number / 2},7.5,3.5,{15 - number / 2}\n"
        f"{number},28,clonazepam,0.25,0.75,0.5,1.25\n"
        for number in range(1, 14)
    )
    table = "step,days,drug,morning_mg,midday_mg,evening_mg,night_mg\n" + rows
    out = run("report", "-", "--region", "uk", "--split", "halves", "--layout", layout, "--draft", stdin=table).out
    assert len(Reader(out).days) == 364
    assert len(out.encode()) < most


@pytest.mark.parametrize("text", [EVIL, "=cmd()", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "</style><b>"])
def test_a_name_or_a_note_that_looks_like_code_is_shown_as_text(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    row = {"days": 3, "drug": text, "dose": "2.5 mg", "note": f"note {text}"}
    file.write_text(json.dumps([row, {**row, "dose": "1 mg"}]), encoding="utf-8")
    out = run("report", str(file), "--tablet", "5 mg/halves", "--tablet", "2 mg/halves").out
    page = Reader(out)
    assert f"note {text}".lower() in page.text.lower()
    assert f"{text} tablets, 5 mg".lower() in page.text.lower()
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
    out = run("report", "2.5 mg x 7d", "--drug", "diazepam", "--region", "uk", "--formulary", str(tmp_path)).out
    assert EVIL not in out
    assert EVIL in Reader(out).text


@pytest.mark.hazard("H21")
def test_the_foot_says_the_version_the_date_of_the_data_and_what_this_is(run: Run) -> None:
    out = run("report", "nice-cks", "--region", "uk").out
    text = Reader(out).text
    assert text.endswith(f"pillsplit {__version__} · product data of 2026-11-29 · {SENTENCE}")
    assert f"pillsplit {__version__}. It only does sums: your prescriber chooses the doses." in text
    assert 'content: "page " counter(page) " of " counter(pages)' in out
    own = run("report", "5 mg x 7d", "--tablet", "5 mg", "--drug", "diazepam").out
    assert f"pillsplit {__version__} · products as stated · {SENTENCE}" in Reader(own).text


@pytest.mark.hazard("H12")
def test_a_change_of_dose_is_said_in_words_on_its_day(run: Run) -> None:
    page = person(run, "20 mg x 7d, 18 mg x 7d", "--drug", "diazepam", "--start", "2026-12-01")
    assert {day.number: day.changes for day in page.days if day.changes} == {
        8: [
            "New dose from today: diazepam, 18 mg a day (it was 20 mg).",
            "Last day of this plan: Mon 14 Dec 2026.",
        ],
    }


def test_half_of_a_calendar_uses_the_half_from_yesterday(run: Run) -> None:
    page = person(run, "2.5 mg x 4d", "--tablet", "5 mg/halves", "--drug", "diazepam", "--layout", "days")
    assert [day.boxes[0].lines for day in page.days] == [
        ["half a tablet of 5 mg. Cut a new tablet in half. Keep the rest for tomorrow."],
        ["half a tablet of 5 mg. Use the half that you kept."],
    ] * 2


def test_a_step_says_once_what_each_of_its_days_takes(run: Run) -> None:
    page = person(run, "2.5 mg x 14d", "--tablet", "5 mg/halves", "--drug", "diazepam", "--start", "2026-12-01")
    assert page.lines("words") == ["half a tablet of 5 mg"]
    assert "Use up a part that you kept before you cut a new tablet." in page.text
    assert len(page.lines("tick")) == 14


@pytest.mark.hazard("H12")
def test_a_day_by_day_sheet_holds_as_many_weeks_as_fit_and_in_large_print_one(run: Run) -> None:
    shared = ("5 mg x 56d", "--drug", "diazepam", "--layout", "days")
    sheets = [text for text in person(run, *shared).headings if text.startswith("Week")]
    assert sheets == [
        "Weeks 1 to 3: day 1 to day 21 (21 days)",
        "Weeks 4 to 6: day 22 to day 42 (21 days)",
        "Weeks 7 to 8: day 43 to day 56 (14 days)",
    ]
    large = person(run, *shared, "--large-print", "--start", "2026-12-01")
    weeks = [text for text in large.headings if text.startswith("Week")]
    assert len(weeks) == 8
    assert weeks[-1] == "Week 8: Tue 19 Jan 2027 to Mon 25 Jan 2027 (7 days)"
    assert ("section", "class", "person large") in large.attributes


def test_a_long_step_goes_on_in_another_box_and_no_box_holds_a_week_alone(run: Run) -> None:
    page = person(run, "5 mg x 63d, 4 mg x 7d", "--drug", "diazepam")
    assert [text for text in page.headings if text.startswith("Step")] == [
        "Step 1: day 1 to day 35 (35 days)",
        "Step 1, continued: day 36 to day 63 (28 days)",
        "Step 2: day 64 to day 70 (7 days)",
    ]


UNMADE = "the person's part is not printed while a dose cannot be made; --draft prints it with DRAFT across each page"


@pytest.mark.hazard("H16")
def test_while_a_dose_cannot_be_made_nothing_is_written_for_the_person(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    ran = run("report", "0.01 mg x 1d", "--drug", "diazepam", "--for", "person", "-o", str(file))
    assert (ran.code, ran.out, file.exists()) == (1, "", False)
    assert ran.err.splitlines()[-1] == f"pillsplit: {UNMADE}"


def test_while_a_dose_cannot_be_made_the_other_two_parts_stand_with_one_line_that_says_so(run: Run) -> None:
    ran = run("report", "5 mg x 1d, 0.01 mg x 1d", "--drug", "diazepam")
    page = Reader(ran.out)
    assert (ran.code, page.days) == (1, [])
    assert f"note: {UNMADE}" in ran.err
    assert len(page.lines("refused")) == 1
    assert {"For the prescriber", "For the pharmacy"} <= set(page.headings)


def test_a_draft_is_marked_and_says_before_which_day_to_ask(run: Run) -> None:
    ran = run("report", "5 mg x 1d, 0.01 mg x 1d", "--drug", "diazepam", "--draft", "--for", "person")
    page = Reader(ran.out)
    assert ran.code == 1
    assert page.lines("draft") == ["DRAFT"]
    assert not page.days[1].boxes[0].tick
    assert page.days[1].boxes[0].lines == ["This dose cannot be made yet: ask before this day what to take."]
    made = Reader(run("report", "5 mg x 1d", "--drug", "diazepam", "--draft", "--for", "person").out)
    assert made.lines("draft") == [], "what can be made is no draft"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--start", "1.12.2026"], "1 December or 12 January: write 2026-12-01 or 2026-01-12"),
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


@pytest.mark.hazard("H11")
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


def test_the_prescriber_reads_steps_what_to_prescribe_alternatives_and_what_is_unverified(run: Run) -> None:
    out = run("report", "solution-26-weeks", "--region", "uk", "--for", "prescriber", "--start", "2026-12-01").out
    page = Reader(out)
    assert page.headings[1:] == [
        "For the prescriber",
        "The dose over time",
        "The steps",
        "To prescribe now, for 28 days",
        "This plan, and at most two others",
        "To know before signing",
    ]
    assert '<desc id="stairs-desc">diazepam, mg a day: days 1 to 7, step 1: 15 mg;' in out
    assert "2 8 Dec 2026 11 mg −26.7 5 + 3 × 2 mg" in page.root.text
    assert "5 19 Jan 2027 4.75 mg −20.8 2 × 2 mg + 0.75 mL (1 mL syringe)" in page.root.text
    assert "end after 24 May 2027 0 mg −100 nothing, unless it goes on" in page.root.text
    assert "This plan: 238 pieces, of them 14 halves; liquid on 112 days, with 2 mg tablet" in page.root.text
    assert page.root.text.count("Instead: ") == 2
    assert "Whether they may be divided is not on record: Diazepam 5 mg tablets." in page.root.text
    assert "The last line of the page, week 26 on nothing, is left out." in page.root.text
    assert {"Signature", "To be reviewed on"} <= {part.strip() for part in page.said}
    assert not page.days
    assert not re.search(r"`|(?<!\w)--[a-z]", page.root.text), "no option is named"
    body = page.root.text.partition("For the prescriber")[2].partition("pillsplit")[0]
    assert not re.search(r"\d{4}-\d{2}-\d{2}", body), "dates have one style"


@pytest.mark.hazard("H11")
def test_the_pharmacy_reads_the_lines_of_supply_and_what_is_cut(run: Run) -> None:
    arguments = ("2.5 mg x 14d, 2 mg x 14d", "--drug", "diazepam", "--region", "uk")
    supply = run("supply", *arguments, "--in-full").out
    page = Reader(run("report", *arguments, "--for", "pharmacy").out)
    lines = [line.removeprefix("- ") for line in supply.splitlines() if line.startswith("- diazepam")]
    assert lines
    for line in lines:
        assert line in page.root.text
    # Fourteen halves are seven tablets cut, on every other day.
    assert "Diazepam 5 mg tablets 7 7 days, day 1 to day 13 1 day division not on record" in page.root.text
    assert "7 in half" in page.root.text
    assert "The liquid, with its device" not in page.headings
    assert "Each dose" not in page.root.text, "the table of doses is the prescriber's"


def test_the_pharmacy_reads_how_each_volume_is_measured_and_the_bottles(run: Run) -> None:
    page = Reader(run("report", "solution-26-weeks", "--region", "uk", "--for", "pharmacy").out)
    assert "The liquid, with its device" in page.headings
    assert "Diazepam 5 mg/5 mL oral suspension 0.75 mL 0.75 mg 1 mL syringe steps 5, 11" in page.root.text
    assert "at least 1 × 100 mL" in page.root.text
    assert len(page.headings) == len(set(page.headings)), "nothing stands twice"


def test_what_is_at_hand_to_measure_with_is_kept_to_and_drawn_once_a_step(run: Run) -> None:
    shared = ("report", "0.75 mg x 7d", "--drug", "diazepam", "--liquid", "1 mg/mL", "--for", "person")
    fine = Reader(run(*shared, "--device", "1 mL").out)
    assert fine.days[0].boxes[0].lines == ["0.75 mL of the liquid 1 mg in 1 mL"]
    assert fine.lines("device") == ["1 mL syringe, to 0.75"]
    coarse = Reader(run(*shared, "--device", "5 mL", "--draft").out)
    assert coarse.days[0].boxes[0].lines == ["This dose cannot be made yet: ask before this day what to take."]
    assert "'nonsense'" in run(*shared, "--device", "nonsense").err


def test_too_many_sets_of_products_leave_the_plan_and_say_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UsageError("these products make too many sets to weigh")

    monkeypatch.setattr("pillsplit.verbs.choose.choose", refuse)
    page = Reader(run("report", "5 mg x 7d", "--drug", "diazepam").out)
    assert "No others are weighed: these products make too many sets to weigh." in page.text
    assert "Instead" not in page.text


def test_each_reader_gets_a_part_and_all_get_everything_with_a_way_between(run: Run) -> None:
    everything = Reader(run("report", "5 mg x 7d", "--drug", "diazepam").out)
    parts = ["Your diazepam plan, day 1 to day 7", "For the prescriber", "For the pharmacy"]
    assert [text for text in everything.headings if text in parts] == parts
    assert [node.text for nav in everything.root.every(tag="nav") for node in nav.every(tag="a")] == [
        "For the person who takes it",
        "For the prescriber",
        "For the pharmacy",
    ]
    for reader, title in zip(("person", "prescriber", "pharmacy"), parts, strict=True):
        page = Reader(run("report", "5 mg x 7d", "--drug", "diazepam", "--for", reader).out)
        assert [text for text in page.headings if text in parts[1:] or text == title][-1] == title
        assert "nav" not in page.tags


@pytest.mark.parametrize("verb", ["check", "choose", "supply", "titrate", "fit", "doses"])
def test_every_verb_answers_in_html_with_the_same_look(run: Run, verb: str) -> None:
    ran = run(verb, "2 mg x 14d, 1.3 mg x 14d", "--drug", "diazepam", "--region", "uk", "--format", "html")
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
    assert "x\\ud800y" in out.read_text(encoding="utf-8")
