"""The solver of one dose, and those that it gives for other ways to measure and for exact doses alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.codes import Reason
from pillsplit.model.device import Kind, Span, Syringe, Tolerance
from pillsplit.model.preferences import Preferences
from pillsplit.model.way import Way, ways_of
from pillsplit.solver.dose import Solver
from tests.worlds import SOURCE, liquid, solid

TENTH = Fraction(1, 10)


def of_mg(concentration: int) -> Way:
    """Return how a liquid is measured by whole millilitres, up to three."""
    one = Volume(1)
    return Way(liquid(f"of-{concentration}", concentration, Fraction(1)), None, (Span(one, one, one * 3),))


def test_what_measures_in_other_ways_forgets_what_was_found_with_the_old_ones() -> None:
    solver = Solver([solid("p", 2)], Preferences(), [of_mg(1)])
    five, far = Mass(5), Mass(2000)
    assert solver.exactly.answer(five).is_exact
    assert solver.why_no_liquid(far).volume == Volume(1988)  # beside six tablets of 2 mg
    other = solver.measuring([of_mg(7)])
    assert not other.exactly.answer(five).is_made
    assert other.exactly.answer(Mass(7)).is_exact
    why = other.why_no_liquid(far)
    assert why.code is Reason.ABOVE_MAX_VOLUME
    assert why.volume == Volume(284)  # 1988 mg


NO_DIFFERENCE = Preferences(tolerance=Fraction(0), device_tolerance=Fraction(0))
WISHES = {
    "tolerance": evolve(NO_DIFFERENCE, tolerance=TENTH),
    "device_tolerance": evolve(NO_DIFFERENCE, device_tolerance=TENTH),
    "tablets_within": evolve(NO_DIFFERENCE, tablets_within=TENTH),
}


@pytest.mark.parametrize("wish", WISHES)
def test_exactly_is_without_any_of_the_differences_that_are_allowed(wish: str) -> None:
    error = Tolerance(kind=Kind.SYRINGE, text="50%", of_volume=Fraction(1, 2), source=SOURCE)
    drawn = Syringe(id="s", name="a syringe", source=SOURCE, capacity=Volume(5), mark=Volume(1), tolerance=error)
    ways = ways_of(liquid("l", 1, TENTH), (drawn,), max_volume=Volume(5))
    solver = Solver([solid("p", 40)], WISHES[wish], ways)
    near = Mass(39) if wish == "tablets_within" else Mass(Fraction("3.1"))
    assert solver.answer(near).is_made
    assert not solver.answer(near).is_exact
    assert not solver.exactly.answer(near).is_made


def test_without_ways_to_measure_a_liquid_may_be_at_hand_all_the_same() -> None:
    solver = Solver([], Preferences())
    for known in True, False:
        assert solver.measuring([], any_liquid=known).why_no_liquid(Mass(5)).at_hand is known


@pytest.mark.parametrize("wish", ["tolerance", "tablets_within"])
def test_a_dose_that_is_off_by_just_what_is_allowed_is_made(wish: str) -> None:
    near = Solver([solid("p", 36)], WISHES[wish])
    assert near.answer(Mass(40)).is_made
    assert not near.answer(Mass(Fraction("40.1"))).is_made
