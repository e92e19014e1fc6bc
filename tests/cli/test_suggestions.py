"""What is said to a call that cannot be read: the near name, and of which drug it is."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit import Formulary, UsageError
from pillsplit.cli.choices import OneOf
from pillsplit.cli.main import cli
from tests.cli.test_option_names import commands
from tests.conftest import Run

FORMULARY = Formulary()
NAMES = {name: drug for drug in FORMULARY.drug_names for name in FORMULARY.drug(drug).names}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("chek nice-cks", "'chek' is no verb (did you mean check?)"),
        ("show uk", "'show' is no verb: write `pillsplit formulary show`"),
        ("nice-cks", "name one first, such as pillsplit check nice-cks"),
        ("'20 mg x 14d'", 'such as pillsplit check "20 mg x 14d"'),
        ("xyz", "write plan, check, fit"),
        ("formulary shw", "'shw' is no verb of `pillsplit formulary` (did you mean show?)"),
        ("check", "pillsplit check needs a schedule: write pillsplit check nice-cks --region uk"),
        ("formulary show", "pillsplit formulary show needs REGION: Usage: pillsplit formulary show"),
        ("check nice-cks --split half", "'half' is not known (did you mean halves?)"),
        ("check nice-cks --spilt halves", "pillsplit check has no --spilt (did you mean --split?)"),
        ("check nice-cks --for patient", "pillsplit check has no --for: `pillsplit report` has it"),
        ("check nice-cks --prescriber", "write --for prescriber of `pillsplit report`"),
        ("check nice-cks --halves", "write --split halves"),
        ("check nice-cks --zzzz", "`pillsplit check --help` lists what it has"),
        ("report nice-cks --for patient", "(did you mean person?)"),
        ("check nice-cks --format md", "(did you mean markdown?)"),
        ("check 20 mg x 14d", 'stands in quotes: pillsplit check "20 mg x 14d"'),
        ("check nice-cks uk", "does not need 'uk': leave it out, or write which option it is for"),
        ("calendar nice-cks ''", "does not need '': leave it out, or write which option it is for"),
        ("taper nice", "rule 'nice' is not known (did you mean cks?)"),
        ("taper Valium", "Valium is a drug, not a rule: write --drug diazepam"),
        ("fit nice-cks --max-cut 10", "'10' is not a percentage: write 10%"),
        ("fit nice-cks --max-cut 2,5", "'2,5' is not a percentage: write 2.5%"),
        ("fit nice-cks --max-cut 0.1", "'0.1' is not a percentage: write 10% or 0.1%"),
        ("fit nice-cks --max-cut ten", "'ten' is not a percentage: write a share, such as 10%"),
        ("crossover a b c", "c is one drug too many"),
        ("crossover clonazepam diazepam --dose '1 mg'", "1 mg of clonazepam is 20 mg of diazepam by"),
        ("check '5 mg x 7d' --drug sertraline", 'for any other drug name its tablets, such as --tablet "5 mg/halves"'),
        ("check '5 mg x 7d' --drug Lendormin", "brotizolam is not on record for most countries: on record are"),
        ("check '5 mg x 7d' --region deutchland --drug diazepam", "(did you mean deutschland?)"),
    ],
)
def test_a_wrong_word_is_answered_with_the_near_one(call: str, said: str, run: Run) -> None:
    done = run(call)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_drug_without_a_product_is_compared_nowhere(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "drugs"
    folder.mkdir()
    folder.joinpath("xolam.toml").write_text('name = "xolam"\nchecked = 2026-11-29\n', encoding="utf-8")
    done = run(f"formulary compare xolam --formulary {tmp_path}")
    assert (done.code, done.out) == (2, "")
    assert "no product of xolam is on record" in done.err


@pytest.mark.parametrize(
    ("call", "same"),
    [
        ("doses diazepam", "doses --drug diazepam"),
        ("doses Valium --region uk --max '2 mg'", "doses --drug Valium --region uk --max '2 mg'"),
        ("doses us-label-clonazepam --region us", "doses --region us us-label-clonazepam"),
        ("formulary show diazepam", "formulary show generic diazepam"),
        ("formulary show Valium uk", "formulary show uk diazepam"),
        (
            "crossover clonazepam diazepam --dose '1 mg' --equivalents ashton --every 7d",
            "crossover --from clonazepam --to diazepam --dose '1 mg' --equivalents ashton --every 7d",
        ),
    ],
)
def test_what_is_meant_is_done(call: str, same: str, run: Run) -> None:
    done = run(call)
    assert done.code == 0
    assert done.out == run(same).out


@given(st.sampled_from(sorted(NAMES)).flatmap(lambda name: st.tuples(st.just(name), st.integers(0, len(name) - 1))))
def test_a_near_name_of_another_drug_says_which_drug_it_is(drawn: tuple[str, int]) -> None:
    name, at = drawn
    wrong = f"{name[:at]}q{name[at + 1 :]}"
    if wrong in NAMES:
        return
    with pytest.raises(UsageError) as refused:
        FORMULARY.drug_name(wrong)
    _, asked, near = str(refused.value).partition("(did you mean ")
    assert not asked or all(
        FORMULARY.drug_name(each) == each or False
        for each in near.rstrip("?)").split(" or ")
        if ", which is " not in each
    )
    for each in near.rstrip("?)").split(" or "):
        if ", which is " in each:
            brand, drug = each.split(", which is ")
            assert NAMES[brand] == drug


def test_every_choice_of_words_offers_the_near_one() -> None:
    choices = [each.type for command in commands(cli) for each in command.params if isinstance(each.type, click.Choice)]
    assert choices
    assert all(isinstance(each, OneOf) for each in choices)
