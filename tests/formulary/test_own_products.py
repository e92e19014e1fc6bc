"""Tablets and liquids of a shelf of one's own, as a person writes them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.product import Form


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


@pytest.mark.parametrize("word", ["eighth", "eighths", "Eighths"])
def test_no_label_gives_eighths_and_it_is_said_what_to_write(word: str) -> None:
    with pytest.raises(UsageError, match=re.escape("write 2 mg/quarters, and `split` eighths")):
        read_tablet(f"2 mg/{word}", "drug")


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
