"""The file of taper rules: what ships is whole and says where it comes from; what is wrong in one is told."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import InputError, UsageError
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import Band, Bands, Rule, ShareOfCurrent, TaperPlan, cut_in_words
from pillsplit.model.source import Evidence
from pillsplit.tapers.taper import taper
from tests.conftest import Run

RULES = Formulary().rules
TODAY = datetime.date(2026, 11, 22)
GOOD = """
[[rule]]
name = "ward"
title = "The ward's rule"
sentence = "A quarter of the start less every week."
read_as = "As it stands."
source = "https://example.org/ward"
evidence = "guidance"
checked = 2026-11-22

[[rule.pace]]
days = 7
cut = "25%"
of = "start"

[[statement]]
text = "Slowly."
source = "https://example.org/ward"
evidence = "article"
checked = 2026-11-22
"""


def in_folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_these_rules_ship() -> None:
    assert [rule.name for rule in RULES] == ["asam-2025", "cks", "hyperbolic", "peart", "scotland"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_shipped_rule_is_whole(rule: Rule) -> None:
    assert rule.title
    assert rule.sentence.endswith(".")
    assert rule.read_as.endswith(".")
    assert "http" in rule.source.text
    assert rule.source.checked
    assert [pace.name for pace in rule.paces] in ([], [""], ["slow", "fast"])
    assert bool(rule.paces) != rule.asks_half_point
    if len(rule.paces) == 2:
        slow, fast = rule.paces
        assert slow.days > fast.days
        start = rule.at_most or Mass(20)
        lengths = [taper("diazepam", start, rule.plan(pace)).schedule.days for pace in ("slow", "fast")]
        assert lengths[0] > lengths[1]


def test_what_an_advocate_says_is_no_guidance_and_says_so() -> None:
    formulary = Formulary()
    said = [formulary.rule("peart").source, *(s.source for s in formulary.statements if "Peart" in s.text)]
    assert len(said) == 2
    assert {source.evidence for source in said} == {Evidence.ARTICLE}
    assert "not a guideline" in formulary.rule("peart").caution
    assert all("not a guideline" in s.text for s in formulary.statements if "Peart" in s.text)


def test_a_good_file_of_ones_own_is_clean(tmp_path: Path) -> None:
    assert check_folder(in_folder(tmp_path, GOOD), TODAY) == (1, [])
    rule = Formulary(tmp_path).rule("Ward")
    assert rule.plan().title == "by the rule ward"
    assert Formulary(tmp_path).statements[-1].text == "Slowly."


def test_a_rule_of_ones_own_stands_for_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    formulary = Formulary(in_folder(tmp_path, GOOD.replace('"ward"', '"peart"')))
    assert formulary.rule("peart").title == "The ward's rule"
    assert len(formulary.rules) == len(RULES)


WRONG: list[tuple[str, str, str]] = [
    ('name = "ward"', "", "rule 1: name: is missing"),
    ('sentence = "A quarter of the start less every week."', "", "rule 1 (ward): sentence: is missing"),
    ('source = "https://example.org/ward"\nevidence = "guidance"', 'evidence = "guidance"', "source: is missing"),
    ('evidence = "guidance"', 'evidence = "hearsay"', "'hearsay' is not known"),
    ("days = 7", "", "rule 1 (ward): pace 1: days: is missing"),
    ("days = 7", "days = 0", "days: write a whole number from 1"),
    ('cut = "25%"', 'cut = "100%"', "'100%' is all of the dose or more"),
    ('cut = "25%"', 'cut = "a quarter"', "is not a percentage"),
    ('cut = "25%"', "", "cut: is missing"),
    ('of = "start"', 'of = "yesterday"', 'of: write "current" or "start"'),
    ('of = "start"', 'of = "current"\nhalved_at = "1/3"', "halved_at: only a share of the start is halved"),
    ('of = "start"', 'of = "start"\nhalved_at = "3"', "'3' is not a part"),
    ('of = "start"', 'of = "start"\n[[rule.pace.band]]\ncut = "1 mg"', "cut: stands beside bands"),
    ('cut = "25%"\nof = "start"', '[[rule.pace.band]]\ncut = "1 mg"\ndown_to = "5 mg"', "the last one without down_to"),
    (
        'cut = "25%"\nof = "start"',
        "\n".join(f'[[rule.pace.band]]\ncut = "1 mg"\n{edge}' for edge in ('down_to = "5 mg"', 'down_to = "9 mg"', "")),
        "write the highest band first",
    ),
    ('cut = "25%"\nof = "start"', "[[rule.pace.band]]\ncut = 1.5", "band 1: cut: write the amount as a text"),
    ('[[rule.pace]]\ndays = 7\ncut = "25%"\nof = "start"', "", "pace: is missing: write how long a step lasts"),
    ("[[rule.pace]]", "asks_half_point = true\n[[rule.pace]]", "a rule that asks for a half-point has none"),
    ("[[statement]]", '[[rule.pace]]\ndays = 14\ncut = "5%"\nof = "start"\n[[statement]]', "a name of its own"),
    (
        "[[statement]]",
        '[[rule.pace]]\nname = "x"\ndays = 14\ncut = "5%"\nof = "start"\n[[statement]]',
        "the slowest pace first",
    ),
    ("[[statement]]", "[[statment]]", "statment: is not a field that is known here (did you mean statement?)"),
    ('text = "Slowly."', "", "statement 1: text: is missing"),
    ('title = "The ward\'s rule"', 'title = "The ward\'s rule"\nauthor = "x"', "author: is not a field"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_what_is_wrong_in_a_file_of_rules_is_told_with_its_place(
    right: str, wrong: str, said: str, tmp_path: Path, run: Run
) -> None:
    assert right in GOOD
    folder = in_folder(tmp_path, GOOD.replace(right, wrong, 1))
    _, problems = check_folder(folder, TODAY)
    assert any(said in str(problem) for problem in problems), problems
    assert all(str(problem).startswith(str(folder / "rules.toml")) for problem in problems)
    with pytest.raises(InputError):
        _ = Formulary(folder).rules
    done = run("taper", "peart", "--drug", "diazepam", "--from", "4 mg", "--formulary", str(folder))
    assert done.code == 3
    assert said in done.err


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('source = "a page"', "source: 'a page' names no document"),
        ('source = "to be confirmed: https://example.org"', "yet the source is to be confirmed"),
    ],
)
def test_a_source_of_a_rule_or_a_statement_is_looked_into(source: str, said: str, tmp_path: Path) -> None:
    _, problems = check_folder(in_folder(tmp_path, GOOD.replace('source = "https://example.org/ward"', source)), TODAY)
    assert [said in str(problem) for problem in problems] == [True, True]
    assert "rule ward" in str(problems[0])
    assert "statement 1" in str(problems[1])


def test_a_name_that_stands_twice_is_told(tmp_path: Path) -> None:
    twice = GOOD.split("[[statement]]")[0] * 2
    _, [problem] = check_folder(in_folder(tmp_path, twice), TODAY)
    assert "rule 2 (ward): name: stands twice" in str(problem)


def test_a_rule_without_a_pace_needs_what_it_asks_for() -> None:
    rule = Formulary().rule("hyperbolic")
    with pytest.raises(UsageError, match="write all three"):
        rule.plan()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("peart", "2.5% of the start less than the step before, half of that at or below ⅓ of the start"),
        ("asam-2025", "5% less than the step before"),
        ("cks", "2 mg less until 20 mg, 1 mg less until 10 mg, 1 mg less until 5 mg, then 0.5 mg less"),
        ("scotland", "1 mg less than the step before"),
    ],
)
def test_a_cut_in_words(name: str, words: str) -> None:
    assert cut_in_words(Formulary().rule(name).plan().cut) == words


def test_a_plan_of_ones_own_says_its_cut() -> None:
    assert TaperPlan(ShareOfCurrent(Fraction(1, 20)), 7).title == "5% less than the step before"
    assert TaperPlan(Bands((Band(Mass(1), Mass(0)),)), 7).title == "1 mg less than the step before"
