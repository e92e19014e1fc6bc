"""What is said of the bottle that a plan counts drops of, and of what a liquid holds besides its drug."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Run

HEAD = 'drug = "x"\n'
PRODUCT = """
[[product]]
id = "{id}"
name = "X {concentration} {form} ({maker})"
maker = "{maker}"
form = "{form}"
concentration = "{concentration}"
{more}
bottles = ["20 mL"]
source = "https://example.org/{id}"
evidence = "label"
checked = 2026-11-28
"""


def bottle(identity: str, maker: str, more: str, concentration: str = "5 mg/mL", form: str = "oral drops") -> str:
    return PRODUCT.format(id=identity, maker=maker, more=more, concentration=concentration, form=form)


def notes(run: Run, folder: Path, schedule: str, *products: str, arguments: tuple[str, ...] = ()) -> dict[str, str]:
    file = folder / "regions" / "home" / "x.toml"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + "".join(products), encoding="utf-8")
    command = ("titrate", schedule, "--drug", "x", "--region", "home", "--formulary", str(folder), *arguments)
    done = run(*command, "--format", "json")
    assert done.code == 0
    found = [note for step in done.json["steps"] for dose in step["doses"] for note in dose["notes"]]
    return {note["code"]: note["text"] for note in found}


ABC = bottle("x-abc", "ABC", "drops_per_ml = 25")
ANSIOLIN = bottle("x-ansiolin", "Ansiolin", "drops_per_ml = 20")
PSYCHO = bottle("x-psycho", "Psycho", 'drops_per_ml = "37.5"', "12.5 mg/mL")


def test_drops_are_of_a_named_bottle_where_others_drip_differently(run: Run, tmp_path: Path) -> None:
    found = notes(run, tmp_path, "2.2 mg x 14d", ABC, ANSIOLIN, PSYCHO)
    assert found["other-drops"] == (
        "these are drops of ABC (0.2 mg a drop); other bottles of x drip differently, Ansiolin (0.25 mg) and "
        "Psycho (⅓ mg): count no other so"
    )


@pytest.mark.parametrize(
    ("products", "arguments"),
    [
        ((ABC,), ()),
        ((ABC, bottle("x-like", "Like", "drops_per_ml = 25")), ()),
        ((ABC, bottle("x-liquid", "Liquid", "", "1 mg/mL", "oral solution")), ("--use", "x-abc")),
        ((ABC, ANSIOLIN), ("--device", "1 mL syringe")),
    ],
)
def test_where_none_drips_differently_or_none_is_counted_nothing_is_said(
    products: tuple[str, ...], arguments: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    assert "other-drops" not in notes(run, tmp_path, "2 mg x 14d", *products, arguments=arguments)


SAID = "drops of ABC (0.2 mg a drop); other bottles of diazepam drip differently, Ansiolin (0.25 mg): count no other"
_TAG = re.compile(r"</?[a-z][^>]*>")
ITALIAN = ("2.2 mg x 14d", "--drug", "diazepam", "--region", "it")


def words(answer: str) -> str:
    """Return an answer in any form on one line, without the tags of a page."""
    return " ".join(_TAG.sub("", answer).split())


@pytest.mark.parametrize("verb", ["check", "plan", "titrate", "choose", "supply"])
@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_every_verb_says_in_every_form_whose_drops_are_counted(verb: str, form: str, run: Run) -> None:
    assert SAID in words(run(verb, *ITALIAN, "--format", form).out)


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_doses_say_it_of_each_bottle(form: str, run: Run) -> None:
    arguments = ("--drug", "diazepam", "--region", "it", "--max", "3 mg", "--format", form)
    flat = words(run("doses", *arguments).out)
    assert SAID in flat
    assert "drops of Ansiolin (0.25 mg a drop)" in flat


@pytest.mark.parametrize(
    "narrowed",
    [
        ("--use", "it-diazepam-drops-5mg-per-ml-abc"),
        ("--without", "it-diazepam-drops-5mg-per-ml-ansiolin"),
    ],
)
def test_a_bottle_that_is_left_out_still_stands_in_the_pharmacy(narrowed: tuple[str, str], run: Run) -> None:
    done = run("supply", *ITALIAN, *narrowed)
    assert SAID in words(done.out)
    assert "drops (ABC)" in done.out


def test_the_sheet_names_the_bottle_and_warns_of_others(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    run("report", *ITALIAN, "--language", "en", "--output", str(file))
    sheet = words(file.read_text(encoding="utf-8"))
    assert "1 drop of the liquid 5 mg in 1 mL (ABC)" in sheet
    assert "Count drops of the named bottle only: the drops of another bottle hold more or less." in sheet


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("1 mg x 14d", "X 1 mg/mL oral solution (M) holds ethanol, 400 mg/mL: 400 mg in a dose"),
        ("2 mg x 7d, 1 mg x 7d", "X 1 mg/mL oral solution (M) holds ethanol, 400 mg/mL: 400 mg to 800 mg in a dose"),
        ("0 mg x 7d, 0.5 mg x 7d", "X 1 mg/mL oral solution (M) holds ethanol, 400 mg/mL: 200 mg in a dose"),
    ],
)
def test_what_a_liquid_holds_is_told_with_the_amount_in_a_dose(
    schedule: str, said: str, run: Run, tmp_path: Path
) -> None:
    product = bottle("x-m", "M", 'excipients = { ethanol = "400 mg/mL" }', "1 mg/mL", "oral solution")
    assert notes(run, tmp_path, schedule, product)["excipients"] == said


def test_an_amount_that_is_not_stated_is_not_made_up(run: Run, tmp_path: Path) -> None:
    product = bottle("x-m", "M", 'excipients = { sorbitol = "not stated" }', "1 mg/mL", "oral solution")
    found = notes(run, tmp_path, "1 mg x 7d", product)
    assert found["excipients"] == "X 1 mg/mL oral solution (M) holds sorbitol; its label does not say how much"


@pytest.mark.parametrize(
    ("life", "said"),
    [("", "is not on record: ask"), ('in_use_days = "not stated"', "is not stated by its label: ask")],
)
def test_an_opened_life_that_is_not_stated_is_told_so(life: str, said: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "regions" / "home" / "x.toml"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + bottle("x-m", "M", life, "1 mg/mL", "oral solution"), encoding="utf-8")
    command = ("check", "1 mg x 7d", "--drug", "x", "--region", "home", "--formulary", str(tmp_path), "--sources")
    assert f"how long an opened bottle may be used {said} the pharmacy" in " ".join(run(*command).out.split())
    shown = run("formulary", "show", "home", "x", "--formulary", str(tmp_path), "--format", "json").json["products"][0]
    assert shown["in_use_days"] == ("not stated" if life else None)
