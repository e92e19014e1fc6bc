"""Sums of tablets are the same however sets of masses are held, and are bounded before they become too many."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import read_tablet
from pillsplit.model.preferences import Prefer, Preferences, Split
from pillsplit.solver import masses
from pillsplit.solver.dose import Solver
from pillsplit.solver.tablets import Tablets

DRUG = "diazepam"
PARTS = ("whole", "halves", "thirds", "quarters")
TWENTY = ("0.5", "1", "2", "5", "10", "2.5", "15", "3", "4", "7.5", "12", "1.5", "6", "8", "20", "25", "30", "40", "50")
CENTS = tuple(f"{1 + index * 1.37:.2f}" for index in range(20))
AWKWARD = ("1.234567", "2.345679", "3.456791", "7.777777", "9.123457", "11.111113", "13.333331")


def tablets(strengths: tuple[str, ...], parts: str) -> list[object]:
    return [read_tablet(f"{strength} mg/{parts}", DRUG) for strength in strengths]


@given(
    shelf=st.lists(
        st.tuples(st.sampled_from(["1", "2", "2.5", "3", "5", "7"]), st.sampled_from(PARTS)),
        min_size=1,
        max_size=4,
        unique_by=lambda each: each[0],
    ),
    dose=st.fractions(min_value=Fraction(1, 4), max_value=30, max_denominator=4),
    most=st.integers(1, 4),
    prefer=st.sampled_from(list(Prefer)),
    split=st.sampled_from(list(Split)),
)
def test_a_bit_a_mass_and_a_set_of_numbers_come_to_the_same(
    shelf: list[tuple[str, str]], dose: Fraction, most: int, prefer: Prefer, split: Split
) -> None:
    solids = [read_tablet(f"{strength} mg/{parts}", DRUG) for strength, parts in shelf]
    preferences = Preferences(max_pieces=most, prefer=prefer, split=split)

    def answers() -> tuple[object, ...]:
        drawn = Tablets(solids, preferences)
        wanted = Mass(dose)
        return (
            drawn.best(wanted),
            drawn.with_many_cuts(wanted),
            drawn.below(wanted),
            drawn.above(wanted),
            drawn.doses(Mass(Fraction(12))),
        )

    near = answers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masses, "NEAR", -1)
        assert answers() == near


@pytest.mark.parametrize("strengths", [TWENTY, CENTS], ids=["round", "by the hundredth"])
@pytest.mark.parametrize("most", [6, 100])
def test_quarters_of_twenty_strengths_are_found(strengths: tuple[str, ...], most: int) -> None:
    """Tables of cuts tablet by tablet took minutes and half a gigabyte for these."""
    solver = Solver(tablets(strengths, "quarters"), Preferences(max_pieces=most))  # type: ignore[arg-type]
    for tenths in range(1, 400, 7):
        answer = solver.answer(Mass(Fraction(tenths, 10)))
        if answer.combination:
            assert abs(answer.difference.mg) <= answer.dose.mg / 100


@pytest.mark.parametrize(("number", "most"), [(4, 100), (7, 30), (7, 12)])
def test_awkward_strengths_are_refused_before_their_sums_fill_the_memory(number: int, most: int) -> None:
    solver = Solver(tablets(AWKWARD[:number], "quarters"), Preferences(max_pieces=most))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"more than 500,000 sums of up to \d+ pieces.*`max_pieces`"):
        solver.answer(Mass(Fraction(400)))


def test_a_piece_far_heavier_than_the_dose_costs_nothing_and_is_what_lies_above() -> None:
    drawn = Tablets([read_tablet("2 mg/halves", DRUG), read_tablet("999999999999 mg", DRUG)], Preferences())
    above = drawn.above(Mass(Fraction(23)))
    assert above is not None
    assert str(above.mass) == "24 mg"
    assert drawn.above(Mass(Fraction(24))).mass.mg == 999999999999  # type: ignore[union-attr]
