"""How far tablets and their parts may be off: the file, and what a plan says where a step is as small."""

from __future__ import annotations

import datetime
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from pillsplit.errors import Problem
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.variations import read_variations, variations_on_record
from pillsplit.model.combination import MOST_OF_A_PART
from pillsplit.model.variation import Standing, Varying
from tests.conftest import Run

ENTRY = """\
[[variation]]
of = "part"
kind = "limit"
share = "15%"
text = "Parts may be off."
source = "A document with a name"
evidence = "guidance"
checked = 2026-11-28
"""
THAN_HALF = "is smaller than what half a 5 mg tablet may be off by (0.38 mg)"


def test_a_limit_of_a_part_is_on_record_and_each_fact_has_its_source() -> None:
    every = variations_on_record()
    limits = [each for each in every if each.of is Varying.PART and each.kind is Standing.LIMIT and not each.fact.drugs]
    assert [each.share for each in limits] == [Fraction(15, 100)]
    assert {each.of for each in every} == set(Varying)
    assert {each.kind for each in every} == set(Standing)
    assert all(each.fact.source.text and each.fact.source.checked for each in every)
    (batches,) = [each for each in every if each.of is Varying.BATCH]
    assert (batches.share, "Peart" in batches.fact.text) == (Fraction(1, 5), True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('of = "part"', 'of = "piece"', "of: 'piece' is not known: write one of whole, part, batch"),
        ('kind = "limit"', 'kind = "law"', "kind: 'law' is not known: write one of limit, found, stated"),
        ('share = "15%"', "share = 15", "share: write the amount as a text with its unit, in quotes"),
        ('share = "15%"', 'share = "25%"', "share: a limit of a part is at most 20%: look at the document again"),
        ('share = "15%"', "", "share: is missing"),
        ("checked = 2026-11-28", "", "checked: is missing"),
        ('text = "Parts may be off."', 'txt = "x"', "text: is missing"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_variations(tomllib.loads(ENTRY), "variations.toml", problems)
    assert problems == []
    text = ENTRY.replace(old, new)
    assert read_variations(tomllib.loads(text), "variations.toml", problems) == ()
    assert f"variations.toml: variation 1: {said}" in [str(problem) for problem in problems]
    (tmp_path / "variations.toml").write_text(text, encoding="utf-8")
    assert check_folder(tmp_path, datetime.date(2026, 11, 28))[1]


def test_no_limit_on_record_is_above_the_bound_below_which_the_file_is_read() -> None:
    limits = [each for each in variations_on_record() if each.of is Varying.PART and each.kind is Standing.LIMIT]
    assert all(each.share <= MOST_OF_A_PART for each in limits)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("2.5 mg x 14d, 2.35 mg x 14d", f"the step of 0.15 mg {THAN_HALF}"),
        ("2.35 mg x 14d, 2.5 mg x 14d", f"the step of 0.15 mg {THAN_HALF}"),
        ("3.5 mg x 14d, 3.2 mg x 14d", f"the step of 0.3 mg {THAN_HALF}"),
        ("2.5 mg x 14d, 2.2 mg x 14d", "the step of 0.3 mg is smaller"),
        ("2.5 mg x 14d, 2.125 mg x 14d", None),
        ("2.5 mg x 14d, 2 mg x 14d", None),
        ("2.5 mg x 14d, 2.5 mg x 14d", None),
        ("5 mg x 14d, 4.9 mg x 14d", None),
    ],
)
def test_a_step_is_set_beside_what_a_cut_piece_may_be_off_by(schedule: str, said: str | None, run: Run) -> None:
    shelf = ("--tablet", "5 mg/halves", "--tablet", "1 mg", "--liquid", "1 mg/mL by 0.005 mL")
    for verb in ("check", "plan"):
        done = run(verb, schedule, "--drug", "diazepam", *shelf)
        assert done.code == 0
        flat = " ".join(done.out.split())
        assert ("smaller than what" in flat) is (said is not None)
        assert said is None or said in flat
    notes = [
        note
        for step in run("check", schedule, "--drug", "diazepam", *shelf, "--format", "json").json["steps"]
        for dose in step["doses"]
        for note in dose["notes"]
        if note["code"] == "cut-below-variation"
    ]
    assert bool(notes) is (said is not None)


@pytest.mark.parametrize(
    ("tablet", "dose", "piece"),
    [
        ("4 mg/quarters", "1 mg x 7d, 0.9 mg x 7d", "a quarter of a 4 mg tablet may be off by (0.15 mg)"),
        ("0.5 mg/halves", "0.25 mg x 7d, 0.23 mg x 7d", "half a 0.5 mg tablet may be off by (0.038 mg)"),
        ("3 mg/thirds", "1 mg x 7d, 0.9 mg x 7d", "a third of a 3 mg tablet may be off by (0.15 mg)"),
        ("8 mg/eighths", "1 mg x 7d, 0.9 mg x 7d", "an eighth of an 8 mg tablet may be off by (0.15 mg)"),
    ],
)
def test_the_piece_is_named_as_it_is_cut(tablet: str, dose: str, piece: str, run: Run) -> None:
    split = ("--split", "eighths") if "eighths" in tablet else ()
    tablet = tablet.removesuffix("/eighths") if split else tablet
    done = run("check", dose, "--drug", "x", "--tablet", tablet, "--liquid", "1 mg/mL by 0.01 mL", *split)
    assert piece in " ".join(done.out.split())


def test_the_documents_behind_it_stand_among_the_sources_and_only_there(run: Run) -> None:
    arguments = ("check", "2.5 mg x 14d, 2.35 mg x 14d", "--drug", "diazepam", "--region", "uk")
    short, long = run(*arguments).out, " ".join(run(*arguments, "--sources").out.split())
    assert "Pharmacopoeia" not in short
    for said in ("subdivision of tablets", "63.8 to 122.55 %", "states that tablets may differ by 20 %", "90 to 110 %"):
        assert said in long
    assert "Halves of lorazepam" not in long
    assert "subdivision of tablets" not in run("check", "2.5 mg x 14d", *arguments[2:], "--sources").out
