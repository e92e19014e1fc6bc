"""The choices that a plan makes for a whole schedule, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences, Switch
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.plan import DrugPlanner, plan
from tests.worlds import liquid, shelf, solid


def twice(*days: str) -> Schedule:
    """Return weeks with a morning and an evening dose, each written ``2.5+1``."""
    steps = []
    for number, day in enumerate(days, start=1):
        doses = tuple(
            Dose("drug", time, Mass(Fraction(mg)))
            for time, mg in zip(("morning", "evening"), day.split("+"), strict=True)
        )
        steps.append(Step(number, 7, doses))
    return Schedule(tuple(steps))


def measured(planned: Plan) -> list[list[bool]]:
    """Return for each step which of its doses take the liquid."""
    return [[dose.liquid is not None for dose in step.doses] for step in planned.steps]


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        (("5+5", "2.5+1.3", "2.5+5"), [[False, False], [True, True], [True, False]]),
        (("2.5+0.01", "2.5+5", "2.5+1.3"), [[False, False], [False, False], [True, True]]),
        (("2.5+5", "5+0.01"), [[False, False], [False, False]]),
    ],
)
def test_a_liquid_is_stayed_with_once_some_dose_of_a_day_is_made_with_it(
    days: tuple[str, ...], taken: list[list[bool]]
) -> None:
    at_hand = shelf(solid("p", 5, 2), liquid("l", 1, Fraction(1, 10)))
    assert measured(plan(twice(*days), at_hand, Preferences(switch=Switch.ONCE), Measuring())) == taken


def test_what_a_plan_is_chosen_by_is_counted_over_whole_days() -> None:
    """Of 1 mg/mL only 4 mL and 8 mL are measured, and nothing says by how much they may be off."""
    wishes = Preferences(tolerance=Fraction(3, 10), max_volume=Volume(8))
    days = ("10+0", "5+5", "5+5", "4.5+4.5", "1+4", "4.5+4")
    planner = DrugPlanner(twice(*days), Shelf(None, (liquid("l", 1, Fraction(4)),)), "drug", wishes, Measuring())
    (_, _), (_, solver) = planner._solvers
    # The wanted day falls in weeks 4 and 6, and 8 mg are made as before; week 5 is not made, and is compared with none.
    assert planner._figures(planner._answered(solver)) == (
        7 + 7,
        7 * ((2 + 8) + (1 + 4 + 1 + 4) * 2 + (Fraction(1, 2) + 4) * 2 + 4 + (Fraction(1, 2) + 4 + 4)),
        Fraction(7 * (8 + 8 + 8 + 8 + 4 + 8)),
    )


def test_of_liquids_that_come_to_the_same_the_first_by_id_is_taken() -> None:
    at_hand = shelf(*(liquid(each, 1, Fraction(1, 10)) for each in "ba"))
    planned = plan(twice("2+1"), at_hand, Preferences(), Measuring())
    assert {dose.liquid.product.id for step in planned.steps for dose in step.doses if dose.liquid} == {"a"}


@pytest.mark.parametrize("products", [(), (liquid("l", 1, Fraction(1)),)])
def test_a_liquid_that_nothing_measures_is_told_as_being_at_hand(products: tuple[Product, ...]) -> None:
    planned = plan(twice("2+1"), shelf(*products), Preferences(max_volume=Volume(Fraction(1, 2))), Measuring())
    for dose in planned.steps[0].doses:
        assert dose.answer.why_no_liquid
        assert dose.answer.why_no_liquid.at_hand is bool(products)


@pytest.mark.parametrize(
    ("life", "days", "left", "unverified"),
    [
        (30, 20, 20, ("handling",)),
        (20, 20, 20, ("handling", "in_use_days")),
        (10, 20, 10, ("handling", "in_use_days")),
        (None, 20, 20, ("handling",)),
        (30, None, 30, ("handling", "in_use_days")),
    ],
)
def test_an_opened_bottle_is_used_for_no_longer_than_whoever_asks_will(
    life: int | None, days: int | None, left: int, unverified: tuple[str, ...]
) -> None:
    tablet = solid("p", 5, 2, unverified=("packs",))
    opened = liquid("l", 1, Fraction(1, 10), in_use_days=life, unverified=("handling", "in_use_days"))
    products: tuple[Product, ...] = (tablet, opened)
    planned = plan(twice("5+1"), shelf(*products), Preferences(), Measuring(in_use_days=days))
    drawn = planned.shelf.products
    assert drawn[0] == tablet
    assert isinstance(drawn[1], Liquid)
    assert (drawn[1].in_use_days, drawn[1].unverified) == (left, unverified)
