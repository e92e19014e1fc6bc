"""Of two ways that ask the same, the one that is taken is the one that the contract names."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import Preferences, Split
from pillsplit.solver.liquids import best_with_liquid
from pillsplit.solver.nearest_series import Wanted, nearest
from pillsplit.solver.tablets import Tablets
from tests import bridge
from tests.definitions.dose import Asked, Dropper, Liquid, Spoon, Syringe, Tablet, World


def f(text: str) -> Fraction:
    return Fraction(text)


def tablets(*strengths: str) -> tuple[Tablet, ...]:
    return tuple(Tablet(each, f(each), 1) for each in strengths)


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ((2, 2), ["a"]),  # alike: the first id
        ((4, 3), ["a"]),  # the label of the second gives no halves
        ((3, 4), ["a", "b"]),  # each is better vouched for in something: the first id whole, the second halved
        ((4, 2), ["a"]),
        ((None, 2), ["b"]),  # no label says of the first that it may be divided
        ((2, None), ["a"]),
        ((1, 2), ["b"]),
    ],
)
def test_of_two_of_one_strength_the_one_that_is_better_vouched_for_is_drawn_on(
    parts: tuple[int | None, int | None], kept: list[str]
) -> None:
    two = [bridge.solid(Tablet(identity, f("8"), each)) for identity, each in zip("ab", parts, strict=True)]
    for order in (two, two[::-1]):
        assert [each.id for each in Tablets(order, Preferences(split=Split.HALVES)).products] == kept


def test_of_sums_that_are_equally_easy_the_one_with_more_of_the_larger_tablet_is_taken() -> None:
    """11 mg are 10 mg and half of 2 mg, or half of 10 mg and 6 mg: a half and a whole either way."""
    three = (Tablet("10", f("10"), 2), Tablet("6", f("6"), 1), Tablet("2", f("2"), 2))
    options = bridge.solver(World(three)).answer(Mass(f("11"))).options
    assert [[(piece.product.id, str(piece.part)) for piece in each.pieces] for each in options] == [
        [("10", "1"), ("2", "1/2")],
        [("10", "1/2"), ("6", "1")],
    ]


def test_of_sums_of_the_same_strengths_those_with_the_first_ids_come_first() -> None:
    """Of 8 mg and of 4 mg there are two tablets each, neither of which is better vouched for in everything."""
    four = [
        bridge.solid(Tablet(*each)) for each in (("b", f("8"), 3), ("d", f("8"), 4), ("a", f("4"), 3), ("c", f("4"), 4))
    ]
    options = Tablets(four, Preferences(split=Split.HALVES)).best(Mass(12))
    assert ["".join(sorted(each.product_ids)) for each in options] == ["ab", "ad", "bc", "cd"]


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


TEN_A_ML = Liquid("l", f("10"), (Dropper("20 a mL", f("20")), Syringe("s", f("1"), f("0.01"))))
"""A milligram is two drops, which ask as much as two tablets, or a tenth of a millilitre, which asks hardly any."""


def test_what_asks_least_is_found_however_unlike_the_ways_to_measure_are() -> None:
    answer = bridge.solver(World(tablets("1"), TEN_A_ML)).answer(Mass(f("3.5")))
    assert answer.combination
    assert answer.combination.pieces == ()
    assert answer.combination.liquid
    assert (str(answer.combination.liquid.volume), answer.combination.liquid.drops) == ("0.35 mL", None)


def test_beside_a_dose_that_is_not_made_stands_what_asks_least() -> None:
    asked = Asked(tolerance=f("0"), device_tolerance=f("0"))
    answer = bridge.solver(World(tablets("1"), TEN_A_ML, asked)).answer(Mass(f("2.55")))
    beside = [each and (str(each.mass), each.count) for each in (answer.liquid_below, answer.liquid_above)]
    assert (answer.combination, beside) == (None, [("2.5 mg", 0), ("2.6 mg", 0)])


def test_where_no_liquid_makes_a_dose_there_is_no_option() -> None:
    asked = Asked(tolerance=f("0"), device_tolerance=f("0"))
    none, ways = Tablets([], Preferences()), bridge.ways(TEN_A_ML, asked)
    for dose, measured in (("0", ways), ("1", ()), ("0.05", ways)):
        options = best_with_liquid(Mass(f(dose)), none, measured, bridge.preferences(asked), Fraction(0))
        assert options == ()
    assert best_with_liquid(Mass(f("1")), none, ways, bridge.preferences(asked), Fraction(0))
