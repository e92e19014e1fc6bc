"""What the page hands in, and what it is given back."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from pillsplit.cli.option_names import OPTIONS
from pillsplit.formulary import published
from pillsplit.page.bridge import CALLS
from pillsplit.page.labels import LABELS, with_labels
from tests.conftest import Run
from tests.page.given import TODAY, call, example, steps


class Balanced(HTMLParser):
    """Fails where an element is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.text += [] if tag == "i" else [" "]
        assert tag != "script"
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += [] if tag == "i" else [" "]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> str:
    """Return the text of a part of HTML, which closes what it opens."""
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return " ".join("".join(parser.text).split())


FIELDS = {option: field for field, option in OPTIONS.items()}


def on_the_page(said: str) -> str:
    """Put the page's labels for the options of the command line, which are all that may differ."""
    return re.sub(r"--[a-z][a-z-]+", lambda match: with_labels(f"`{FIELDS[match[0]]}`"), said)


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("region", ["uk", "us"])
def test_the_answer_of_a_published_schedule_is_that_of_the_command_line(run: Run, name: str, region: str) -> None:
    page = example(name, region=region)
    document = call("download", page | {"form": "json"})
    mine = base64.b64decode(document["content"]).decode()
    assert mine == on_the_page(run("check", name, "--region", region, "--format", "json", "--today", TODAY).out)
    table = base64.b64decode(call("download", page | {"form": "csv"})["content"]).decode()
    assert table == on_the_page(run("check", name, "--region", region, "--format", "csv", "--today", TODAY).out)


@pytest.mark.parametrize("name", published.names())
def test_every_dose_stands_in_the_answer_with_how_it_is_taken(run: Run, name: str) -> None:
    said = call("answer", example(name))
    shown = read("".join(said["parts"]))
    region = example(name)["region"]
    text = run("check", name, "--region", region, "--format", "csv", "--today", TODAY).out
    import csv

    for row in csv.DictReader(text.splitlines()):
        assert f"{row['dose_mg']} mg" in shown
        assert row["take"] in shown or row["dose_mg"] == "0"
    assert said["verdict"].split(".")[0] in " ".join(
        run("check", name, "--region", region, "--today", TODAY).out.split()
    )


def test_a_hard_step_says_below_it_what_lies_next_to_it() -> None:
    shown = read("".join(call("answer", steps("13.3", no_liquid=True))["parts"]))
    assert "cannot be made" in shown
    assert "Tablets alone make: 13 mg (−2.3%) or 13.5 mg (+1.5%)" in shown
    assert "Every piece here is a multiple of 0.5 mg" in shown


def test_what_is_not_made_exactly_says_what_is_made() -> None:
    shown = read("".join(call("answer", steps("13.3", tablets_within="5%"))["parts"]))
    assert "Made: 13.5 mg, not 13.3 mg (+1.5%)" in shown


WRONG = [
    ({"max_pieces": "many"}, "max_pieces", "no whole number"),
    ({"max_pieces": "0"}, "max_pieces", "1 to 100"),
    ({"max_volume": "a cup"}, "max_volume", "mL"),
    ({"tolerance": "one"}, "tolerance", "%"),
    ({"interval": "1 month"}, "interval", "28d"),
    ({"start": "01/12/2026"}, "start", ""),
    ({"liquid_step": "0.1"}, "liquid_step", "mg"),
    ({"tablet": ["5"]}, "tablet", "mg"),
    ({"liquid": ["1 mg"]}, "liquid", "mL"),
    ({"device": ["a cup"]}, "device", ""),
    ({"without": ["uk-nothing"]}, "", "not on this shelf"),
    ({"drug": "paracetamol"}, "tablet", "not on record"),
    ({"drug": ""}, "drug", "which drug"),
    ({"region": "atlantis"}, "", "not known"),
]


@pytest.mark.parametrize(("fields", "field", "says"), WRONG)
def test_what_is_wrong_names_its_field_and_what_to_write(fields: dict[str, Any], field: str, says: str) -> None:
    said = call("answer", steps("10", **fields))
    (wrong,) = said["wrong"]
    assert wrong["field"] == field
    assert says in wrong["text"]
    assert "`" not in re.sub(r"`pillsplit [^`]*`", "", wrong["text"])


def test_everything_that_is_wrong_in_the_steps_is_told_with_its_row_and_cell() -> None:
    page = steps("10", "1,000", "", "8")
    page["rows"][3]["length"] = "1 month"
    page["rows"][3]["unit"] = "days"
    found = {(each["row"], each["column"]): each["text"] for each in call("answer", page)["wrong"]}
    assert set(found) == {(1, "dose"), (2, "dose"), (3, "length")}
    assert found[1, "dose"].startswith("step 2: ")
    assert "28d or 30d" in found[3, "length"]


