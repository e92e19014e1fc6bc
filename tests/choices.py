"""Shelves and plans for the tests of `choose`, as plain data and as the package's nouns."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Shelf, sorted_products
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.verbs.choose import Choice, choose
from tests import oracle
from tests.oracle_choose import Asked, Plan, Six
from tests.worlds import liquid, solid


def shelf(asked: Asked) -> Shelf:
    tablets = [
        evolve(solid(each.id, each.strength, each.parts), drug=drug)
        for drug, here in asked.tablets.items()
        for each in here
    ]
    liquids = [
        evolve(liquid(each.id, each.concentration, each.step), drug=drug)
        for drug, here in asked.liquids.items()
        for each in here
    ]
    return Shelf(None, sorted_products([*tablets, *liquids]))


def schedule(plan: Plan) -> Schedule:
    return Schedule(
        tuple(
            Step(number, days, tuple(Dose(drug, time, Mass(amount)) for drug, time, amount in doses))
            for number, (days, doses) in enumerate(plan, start=1)
        )
    )


def preferences(asked: Asked) -> Preferences:
    return Preferences(
        max_pieces=asked.most,
        prefer=Prefer(asked.prefer),
        max_volume=Volume(asked.max_volume),
        tolerance=asked.tolerance,
    )


def chosen(asked: Asked) -> Choice:
    return choose(
        schedule(asked.plan),
        shelf(asked),
        preferences(asked),
        max_products=asked.max_products,
        must_use=asked.must_use,
    )


def named(choice: Choice) -> list[tuple[tuple[str, ...], Six]]:
    """Put the package's options in the oracle's words."""
    return [(option.ids, tuple(option.figures)) for option in choice.options]  # type: ignore[misc]  # six of them


STRENGTHS = st.sampled_from([Fraction(text) for text in ("1", "2", "5", "0.5", "3", "2.5", "1/3", "0.07", "10")])
CONCENTRATIONS = st.sampled_from([Fraction(text) for text in ("1", "0.4", "0.1")])
STEPS = st.sampled_from([Fraction(text) for text in ("0.1", "0.5", "1/30")])


@st.composite
def amounts(draw: st.DrawFn, tablets: tuple[oracle.Tablet, ...], most: int) -> Fraction:
    """Draw a dose: a sum of pieces, the like of one and a little more, any fraction, or nothing at all."""
    pieces = [tablet.strength / part for tablet in tablets for part in (1, 2, 4) if part <= tablet.parts]
    kind = draw(st.sampled_from(("sum", "sum", "sum", "near", "any", "none")))
    if kind == "none":
        return Fraction(0)
    if kind == "any" or not pieces:
        return draw(st.fractions(min_value=0, max_value=20, max_denominator=10))
    dose = sum(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=most + 1)), start=Fraction(0))
    return dose + (Fraction(draw(st.integers(1, 9)), 10) if kind == "near" else 0)


@st.composite
def questions(draw: st.DrawFn, *, tablets: int = 4, most: int = 4) -> Asked:
    """Draw a question: one drug, or two of which some steps have both; with twins, limits and products to keep."""
    drugs = draw(st.sampled_from((("a",), ("a",), ("a", "b"))))
    ids = list(draw(st.permutations([f"p{number}" for number in range(12)])))
    most = draw(st.integers(1, most))
    solids, liquids = {}, {}
    for drug in drugs:
        number = draw(st.integers(0, tablets if len(drugs) == 1 else 2))
        solids[drug] = tuple(
            oracle.Tablet(ids.pop(), draw(STRENGTHS), draw(st.sampled_from((1, 2, 4)))) for _ in range(number)
        )
        liquids[drug] = tuple(
            oracle.Liquid(ids.pop(), draw(CONCENTRATIONS), draw(STEPS)) for _ in range(draw(st.integers(0, 2)))
        )
    plan: Plan = []
    for number in range(draw(st.integers(1, 5))):
        # Every drug is taken in the first step, for a shelf has products of the drugs of its schedule only.
        here = drugs if number == 0 else draw(st.lists(st.sampled_from(drugs), min_size=1, unique=True))
        times = draw(st.sampled_from((("day",), ("day",), ("morning", "night"))))
        doses = [(drug, time, draw(amounts(solids[drug], most))) for drug in here for time in times]
        plan.append((draw(st.sampled_from((1, 7, 14))), doses))
    keep = draw(st.lists(st.sampled_from([each.id for drug in drugs for each in solids[drug]] or [""]), max_size=2))
    keep += [each.id for drug in drugs for each in liquids[drug][: draw(st.sampled_from((0, 0, 0, 1)))]]
    must_use = tuple(dict.fromkeys(identity for identity in keep if identity)) if draw(st.booleans()) else ()
    return Asked(
        solids,
        liquids,
        plan,
        most,
        draw(st.sampled_from(("fewest-cuts", "fewest-pieces"))),
        draw(st.sampled_from([Fraction(10), Fraction(1), Fraction(1, 2)])),
        draw(st.sampled_from([Fraction(1, 100), Fraction(0), Fraction(1, 10)])),
        draw(st.sampled_from((None, None, len(must_use) + 1, len(must_use) + 2))),
        must_use,
    )
