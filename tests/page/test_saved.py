"""The plan as a file: what the page opens again, and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.page.given import TODAY, call, example, steps

CHOICES: dict[str, Any] = {
    "no_liquid": True,
    "max_pieces": "8",
    "split": "quarters",
    "without": ["uk-diazepam-10mg"],
    "tolerance": "2%",
}


def saved(page: dict[str, Any]) -> dict[str, Any]:
    said = call("save", page)
    assert said["name"] == f"plan-{TODAY}.json"
    document: dict[str, Any] = json.loads(said["text"])
    return document


def test_a_saved_plan_opens_as_it_was() -> None:
    page = example("nice-cks", start="2026-12-01", **CHOICES)
    opened = call("read", {"today": TODAY, "region": "us", "text": call("save", page)["text"]})
    assert opened["is_plan"]
    assert opened["saved"] == TODAY
    assert opened["saved_data"] >= "2026-11-22"
    again = opened["choices"] | {key: opened[key] for key in ("rows", "title", "source")} | {"today": TODAY}
    assert "".join(call("answer", again)["parts"]) == "".join(call("answer", page)["parts"])
    assert saved(again)["choices"] == saved(page)["choices"]


@pytest.mark.parametrize("verb", ["check", "plan", "supply", "titrate"])
def test_the_command_line_reads_it_with_its_choices(run: Run, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(call("save", steps("13.3", "12", **CHOICES))["text"], encoding="utf-8")
    mine = run(verb, str(file), "--format", "json")
    options = "--region uk --drug diazepam --no-liquid --max-pieces 8 --split quarters --tolerance 2%"
    asked = run(*f"{verb} --without uk-diazepam-10mg {options} --format json".split(), "13.3 mg x 2w, 12 mg x 2w")
    assert mine.code == asked.code
    ignored = {"remarks"}
    assert {k: v for k, v in mine.json.items() if k not in ignored} == {
        k: v for k, v in asked.json.items() if k not in ignored
    }
    assert "note: the saved plan says" in mine.err
    piped = run(verb, "-", "--format", "json", stdin=file.read_bytes())
    assert piped.json == mine.json


def test_an_option_goes_before_a_choice(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(call("save", steps("13.3", **CHOICES))["text"], encoding="utf-8")
    said = run("check", str(file), "--max-pieces", "3", "--format", "json").json
    assert said["preferences"]["max_pieces"] == 3
    assert said["preferences"]["split"] == "quarters"


WRONG = [
    ({"max_piecs": "6"}, "'max_piecs' is not known (did you mean max_pieces"),
    ({"max_pieces": 6}, "max_pieces: write a text"),
    ({"without": "x"}, "without: write a list of texts"),
    ({"no_liquid": "yes"}, "no_liquid: write true or false"),
    ({"formulary": ["x"]}, "'formulary' is not known"),
    ([], "choices: write them like"),
]


@pytest.mark.parametrize(("choices", "says"), WRONG)
def test_a_choice_that_is_wrong_is_told_and_never_passed_over(
    run: Run, tmp_path: Path, choices: object, says: str
) -> None:
    document = saved(steps("13.3")) | {"choices": choices}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    ran = run("check", str(file))
    assert (ran.code, ran.out) == (3, "")
    assert says in ran.err
    (wrong,) = call("read", {"today": TODAY, "region": "uk", "text": json.dumps(document)})["wrong"]
    assert says in wrong["text"]


def test_a_plan_that_is_not_right_yet_is_saved_as_it_stands() -> None:
    page = steps("13.3", "1,000", max_pieces="many")
    page["rows"][0]["note"] = "hold"
    said = call("save", page | {"max_pieces": "6"})
    assert [step["dose [mg]"] for step in json.loads(said["text"])["steps"]] == ["13.3", "1,000"]


def test_another_json_file_is_read_as_a_schedule_as_before(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text('[{"dose": "10 mg", "days": 14, "note": "\\"saved plan\\""}]', encoding="utf-8")
    assert run("check", str(file), "--drug", "diazepam", "--region", "uk").code == 0