def test_nothing_at_all_is_told_too() -> None:
    assert call("answer", {"rows": [], "region": "uk", "today": TODAY})["wrong"][0]["row"] == 0


EVIL = "<script>alert(1)</script>"


def test_what_looks_like_code_is_shown_and_not_run() -> None:
    page = steps("2.5", drug=EVIL, tablet=["5 mg/halves", "1 mg"], title=EVIL)
    page["rows"][0]["note"] = EVIL
    for html in (
        *call("answer", page)["parts"],
        call("prescriber", page)["html"],
        call("pharmacist", page)["html"],
    ):
        assert EVIL not in html
        read(html)
    assert set(call("answer", steps(EVIL))) == {"wrong"}


def test_the_readers_are_told_what_is_theirs() -> None:
    page = example("solution-26-weeks", region="uk", start="2026-12-01")
    prescriber = read(call("prescriber", page)["html"])
    assert "First 28 days: 63 × 2 mg tablet, 25 × 5 mg tablet and 7 × 10 mg tablet" in prescriber
    assert prescriber.count("Use option") == 3
    pharmacist = read(call("pharmacist", page)["html"])
    assert "To dispense in all: 196 × 2 mg tablet" in pharmacist
    assert "Products used, with their sources" in pharmacist
    sheet = call("sheet", page)["file"]
    assert sheet.startswith("<!doctype html>")
    assert "<script" not in sheet


def test_the_sheet_is_in_the_language_that_is_asked_for_else_in_that_of_the_country() -> None:
    page = example("nice-cks")
    assert '<html lang="en"' in call("sheet", page)["file"]
    for code in call("about", {"today": TODAY})["languages"]:
        assert f'<html lang="{code}"' in call("sheet", page | {"language": code})["file"]
    assert '<html lang="fr"' in call("sheet", page | {"region": "fr", "draft": True})["file"]


def test_a_sheet_with_a_dose_that_cannot_be_made_is_a_draft_or_none() -> None:
    page = steps("13.3", no_liquid=True)
    (wrong,) = call("sheet", page)["wrong"]
    assert wrong["field"] == "draft"
    assert "DRAFT" in call("sheet", page | {"draft": True})["file"]
    assert "DRAFT" not in call("sheet", steps("10", draft=True))["file"]


def test_a_choice_can_be_used() -> None:
    page = example("nice-cks")
    html = call("prescriber", page)["html"]
    first = re.findall(r'data-use="([^"]+)"', html)[1].split()
    every = [product["id"] for product in call("products", page)["products"]]
    said = call("answer", page | {"without": [each for each in every if each not in first]})
    used = {product for product in every if product in first}
    assert set(first) == used
    assert said["practical"]


def test_products_stand_with_their_division_and_evidence_whatever_is_ticked() -> None:
    page = example("nice-cks")
    every = call("products", page)["products"]
    assert [each["id"] for each in every] == [
        each["id"] for each in call("products", page | {"without": [every[0]["id"]]})["products"]
    ]
    assert all(each["says"] and each["evidence"] for each in every)
    assert {each["kind"] for each in every} == {"tablet", "liquid"}


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("20 mg x 2 weeks, 18 mg x 14d", ["20", "18"]),
        ("20 mg x 14d\n18 mg x 14d\n", ["20", "18"]),
        ("dose_mg,days\n20,14\n18,14\n", ["20", "18"]),
        ("Dose (mg);weeks\n20;2\n13,3;2\n", ["20", "13.3"]),
        ('[{"dose": "500 micrograms", "days": 14}]', ["0.5"]),
    ],
)
def test_a_schedule_is_read_as_people_write_it(text: str, doses: list[str]) -> None:
    for source in ({"text": text}, {"content": base64.b64encode(text.encode()).decode()}):
        said = call("read", {"region": "uk", "drug": "diazepam", "today": TODAY} | source)
        assert [row["dose"] for row in said["rows"]] == doses


@pytest.mark.parametrize(
    "text", ["", "nonsense", "20 mg x", "20 mg x 1 month", "dose_mg,days\n20,\n,14\n", "{", "[]", "\0", "a,b\n1,2"]
)
def test_a_bad_paste_is_told_and_nothing_is_read(text: str) -> None:
    said = call("read", {"region": "uk", "drug": "diazepam", "today": TODAY, "text": text})
    assert set(said) == {"wrong"}
    assert all(each["text"] and "Traceback" not in each["text"] for each in said["wrong"])


