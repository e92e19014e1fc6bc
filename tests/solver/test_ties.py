"""Of two ways that ask the same, the one that is taken is the one that the contract names."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pillsplit.amounts.quantity import Mass
from pillsplit.solver.nearest_series import Wanted, nearest
from tests import bridge
from tests.definitions.dose import Asked, Dropper, Liquid, Spoon, Tablet, World


def f(text: str) -> Fraction:
    return Fraction(text)


def tablets(*strengths: str) -> tuple[Tablet, ...]:
    return tuple(Tablet(each, f(each), 1) for each in strengths)


DROPS = Liquid("drops", f("10"), (Dropper("20 a mL", f("20")),))
"""A drop is 0.5 mg, and asks as much as a tablet."""


@pytest.mark.parametrize(
    ("strengths", "dose", "made"),
    [
        (("1", "1.2"), "1.6", "1.5"),  # a tablet and a drop on either side, 0.1 mg from the dose
        (("1", "1.2"), "1.61", "1.7"),
        (("1", "1.2"), "1.59", "1.5"),
    ],
)
def test_of_two_doses_with_liquid_that_are_equally_near_and_easy_the_one_below_is_made(
    strengths: tuple[str, ...], dose: str, made: str
) -> None:
    answer = bridge.solver(World(tablets(*strengths), DROPS, Asked(tolerance=f("0.1")))).answer(Mass(f(dose)))
    assert answer.combination
    assert answer.combination.mass == Mass(f(made))
    assert len(answer.combination.pieces) == 1


@pytest.mark.parametrize(
    ("strengths", "made", "count"),
    [
        (("1", "1.4"), "1.5", 2),  # 1 mg and a drop; 1.4 mg and a drop is as easy, but farther off
        (("1.2",), "1.7", 2),  # above, with a tablet and a drop, before 1.5 mg of three drops: it asks less
    ],
)
def test_above_the_dose_is_made_what_asks_less_at_the_same_distance(
    strengths: tuple[str, ...], made: str, count: int
) -> None:
    answer = bridge.solver(World(tablets(*strengths), DROPS, Asked(tolerance=f("0.1")))).answer(Mass(f("1.6")))
    assert answer.combination
    assert answer.combination.mass == Mass(f(made))
    assert (
        answer.combination.count + (answer.combination.liquid.drops or 0 if answer.combination.liquid else 0) == count
    )


def test_of_two_tablets_only_doses_that_are_equally_near_the_one_below_is_made() -> None:
    for asked in (Asked(tolerance=f("0.4")), Asked(tablets_within=f("0.4"))):
        made = {
            dose: answer.combination and str(answer.combination.mass)
            for dose in ("3", "3.01", "2.99")
            if (answer := bridge.solver(World(tablets("2", "4"), None, asked)).answer(Mass(f(dose))))
        }
        assert made == {"3": "2 mg", "3.01": "4 mg", "2.99": "2 mg"}


def test_tablets_are_made_where_a_liquid_is_equally_near_and_spares_no_cut() -> None:
    spoon = Liquid("l", f("1"), (Spoon("four", (f("4"),)),))
    world = World(tablets("2"), spoon, Asked(tolerance=f("0.4"), max_pieces=1))
    answer = bridge.solver(world).answer(Mass(f("3")))
    assert answer.combination
    assert (str(answer.combination.mass), answer.combination.liquid) == ("2 mg", None)


def test_a_liquid_is_made_where_tablets_are_equally_near_and_would_be_cut() -> None:
    spoon = Liquid("l", f("1"), (Spoon("four", (f("4"),)),))
    world = World((Tablet("4", f("4"), 2),), spoon, Asked(tolerance=f("0.4"), max_pieces=1))
    answer = bridge.solver(world).answer(Mass(f("3")))
    assert answer.combination
    assert answer.combination.liquid is not None
    assert answer.combination.mass == Mass(4)


def test_of_two_series_that_are_equally_near_and_easy_the_first_dose_that_differs_is_the_lower() -> None:
    doses = [Mass(1), Mass(3)]
    assert nearest([Wanted(Mass(2), 1)], doses, lambda _: (0,)) == [Mass(1)]
    assert nearest([Wanted(Mass(2), 1), Wanted(Mass(2), 5)], doses, lambda _: (0,)) == [Mass(1), Mass(1)]
    assert nearest([Wanted(Mass(2), 1)], doses, lambda dose: (int(-dose.mg),)) == [Mass(3)]
