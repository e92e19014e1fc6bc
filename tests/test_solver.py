"""The solver against the definition: a small world in full, then random ones, then the properties of an answer."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import chain, combinations_with_replacement, product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.solver.dose import Solver
from tests import oracle
from tests.worlds import World, doses, found, worlds

ONE_MG_PER_ML = oracle.Liquid("l0", Fraction(1), Fraction(1, 4))
COARSE = oracle.Liquid("l1", Fraction(2, 5), Fraction(1, 2))


def small_world() -> list[World]:
    """Every shelf of up to two tablets of 1, 2 or 3 mg, each whole, in halves or in quarters; with twins."""
    kinds = [(Fraction(strength), parts) for strength in (1, 2, 3) for parts in (1, 2, 4)]
    shelves = chain.from_iterable(combinations_with_replacement(kinds, number) for number in range(3))
    liquids = [(), (ONE_MG_PER_ML,), (COARSE, ONE_MG_PER_ML)]
    return [
        World(
            # The larger id first, so that the order of the ids is not that of the shelf.
            tuple(oracle.Tablet(f"p{9 - number}", *kind) for number, kind in enumerate(shelf)),
            liquid,
            most,
            prefer,
            Fraction(1),
            Fraction(1, 20),
        )
        for shelf, liquid, most, prefer in product(shelves, liquids, (1, 2, 3), ("fewest-cuts", "fewest-pieces"))
    ]


def test_every_dose_of_the_small_world_is_answered_as_defined() -> None:
    for world in small_world():
        solver, judge = world.solver(), world.oracle()
        for quarters in range(30):
            dose = Fraction(quarters, 4) if quarters % 4 < 3 else Fraction(quarters, 4) + Fraction(1, 16)
            assert found(solver.answer(Mass(dose)), world.prefer) == judge.answer(dose), (world, dose)


def agree(data: st.DataObject, world: World, number: int) -> None:
    solver, judge = world.solver(), world.oracle()
    for _ in range(number):
        dose = data.draw(doses(world))
        answer = solver.answer(Mass(dose))
        event(answer.verdict)
        assert found(answer, world.prefer) == judge.answer(dose), dose


@given(st.data(), worlds(tablets=3, most=4))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_random_doses_on_random_shelves_are_answered_as_defined(data: st.DataObject, world: World) -> None:
    agree(data, world, 8)


@pytest.mark.slow
@given(st.data(), worlds(tablets=4, most=5))
@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
def test_ten_thousand_random_doses_are_answered_as_defined(data: st.DataObject, world: World) -> None:
    agree(data, world, 10)


def test_the_strategies_reach_the_hard_cases() -> None:
    """Ties, twins, gaps, every verdict and reason are among the random worlds, or the tests above prove little."""
    seen: Counter[str] = Counter()

    @given(st.data(), worlds())
    @settings(max_examples=400, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def reach(data: st.DataObject, world: World) -> None:
        strengths = [tablet.strength for tablet in world.tablets]
        seen["twins"] += len(strengths) != len(set(strengths))
        solver = world.solver()
        dose = Mass(data.draw(doses(world)))
        answer = solver.answer(dose)
        seen[answer.verdict] += 1
        seen["tie"] += len(solver.combiner.equals(dose)) > 1
        seen["tablets and liquid"] += bool(
            answer.combination and answer.combination.liquid and answer.combination.count
        )
        seen["not exact"] += bool(answer.difference)
        seen["no below"] += answer.needs_liquid and answer.below is None and answer.above is not None
        for why in (answer.why, answer.why_no_liquid):
            if why:
                seen[why.code] += 1

    reach()
    wanted = {
        "whole",
        "halves",
        "quarters",
        "liquid",
        "unreachable",
        "tie",
        "twins",
        "tablets and liquid",
        "not exact",
        "no below",
        "no-tablets",
        "grid",
        "too-many-pieces",
        "gap",
        "no-liquid",
        "below-liquid-step",
        "above-max-volume",
        "liquid-grid",
    }
    assert {case for case in wanted if not seen[case]} == set()


@given(st.data(), worlds())
@settings(max_examples=150)
def test_what_an_answer_says_of_itself_is_so(data: st.DataObject, world: World) -> None:
    dose = Mass(data.draw(doses(world)))
    answer = world.solver().answer(dose)
    made = answer.combination
    assert (made is None) == (answer.verdict == "unreachable")
    assert answer.needs_liquid == (answer.verdict in ("liquid", "unreachable"))
    assert (answer.why is not None) == answer.needs_liquid
    assert (answer.why_no_liquid is not None) == (answer.verdict == "unreachable")
    if made:
        assert sum((item.mass for item in made.items), start=Mass(0)) == made.mass
        assert made.count <= world.most
        if made.liquid:
            assert abs(answer.difference.mg) <= dose.mg * world.tolerance
            assert (made.liquid.volume.ml / made.liquid.product.step.ml).denominator == 1
        else:
            assert made.mass == dose
    if answer.below:
        assert Mass(0) < answer.below.mass < dose
    if answer.above:
        assert dose < answer.above.mass


@given(st.data(), worlds())
@settings(max_examples=80)
def test_the_order_of_the_products_does_not_matter(data: st.DataObject, world: World) -> None:
    dose = Mass(data.draw(doses(world)))
    turned = evolve(world.shelf, products=tuple(data.draw(st.permutations(world.shelf.products))))
    assert Solver(turned, "drug", world.preferences).answer(dose) == world.solver().answer(dose)


EASE = ("whole", "halves", "quarters", "liquid", "unreachable")


def rank(answer: Answer, prefer: str) -> tuple[object, ...]:
    burden = found(answer, prefer).burden
    return (
        ("tablets", "liquid", "unreachable").index("tablets" if not answer.needs_liquid else answer.verdict),
        burden or (),
    )


@given(st.data(), worlds(tablets=3))
@settings(max_examples=100)
def test_allowing_more_never_makes_the_burden_worse(data: st.DataObject, world: World) -> None:
    dose = Mass(data.draw(doses(world)))
    more = data.draw(st.sampled_from(("piece", "product", "volume", "parts")))
    wider = {
        "piece": lambda: evolve(world, most=world.most + 1),
        "product": lambda: evolve(world, tablets=(*world.tablets, oracle.Tablet("z", Fraction(3, 2), 2))),
        "volume": lambda: evolve(world, max_volume=world.max_volume * 2),
        "parts": lambda: evolve(world, tablets=tuple(oracle.Tablet(t.id, t.strength, 4) for t in world.tablets)),
    }[more]()
    before, after = world.solver().answer(dose), wider.solver().answer(dose)
    assert rank(after, world.prefer) <= rank(before, world.prefer)


@given(st.data(), worlds(), st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9))
@settings(max_examples=80)
def test_scaling_all_masses_changes_nothing_but_the_amounts(
    data: st.DataObject, world: World, factor: Fraction
) -> None:
    dose = data.draw(doses(world))
    scaled = evolve(
        world,
        tablets=tuple(oracle.Tablet(t.id, t.strength * factor, t.parts) for t in world.tablets),
        liquids=tuple(oracle.Liquid(li.id, li.concentration * factor, li.step) for li in world.liquids),
    )
    here = found(world.solver().answer(Mass(dose)), world.prefer)
    there = found(scaled.solver().answer(Mass(dose * factor)), world.prefer)
    assert (here.verdict, here.pieces, here.liquid) == (there.verdict, there.pieces, there.liquid)
    for mass, other in ((here.made, there.made), (here.below, there.below), (here.above, there.above)):
        assert (None if mass is None else mass * factor) == other


@given(st.data(), worlds())
@settings(max_examples=80)
def test_between_a_dose_and_its_neighbours_tablets_make_nothing(data: st.DataObject, world: World) -> None:
    dose = Mass(data.draw(doses(world)))
    solver = world.solver()
    answer = solver.answer(dose)
    if answer.needs_liquid and answer.above:
        makeable = solver.combiner.doses(answer.above.mass)
        below = [mass for mass in makeable if mass < dose]
        assert (below[-1] if below else None) == (answer.below.mass if answer.below else None)
        assert makeable[len(below) :] == [answer.above.mass]


@given(st.data(), worlds())
@settings(max_examples=80)
def test_equal_burdens_are_equal_and_start_with_the_best(data: st.DataObject, world: World) -> None:
    dose = Mass(data.draw(doses(world)))
    combiner = world.solver().combiner
    best, equals = combiner.best(dose), combiner.equals(dose)
    assert (best is None) == (not equals)
    if best:
        assert equals[0] == best
        assert {found(Answer(dose, "whole", False, each), world.prefer).burden for each in equals} == {
            found(Answer(dose, "whole", False, best), world.prefer).burden
        }


def test_a_shelf_of_awkward_strengths_is_as_small_a_task_as_diazepam() -> None:
    """The tables grow with the pieces, not with the fineness of the grid."""
    awkward = World(tuple(oracle.Tablet(f"p{n}", Fraction(s), 4) for n, s in enumerate(("0.07", "25/3", "12.5"))))
    plain = World(tuple(oracle.Tablet(f"p{n}", Fraction(s), 4) for n, s in enumerate(("2", "5", "10"))))
    for world in (awkward, plain):
        grid = world.solver().combiner._grid
        assert len(grid.cuts) <= 64
        assert len(grid._reach[0]) <= 84  # handfuls of up to six of three tablets
