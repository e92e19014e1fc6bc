"""Tablets and liquids of a shelf of one's own, as a person writes them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve

from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import commas_told, read_liquid, read_tablet, read_tablets
from pillsplit.model.form import Form
from pillsplit.model.source import Evidence, Source


@pytest.mark.parametrize(
    ("text", "parts", "identity"),
    [
        ("5 mg", 1, "drug-tablet-5mg"),
        ("5 mg/whole", 1, "drug-tablet-5mg"),
        ("5 mg/half", 2, "drug-tablet-5mg-halves"),
        ("5 mg / halves", 2, "drug-tablet-5mg-halves"),
        ("5 mg/third", 3, "drug-tablet-5mg-thirds"),
        ("5 mg/thirds", 3, "drug-tablet-5mg-thirds"),
        ("5 mg/quarter", 4, "drug-tablet-5mg-quarters"),
        ("diazepam 2.5 mg/Quarters", 4, "diazepam-tablet-2.5mg-quarters"),
    ],
)
def test_a_tablet_says_into_what_it_divides(text: str, parts: int, identity: str) -> None:
    tablet = read_tablet(text, "drug")
    assert (tablet.parts, tablet.id) == (parts, identity)


def test_eighths_are_cut_where_the_owner_of_a_tablet_says_so_and_by_no_label() -> None:
    tablet = read_tablet("2 mg/Eighths", "drug")
    assert tablet.parts == 8
    assert not tablet.is_guess(Fraction(1, 8))
    with pytest.raises(ValueError, match="a label divides into 1, 2, 3 or 4 equal parts"):
        evolve(tablet, source=Source("a label", Evidence.LABEL, date(2026, 11, 22)))


@pytest.mark.parametrize(
    ("text", "tablets"),
    [
        ("5 mg", ["drug 5 mg 1"]),
        ("2, 5, 10 mg", ["drug 2 mg 1", "drug 5 mg 1", "drug 10 mg 1"]),
        ("2, 5 mg/half, 10 mg", ["drug 2 mg 2", "drug 5 mg 2", "drug 10 mg 1"]),
        ("½, 1½, 1/3 mg", ["drug 0.5 mg 1", "drug 1.5 mg 1", "drug ⅓ mg 1"]),
        ("2,5 mg", ["drug 2.5 mg 1"]),
        ("2,5, 10 mg", ["drug 2.5 mg 1", "drug 10 mg 1"]),
        ("2 mg,5 mg", ["drug 2 mg 1", "drug 5 mg 1"]),
        ("2 mg; 5 mg and 10 mg", ["drug 2 mg 1", "drug 5 mg 1", "drug 10 mg 1"]),
        ("sertraline 25, 50 mg", ["sertraline 25 mg 1", "sertraline 50 mg 1"]),
        ("diazepam 2 mg, clonazepam 500 micrograms/halves", ["diazepam 2 mg 1", "clonazepam 0.5 mg 2"]),
    ],
)
def test_a_list_of_tablets(text: str, tablets: list[str]) -> None:
    assert [f"{each.drug} {each.strength} {each.parts}" for each in read_tablets(text, "drug")] == tablets


def test_commas_between_figures_without_a_blank_are_refused_with_both_readings() -> None:
    with pytest.raises(UsageError, match=re.escape("Write 'diazepam 2, 5, 10 mg' or 'diazepam 2.5, 10 mg'")):
        read_tablets("diazepam 2,5,10 mg", None)


@pytest.mark.parametrize("text", ["2, mg", ", 5 mg", "2,, 5 mg", "", "5, 10", "2, 5, ten mg"])
def test_a_list_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^`tablet`"):
        read_tablets(text, "drug")


def test_a_decimal_comma_is_told_and_a_list_is_not() -> None:
    assert [*commas_told("tablet", "2,5, 10 mg")] == [
        "`tablet` '2,5, 10 mg': 2,5 is read as 2.5; a list has a blank after each comma: 2, 5"
    ]
    assert not [*commas_told("tablet", "2, 5, 10 mg")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5 mg/fifths", "or with how it divides: 5 mg/halves, 5 mg/thirds, 5 mg/quarters"),
        ("5/halves", "'5' has no unit: write 5 mg"),
        ("0 mg", "a tablet of nothing"),
    ],
)
def test_what_is_no_tablet_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        read_tablet(text, "drug")


def test_a_liquid_is_measured_in_steps_only_where_these_are_named() -> None:
    assert read_liquid("1 mg/mL", "drug").step is None
    assert str(read_liquid("2 mg/5 mL by 0.05 mL", "drug").step) == "0.05 mL"


def test_a_liquid_in_drops_with_its_bottle() -> None:
    drops = read_liquid("0.75 mg/mL, 37.5 drops per mL, 20 mL", "drug")
    assert (drops.drops_per_ml, drops.form, drops.step) == (Fraction(75, 2), Form.DROPS, None)
    assert [str(size) for size in drops.bottles] == ["20 mL"]
    assert [str(size) for size in read_liquid("1 mg/mL, 100 mL, 30 mL", "drug").bottles] == ["30 mL", "100 mL"]
    assert read_liquid("1 mg/mL, 20 drops/mL", "drug").drops_per_ml == 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 mg/mL, 20", "'20' has no unit: write 20 mL; beside a concentration write 30 drops per mL"),
        ("1 mg/mL, many drops per mL", "'many' is not a number"),
        ("1 mg/mL, 0 drops per mL", "holds nothing"),
        ("1 mg/mL by 0 mL", "holds nothing"),
        ("1 mg/mL, 0 mL", "holds nothing"),
        ("1 mg/mL by 0.1 mL, 20 drops per mL", "steps and drops: write how it is measured, the one or the other"),
    ],
)
def test_what_is_no_liquid_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        read_liquid(text, "drug")
