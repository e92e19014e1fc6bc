"""Sums of tablets are the same however sets of masses are held, and are bounded before they become too many."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.formulary.own_products import read_tablet
from pillsplit.model.preferences import Prefer, Preferences, Split
from pillsplit.solver import grid, masses
from pillsplit.solver.dose import Solver
from pillsplit.solver.grid import Grid, Sort, Sum
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
            drawn.nearest(wanted),
            drawn.below(wanted),
            drawn.above(wanted),
            drawn.doses(Mass(Fraction(12))),
        )

    near = answers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masses, "NEAR", -1)
        assert answers() == near


NUMBERS = st.frozensets(st.integers(0, 12))


@pytest.mark.parametrize("held", [masses.Near(12), masses.Far(12, 6)], ids=["a bit a mass", "a set"])
@given(one=NUMBERS, other=NUMBERS, pieces=st.frozensets(st.integers(0, 13)))
def test_sets_of_masses_are_added_and_compared_as_sets_are(
    held: masses.Masses[Any], one: frozenset[int], other: frozenset[int], pieces: frozenset[int]
) -> None:
    def of(numbers: frozenset[int]) -> Any:
        found = held.none
        for number in numbers:
            found = held.either(found, held.plus_one(held.zero, [number]))
        return found

    def is_set(found: Any, numbers: set[int] | frozenset[int]) -> bool:
        has = {number for number in range(-1, 40) if held.has(found, number)}
        return held.ascending(found) == sorted(numbers) and has == numbers

    assert is_set(held.none, set())
    assert is_set(held.zero, {0})
    assert is_set(held.either(of(one), of(other)), one | other)
    assert is_set(held.without(of(one), of(other)), one - other)
    sums = {mass + piece for mass in one for piece in pieces if mass + piece <= 12}
    assert is_set(held.plus_one(of(one), pieces), sums)


def test_as_many_sums_as_are_allowed_are_held_and_one_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masses, "MOST_SUMS", 5)
    held = masses.Far(100, 6)
    two = held.plus_one(held.zero, [1, 2])
    assert held.ascending(held.plus_one(two, [10])) == [11, 12]
    assert held.ascending(held.plus_one(held.zero, [1])) == [1]
    with pytest.raises(UsageError, match="more than 5 sums of up to 6 pieces"):
        held.plus_one(held.zero, [1])
    with pytest.raises(UsageError, match="more than 5 sums of up to 6 pieces"):
        masses.Far(100, 6).plus_one(two, [10, 20, 30])


def test_no_sum_lies_beyond_the_limit_of_those_that_are_held() -> None:
    assert masses.Far(2, 6).ascending(masses.Far(2, 6).plus_one(frozenset({0}), [1, 2, 3])) == [1, 2]
    assert isinstance(masses.masses_up_to(masses.NEAR, 1), masses.Near)
    assert isinstance(masses.masses_up_to(masses.NEAR + 1, 1), masses.Far)


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


def test_half_of_a_heavy_tablet_is_what_lies_above_a_small_dose() -> None:
    drawn = Tablets([read_tablet("100 mg/halves", DRUG), read_tablet("1 mg", DRUG)], Preferences(max_pieces=1))
    assert [str(each.mass) for dose in (2, 3, 49) if (each := drawn.above(Mass(dose)))] == ["50 mg"] * 3


def test_what_lies_above_a_small_dose_may_be_a_tablet_of_just_the_limit() -> None:
    drawn = Tablets([read_tablet("4 mg", DRUG), read_tablet("7 mg", DRUG)], Preferences())
    assert [str(each.mass) for dose in range(1, 8) if (each := drawn.above(Mass(dose)))] == [
        *("4 mg", "4 mg", "4 mg", "7 mg", "7 mg", "7 mg", "8 mg")
    ]


def test_a_guess_is_no_further_piece() -> None:
    assert Sum((0, 1, 0, 2, 3), 4, 60).pieces == 7


def test_nothing_at_all_is_no_sum() -> None:
    twos = Grid([Sort(2, ())], 3, 10)
    assert [mass for mass in range(10) if twos.makes(mass)] == twos.made == [2, 4, 6]


def test_how_many_pieces_are_needed_is_worked_out_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "_LARGEST", 40)
    twos = Grid([Sort(2, ())], 3, 100)
    assert [twos.fewest_pieces(mass) for mass in (39, 40, 41)] == [(0, True), (20, True), (0, False)]
    monkeypatch.setattr(grid, "_MOST_TRIED", 4)
    twos = Grid([Sort(2, ())], 3, 100)
    assert [twos.fewest_pieces(mass) for mass in (8, 10)] == [(4, True), (0, False)]


@pytest.mark.parametrize(("strengths", "mass", "needed"), [((3,), 4, (0, True)), ((5, 2), 4, (2, True))])
def test_a_mass_needs_the_fewest_pieces_or_no_number_of_them(
    strengths: tuple[int, ...], mass: int, needed: tuple[int, bool]
) -> None:
    assert Grid([Sort(each, ()) for each in strengths], 3, 10_000).fewest_pieces(mass) == needed


def test_the_least_sum_above_may_be_one_piece_at_the_limit_or_beyond() -> None:
    for limit in 1, 2, 3, 4:
        assert Grid([Sort(4, (1, 2))], 2, limit).above(1) == 2
