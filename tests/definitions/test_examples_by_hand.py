"""The definitions, held against examples that are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.definitions import bottles, choose, dose, plan
from tests.definitions.dose import Asked, Dropper, Found, Liquid, Piece, Spoon, Syringe, Tablet, World
from tests.definitions.plan import Dose, Shelf, Step


def f(text: str) -> Fraction:
    return Fraction(text)


SYRINGES = (
    Syringe("syringe-1ml", f("1"), f("0.01")),
    Syringe("syringe-5ml", f("5"), f("0.1")),
    Syringe("syringe-10ml", f("10"), f("0.2")),
)
GENERIC = World(
    (Tablet("2", f("2")), Tablet("5", f("5")), Tablet("10", f("10"))),
    Liquid("liquid", f("1"), SYRINGES),
)
AUSTRALIA = World((Tablet("2", f("2")), Tablet("5", f("5"))), Liquid("liquid", f("1"), SYRINGES))
GERMANY = World(
    (Tablet("2", f("2")), Tablet("5", f("5"), 2), Tablet("10", f("10"), 2)),
    Liquid("drops", f("10"), (Dropper("dropper-20", f("20")),)),
)
FRANCE = World(
    (Tablet("2", f("2"), 1), Tablet("5", f("5"), 1), Tablet("10", f("10"), 2)),
    Liquid("drops", f("10"), (Dropper("dropper-30", f("30")),)),
)
STATES = Shelf(
    (Tablet("2", f("2"), 2), Tablet("5", f("5"), 2), Tablet("10", f("10"), 2)),
    (
        Liquid("1mg-per-ml", f("1"), SYRINGES, (f("473"), f("500"))),
        Liquid("5mg-per-ml", f("5"), SYRINGES, (f("30"),), 90),
    ),
)
CLONAZEPAM_STATES = (
    Tablet("0.125-odt", f("0.125"), 1, divisible=False),
    Tablet("0.5", f("0.5"), 2),
    Tablet("1", f("1"), 2),
    Tablet("2", f("2"), 2),
)


def counts(found: Found) -> dict[str, int]:
    """Return the number of pieces by "id" or "id/denominator of the part"."""
    return {
        product if part == 1 else f"{product}/{part.denominator}": number
        for (product, part), number in (found.counts or {}).items()
    }


def steps(*rows: tuple[int, str]) -> list[Step]:
    return [Step(days, (Dose("drug", "day", f(amount)),)) for days, amount in rows]


def taken(answer: plan.Plan) -> list[tuple[dict[str, int], str | None]]:
    """Return each dose of the plan as its pieces and the volume beside them."""
    rows = []
    for (each,) in answer.steps:
        combination = each.combination
        assert combination is not None
        pieces = counts(replace(each.found, options=(combination,)))
        rows.append((pieces, str(combination.measure.volume) if combination.measure else None))
    return rows


# One dose.


@pytest.mark.parametrize(
    ("world", "wanted", "pieces", "volume", "device", "made"),
    [
        (GENERIC, "30.3", {"10": 3}, "0.3", "syringe-1ml", "30.3"),
        (GENERIC, "29.9", {"10": 2, "5": 1, "2": 2}, "0.9", "syringe-1ml", "29.9"),
        (GENERIC, "13.3", {"10": 1, "2": 1}, "1.3", "syringe-5ml", "13.3"),
        (GENERIC, "11.9", {"10": 1}, "1.9", "syringe-5ml", "11.9"),
        (GENERIC, "4.9", {"2": 2}, "0.9", "syringe-1ml", "4.9"),
        (FRANCE, "4.75", {"2": 2}, "2/30", "dropper-30", "14/3"),
    ],
)
def test_bulk_in_tablets_and_the_rest_in_liquid(
    world: World, wanted: str, pieces: dict[str, int], volume: str, device: str, made: str
) -> None:
    found = dose.answer(world, f(wanted))
    assert (found.rule, found.verdict, found.needs_liquid) == ("liquid", "liquid", True)
    assert counts(found) == pieces
    assert found.drawn == (world.liquid.id if world.liquid else "", f(volume), device)
    assert found.made == f(made)


def test_what_needs_liquid_has_its_neighbours_in_tablets() -> None:
    found = dose.answer(GENERIC, f("13.3"))
    assert found.below is not None
    assert found.above is not None
    assert (found.below.made, found.below.counts) == (f("13"), {("5", f("1")): 1, ("2", f("1")): 4})
    assert found.above.made == f("13.5")
    assert found.above.counts == {("5", f("1/2")): 1, ("5", f("1")): 1, ("2", f("1")): 3}
    assert found.burden == (0, 0, 0, 0, 0, 0, f("3.3"), False, f("1.3"), 3)
    assert found.combination is not None
    assert found.combination.measure is not None
    assert found.combination.measure.error == f("0.088")


def test_whole_tablets_up_to_twice_as_many_come_before_liquid() -> None:
    found = dose.answer(AUSTRALIA, f("40"))
    assert (found.rule, found.verdict, counts(found)) == ("many whole", "whole", {"5": 8})


def test_tablets_as_near_as_the_liquid_stand() -> None:
    found = dose.answer(GERMANY, f("16.2"))
    assert (found.rule, found.needs_liquid, found.made) == ("nearest", False, f("16"))
    assert counts(found) == {"10": 1, "2": 3}
    assert found.above is not None
    assert found.above.made == f("16.5")


def test_a_dose_between_the_drops_cannot_be_made() -> None:
    found = dose.answer(FRANCE, f("2.5"))
    assert (found.verdict, found.needs_liquid, found.made) == ("unreachable", True, None)
    assert found.below is not None
    assert found.above is not None
    assert found.liquid_below is not None
    assert found.liquid_above is not None
    assert (found.below.made, found.above.made) == (f("2"), f("4"))
    assert (found.liquid_below.made, found.liquid_above.made) == (f("7/3"), f("8/3"))
    assert found.liquid_below.measure is not None
    assert found.liquid_below.measure.drops == 1


def test_near_tablets_within_the_tolerance_where_there_is_no_liquid() -> None:
    found = dose.answer(World(CLONAZEPAM_STATES), f("1.62"))
    assert (found.verdict, found.needs_liquid, found.is_exact, found.made) == ("whole", False, False, f("1.625"))
    strict = dose.answer(World(CLONAZEPAM_STATES, None, Asked(tolerance=f("0"))), f("1.62"))
    assert (strict.verdict, strict.needs_liquid) == ("unreachable", True)


def test_near_tablets_come_before_liquid_where_they_are_asked_for() -> None:
    asked = replace(GENERIC, asked=Asked(tablets_within=f("0.025")))
    assert (dose.answer(asked, f("13.3")).rule, dose.answer(asked, f("13.3")).made) == ("near", f("13.5"))


def test_more_cut_pieces_come_after_what_the_liquid_makes_exactly() -> None:
    tablets = (Tablet("2", f("2"), 2),)
    two = Asked(max_pieces=2)
    assert dose.answer(World(tablets, None, two), f("7")).rule == "many cut"
    with_liquid = dose.answer(World(tablets, Liquid("liquid", f("1"), SYRINGES), two), f("7"))
    assert (counts(with_liquid), with_liquid.drawn) == ({"2": 2}, ("liquid", f("3"), "syringe-5ml"))


@pytest.mark.hazard("H01")
def test_pieces_follow_the_label_or_the_split_and_a_guess_is_counted() -> None:
    thirds = World((Tablet("3", f("3"), 3), Tablet("capsule", f("3"), None, divisible=False)))
    assert (counts(dose.answer(thirds, f("2"))), dose.answer(thirds, f("2")).burden) == (
        {"3/3": 2},
        (0, 0, 2, 0, 0, 2, 1),
    )
    eighths = World((Tablet("8", f("8"), 4),), None, Asked(split="eighths"))
    assert dose.answer(eighths, f("3")).burden == (1, 1, 0, 0, 1, 2, 1)
    assert dose.answer(eighths, f("3")).verdict == "eighths"
    assert not dose.answer(World((Tablet("8", f("8"), 4),)), f("3")).is_made
    assert [Piece(Tablet("x", f("1"), parts), f("1/2")).is_guess for parts in (None, 1, 2, 3, 4)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [Piece(Tablet("x", f("1"), parts), f("1/2")).is_by_label for parts in (None, 1, 2, 3, 4)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_what_is_preferred_decides_between_a_cut_and_a_piece() -> None:
    tablets = (Tablet("5", f("5"), 2), Tablet("0.5", f("0.5"), 2))
    assert counts(dose.answer(World(tablets), f("2.5"))) == {"0.5": 5}
    assert counts(dose.answer(World(tablets, None, Asked(prefer="fewest-pieces")), f("2.5"))) == {"5/2": 1}


def test_of_equal_ones_the_larger_strength_then_what_is_on_record_as_divisible_then_the_id() -> None:
    strengths = World(tuple(Tablet(each, f(each), 1) for each in ("2", "3", "4", "5")))
    assert counts(dose.answer(strengths, f("7"))) == {"5": 1, "2": 1}
    makers = World((Tablet("a", f("5")), Tablet("b", f("5"), 1), Tablet("d", f("5"), 2), Tablet("c", f("5"), 2)))
    assert counts(dose.answer(makers, f("5"))) == {"c": 1}
    assert [combination.pieces[0].tablet.id for combination in dose.answer(makers, f("5")).options] == list("cdab")


def test_a_volume_takes_the_fewest_fills_and_the_smallest_device() -> None:
    liquid = Liquid("liquid", f("1"), SYRINGES[:2])
    found = dose.answer(World((), liquid, Asked(max_fills=2)), f("8"))
    assert found.combination is not None
    assert found.combination.measure is not None
    assert (found.combination.measure.fills, found.combination.measure.error) == (2, f("0.32"))
    assert not dose.answer(World((), liquid), f("8")).is_made
    spoons = Liquid("liquid", f("1"), (Spoon("spoon", (f("1.25"), f("2.5"), f("5"))), SYRINGES[2]))
    assert dose.answer(World((), spoons), f("2.5")).drawn == ("liquid", f("2.5"), "spoon")
    assert dose.answer(World((), spoons), f("5")).drawn == ("liquid", f("5"), "spoon")


def test_only_whole_liquid_steps_are_measured() -> None:
    stepwise = World((), Liquid("liquid", f("1"), SYRINGES), Asked(liquid_step=f("0.1")))
    found = dose.answer(stepwise, f("0.35"))
    assert found.liquid_below is not None
    assert found.liquid_above is not None
    assert (found.verdict, found.liquid_below.made, found.liquid_above.made) == ("unreachable", f("0.3"), f("0.4"))
    assert dose.answer(replace(stepwise, asked=Asked()), f("0.35")).drawn == ("liquid", f("0.35"), "syringe-1ml")


def test_the_device_may_excuse_a_difference_beyond_the_tolerance() -> None:
    coarse = (Syringe("coarse", f("1"), f("0.1")),)
    # 0.49 mg: 0.5 mL makes 2 % more; the syringe may be off by 0.025 mg. No document on the device, no excuse.
    assert dose.answer(World((), Liquid("liquid", f("1"), coarse)), f("0.49")).made == f("0.5")
    unknown = (replace(coarse[0], error_known=False),)
    assert not dose.answer(World((), Liquid("liquid", f("1"), unknown)), f("0.49")).is_made


def test_sixty_drops_at_most_and_the_volume_within_its_bounds() -> None:
    drops = World((), Liquid("drops", f("10"), (Dropper("dropper", f("20")),)), Asked(max_fills=2))
    assert dose.answer(drops, f("30")).made == f("30")
    # 31 mg stays within what the dropper may be off by, 32 mg is more than 5 % away.
    assert dose.answer(drops, f("31")).made == f("30")
    assert not dose.answer(drops, f("32")).is_made


def test_nothing_is_taken_for_a_dose_of_0() -> None:
    found = dose.answer(GENERIC, f("0"))
    assert (found.verdict, found.is_exact, found.needs_liquid) == ("whole", True, False)
    assert (found.made, found.counts) == (f("0"), {})


# Bottles.


@pytest.mark.hazard("H08")
def test_a_bottle_lasts_until_it_is_empty_or_its_life_is_over() -> None:
    days = [f("30")] * 7
    assert bottles.answer(days, [f("100")], None) == bottles.Opened(f("100"), 3, at_least=True)
    assert bottles.answer(days, [f("100")], 2) == bottles.Opened(f("100"), 4, at_least=False)
    assert bottles.answer(days, [], 2) is None
    assert bottles.count([f("4")] * 4, f("5"), 3) == 4
    assert bottles.count([f("1"), f("0"), f("0"), f("1")], f("5"), 3) == 2
    assert bottles.count([f("1"), f("0"), f("1"), f("0")], f("5"), 3) == 1


def test_of_several_sizes_the_fewest_bottles_then_the_least_volume() -> None:
    days = [f("30")]
    assert bottles.answer(days, [f("10"), f("25")], None) == bottles.Opened(f("25"), 2, at_least=True)
    assert bottles.answer(days, [f("500"), f("473")], None) == bottles.Opened(f("473"), 1, at_least=True)


# The plan.

SOLUTION = steps(
    (7, "15"),
    *((14, amount) for amount in ["11", "8.5", "6", "4.75", "3.5", "2.5", "2", "1.5", "1", "0.75", "0.5", "0.25"]),
)


def test_one_liquid_serves_the_solution_schedule() -> None:
    as_needed = plan.answer({"drug": STATES}, SOLUTION, Asked(), "as-needed")
    assert as_needed.liquids == {"drug": "1mg-per-ml"}
    assert as_needed.liquid_from_step == {"drug": None}
    assert as_needed.bottles == {"drug": bottles.Opened(f("473"), 1, at_least=True)}
    assert [volume for _, volume in taken(as_needed)][4:] == ["3/4", None, None, None, "3/2", None, "3/4", "1/2", "1/4"]
    assert taken(as_needed)[4][0] == {"2": 2}


def test_the_plan_stays_with_its_liquid_where_that_cuts_less() -> None:
    auto = plan.answer({"drug": STATES}, SOLUTION, Asked())
    assert auto.liquid_from_step == {"drug": 5}
    assert taken(auto)[2] == ({"2": 3, "5/2": 1}, None)
    assert taken(auto)[4:8] == [({"2": 2}, "3/4"), ({"2": 1}, "3/2"), ({"2": 1}, "1/2"), ({"2": 1}, None)]
    assert taken(auto)[9] == ({}, "1")
    (given_over,) = auto.steps[9]
    assert (given_over.found.rule, given_over.found.verdict, given_over.found.needs_liquid) == ("stay", "liquid", False)


def test_the_liquid_that_lets_every_step_fall_is_taken() -> None:
    shelf = Shelf(
        (Tablet("0.5", f("0.5"), 2), Tablet("1", f("1")), Tablet("2", f("2"))),
        (Liquid("0.1mg-per-ml", f("0.1"), SYRINGES), Liquid("0.4mg-per-ml", f("0.4"), SYRINGES)),
    )
    answer = plan.answer({"drug": shelf}, steps((14, "1.75"), (14, "1.745")), Asked())
    assert answer.liquids == {"drug": "0.4mg-per-ml"}
    assert taken(answer) == [({"0.5": 1, "0.5/2": 1, "1": 1}, None), ({"0.5": 1, "1": 1}, "61/100")]
    none = plan.answer({"drug": Shelf(shelf.tablets)}, steps((14, "1.75"), (14, "1.745")), Asked())
    assert none.liquids == {"drug": None}
    assert plan.not_falling([{"day": each.found} for (each,) in none.steps]) == {1}


@pytest.mark.parametrize(
    ("switch", "begin", "volumes"),
    [
        ("as-needed", None, ["1/2", None, None]),
        ("auto", 3, ["1/2", None, "1"]),
        ("once", 1, ["1/2", "1", "1"]),
    ],
)
def test_the_switch_opens_no_further_bottle(switch: str, begin: int | None, volumes: list[str | None]) -> None:
    # 1 mL as needed; the second step would take 10 mL more, the third 5: one bottle of 10 mL does for the third alone.
    shelf = Shelf((Tablet("2", f("2"), 2),), (Liquid("liquid", f("1"), SYRINGES, (f("10"),)),))
    schedule = steps((2, "2.5"), (10, "3"), (5, "1"))
    answer = plan.answer({"drug": shelf}, schedule, Asked(), switch)
    assert answer.liquid_from_step == {"drug": begin}
    assert [volume for _, volume in taken(answer)] == volumes
    assert answer.bottles["drug"] == bottles.Opened(f("10"), 2 if switch == "once" else 1, at_least=True)
    unknown = Shelf(shelf.tablets, (replace(shelf.liquids[0], bottles=()),))
    assert plan.answer({"drug": unknown}, schedule, Asked()).liquid_from_step == {"drug": None}
    assert plan.answer({"drug": unknown}, schedule, Asked(), "once").liquid_from_step == {"drug": 1}


def test_neighbouring_steps_are_alike_and_a_dose_of_0_parts_them() -> None:
    shelf = Shelf(tuple(Tablet(each, f(each), 1) for each in ("2", "3", "4", "5")))
    alike = plan.answer({"drug": shelf}, steps((7, "7"), (7, "4")), Asked())
    assert taken(alike) == [({"3": 1, "4": 1}, None), ({"4": 1}, None)]
    parted = plan.answer({"drug": shelf}, [*steps((7, "7")), *steps((7, "0")), *steps((7, "4"))], Asked())
    assert parted.steps[0][0].combination == parted.steps[0][0].found.combination
    assert parted.steps[1][0].combination is None


def test_the_ladder_counts_steps_that_tablets_alone_come_near() -> None:
    schedule = steps((7, "30.3"), (7, "13.3"), (7, "10"), (7, "0"))
    shelf = Shelf(GENERIC.tablets)
    assert list(plan.ladder({"drug": shelf}, schedule, Asked()).values()) == [2, 3, 4, 4, 4]


# Choose.


def test_a_set_is_listed_unless_another_is_as_good_in_all_and_better_in_one() -> None:
    shelf = Shelf((Tablet("2", f("2"), 1), Tablet("5", f("5"), 1), Tablet("5b", f("5"), 1)))
    schedule = steps((10, "7"), (10, "5"))
    assert choose.answer({"drug": shelf}, schedule, Asked()) == [
        choose.Option(("2", "5"), (0, 0, 0, 0, f("0"), 0, 0, 0, 0, 2, 30)),
        choose.Option(("5",), (10, 0, 0, 0, f("0"), 0, 0, 0, 0, 1, 10)),
    ]
    assert [each.ids for each in choose.answer({"drug": shelf}, schedule, Asked(), max_products=1)] == [("5",)]
    assert [each.ids for each in choose.answer({"drug": shelf}, schedule, Asked(), must_use=("5b",))] == [
        ("2", "5b"),
        ("5b",),
    ]


def test_a_crossover_counts_each_day_once_and_adds_the_times_of_day() -> None:
    shelves = {
        "one": Shelf((Tablet("a", f("1"), 1),), (Liquid("l", f("1"), SYRINGES[:1]),)),
        "other": Shelf((Tablet("b", f("1"), 2),)),
    }
    doses = (Dose("one", "morning", f("3")), Dose("one", "night", f("2.5")), Dose("other", "night", f("0.5")))
    (best, *_) = choose.answer(shelves, [Step(4, doses)], Asked(max_pieces=4))
    assert best.ids == ("a", "b", "l")
    # 3, then 2 tablets with 0.5 mL (off by 5 %), then half a tablet: 5 of one drug in a day, where 4 are allowed.
    assert best.figures == (0, 0, 4, 4, f("0.1"), 0, 0, 0, 4, 3, 24)