def test_a_rule_writes_rows_and_says_where_it_is_from() -> None:
    asked = {"today": TODAY, "drug": "diazepam", "from_": "20 mg"}
    said = call("by_rule", asked | {"rule": "peart"})
    assert said["rows"][0]["dose"] == "20"
    assert any("source" in each.lower() for each in said["remarks"])
    own = call("by_rule", asked | {"cut": "1 mg", "every": "2w"})
    assert [row["dose"] for row in own["rows"]] == [str(dose) for dose in range(20, 0, -1)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "from_"),
        ({"from_": "20 mg"}, "cut"),
        ({"from_": "20 mg", "cut": "10%"}, "every"),
        ({"from_": "20", "cut": "10%", "every": "2w"}, "from_"),
        ({"from_": "20 mg", "cut": "100%", "every": "2w"}, "cut"),
        ({"from_": "20 mg", "cut": "10%", "every": "1 month"}, "every"),
        ({"from_": "20 mg", "rule": "peart", "pace": "mad"}, "pace"),
        ({"from_": "20 mg", "rule": "hyperbolic"}, "half_point"),
        ({"from_": "20 mg", "cut": "10%", "every": "2w", "stop_below": "30 mg"}, "stop_below"),
    ],
)
def test_a_rule_says_what_it_lacks(fields: dict[str, Any], field: str) -> None:
    said = call("by_rule", {"today": TODAY, "drug": "diazepam"} | fields)
    assert field in [each["field"] for each in said["wrong"]]


def test_what_if_marks_in_words_where_two_plans_differ() -> None:
    page = steps("13.3", "12")
    shown = read(call("what_if", page | {"what": "liquid"})["html"])
    assert "1 of 2 doses differ" in shown
    assert "≠ cannot be made" in shown
    assert "the same" in shown
    assert "Both plans make each dose alike" in read(call("what_if", steps("10") | {"what": "liquid"})["html"])
    held = call("what_if", steps("20", "18", start="2026-11-20", what="hold"))
    assert "from 2026-11-28, 20 days" in read(held["html"])
    assert call("what_if", steps("20", what="hold"))["wrong"][0]["field"]
    other = call("what_if", page | {"what": "region", "other_region": "us"})
    assert "United States" in read(other["html"])


@pytest.mark.parametrize("form", ["csv", "json", "svg", "html", "ics", "fhir", "xlsx"])
def test_the_plan_leaves_the_page_in_each_form(form: str) -> None:
    pytest.importorskip("icalendar")
    said = call("download", example("nice-cks", form=form, start="2026-12-01"))
    assert said["name"] == f"plan-diazepam.{'fhir.json' if form == 'fhir' else form}"
    assert len(base64.b64decode(said["content"])) > 500


def test_a_calendar_without_a_first_day_asks_for_it() -> None:
    pytest.importorskip("icalendar")
    (wrong,) = call("download", example("nice-cks", form="ics"))["wrong"]
    assert wrong["field"] == "start"


@pytest.mark.hazard("H10")
def test_data_that_are_old_are_told() -> None:
    assert call("answer", steps("10"))["old"] == ""
    assert "2 years" in call("answer", steps("10", today="2029-12-01"))["old"]


def test_the_lists_of_the_page_are_those_of_the_data() -> None:
    said = call("about", {"today": TODAY})
    assert [each["name"] for each in said["examples"]] == list(published.names())
    uk = next(each for each in said["countries"] if each["name"] == "uk")
    assert "diazepam" in [drug["name"] for drug in uk["drugs"]]
    assert any("Valium" in drug["brands"] for drug in uk["drugs"])
    assert all(rule["source"] for rule in said["rules"])


def test_every_call_says_what_is_wrong_with_a_page_without_anything() -> None:
    for name in set(CALLS) - {"about", "command", "example", "save"}:
        said = call(name, {"today": TODAY})
        assert set(said) == {"wrong"}, name


def test_every_label_stands_beside_a_field_of_the_page() -> None:
    from pillsplit.page.build import HERE

    page = (HERE / "web" / "index.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'id="([\w-]+)"', page))
    here = {"expect", "have", "formulary", "top", "use", "without", "share", "to"}
    assert set(LABELS) - here <= ids


@pytest.mark.parametrize("name", [device["name"] for device in call("about", {"today": TODAY})["devices"]])
def test_every_device_of_the_list_can_be_ticked(name: str) -> None:
    said = call("answer", steps("1.5", "13.3", device=[name]))
    assert "wrong" not in said
