"""One dose against the definition of it: a small world in full, then random ones, and what these must reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from tests import bridge
from tests.definitions import dose as definition
from tests.definitions.dose import Asked, Found, Liquid, Syringe, Tablet, World

SPLITS = ("label", "whole", "halves", "thirds", "quarters", "eighths")
ANY = list(HealthCheck)


def agree(world: World, dose: Fraction) -> Found:
    """Hold the package's answer against the definition's, and the liquid that spares cuts too."""
    solver, wanted = bridge.solver(world), definition.answer(world, dose)
    answer = solver.answer(Mass(dose))
    assert (answer.verdict, answer.needs_liquid) == (wanted.verdict, wanted.needs_liquid), (world, dose)
    assert (answer.is_made, answer.is_exact) == (wanted.is_made, wanted.is_exact)
    if dose:
        assert bridge.named(answer.combination) == bridge.defined(wanted.combination), (world, dose)
        assert_the_options_are_all_there([each.counts for each in answer.options], wanted, world)
    for side in ("below", "above"):
        assert bridge.named(getattr(answer, side)) == bridge.defined(getattr(wanted, side)), (side, world, dose)
    for side in ("liquid_below", "liquid_above"):
        mine, its = getattr(answer, side), getattr(wanted, side)
        assert (mine and mine.mass.mg) == (its and its.made), (side, world, dose)
    spared, stayed = solver.sparing_cuts(Mass(dose)), definition.stay(world, wanted)
    assert (spared is None) == (stayed is None), (world, dose)
    if spared and stayed:
        assert bridge.named(spared.combination) == bridge.defined(stayed.combination), (world, dose)
        assert (spared.verdict, spared.needs_liquid) == ("liquid", False)
    return wanted


Counts = dict[tuple[str, Fraction], int]


def assert_the_options_are_all_there(mine: list[Counts], wanted: Found, world: World) -> None:
    """Each is one of the defined ones, in their order; of one maker alone where another can always stand in for it."""
    defined = list(pieces_of(wanted))
    assert [each for each in defined if each in mine] == mine, (world, wanted.dose)
    assert {by_strength(each, world) for each in mine} == {by_strength(each, world) for each in defined}


def by_strength(pieces: Counts, world: World) -> tuple[tuple[Fraction, Fraction, int], ...]:
    strengths = {tablet.id: tablet.strength for tablet in world.tablets}
    return tuple(sorted((strengths[each], part, number) for (each, part), number in pieces.items()))


def pieces_of(found: Found) -> Iterator[Counts]:
    """Yield the pieces of each option once: options that differ in the device alone are one here."""
    seen = set()
    for option in found.options:
        if option.pieces not in seen:
            seen.add(option.pieces)
            yield option.counts


COARSE = Liquid("l", Fraction(1), (Syringe("s", Fraction(2), Fraction(1, 2)),))
KINDS = [(Fraction(strength), parts) for strength in (2, 3) for parts in (1, 2, 3, 4, None)]
SMALL_DOSES = [
    Fraction(text)
    for text in ("1/4", "3/8", "2/3", "1", "3/2", "1.99", "9/4", "8/3", "11/4", "3.2", "5", "5.5", "26/3", "9", "12.1")
]


AT_ONCE = {("label", "fewest-cuts"), ("quarters", "fewest-pieces"), ("thirds", "fewest-cuts")}
SMALL = [
    pytest.param(*kind, marks=[] if kind in AT_ONCE else pytest.mark.slow)
    for kind in product(SPLITS, ("fewest-cuts", "fewest-pieces"))
]
"""What the small world is asked for; a part of it in the fast suite."""


def small_worlds(split: str, prefer: str) -> Iterator[World]:
    """Yield every shelf of up to two tablets of 2 or 3 mg, of all parts that a label may say; twins are among them."""
    for number in range(3):
        for shelf in combinations_with_replacement(KINDS, number):
            # The larger id first, so that the order of the ids is not that of the shelf.
            tablets = tuple(Tablet(f"p{9 - place}", *kind) for place, kind in enumerate(shelf))
            for liquid in (None, COARSE):
                yield World(tablets, liquid, Asked(max_pieces=2, split=split, prefer=prefer))


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(("split", "prefer"), SMALL)
def test_every_dose_of_the_small_world_is_made_as_defined(split: str, prefer: str) -> None:
    for world in small_worlds(split, prefer):
        for dose in SMALL_DOSES:
            agree(world, dose)


@pytest.mark.hazard("H02")
@given(st.data(), bridge.worlds())
@settings(max_examples=300, suppress_health_check=ANY)
def test_random_doses_are_made_as_defined(data: st.DataObject, world: World) -> None:
    event(agree(world, data.draw(bridge.doses(world))).rule)


@pytest.mark.slow
@given(st.data(), bridge.worlds())
@settings(max_examples=10_000, suppress_health_check=ANY)
def test_ten_thousand_random_doses_are_made_as_defined(data: st.DataObject, world: World) -> None:
    agree(world, data.draw(bridge.doses(world)))


RULES = {"zero", "tablets", "many whole", "near", "liquid", "many cut", "nearest", "unreachable", "stay"}
VERDICTS = {"whole", "halves", "thirds", "quarters", "eighths", "liquid", "unreachable"}
REASONS = {
    "no-tablets",
    "grid",
    "too-many-pieces",
    "gap",
    "no-liquid",
    "below-liquid-step",
    "above-max-volume",
    "liquid-grid",
}
CASES = {
    "several options",
    "several makers of one strength",
    "several devices for one volume",
    "a guess",
    "a liquid beside tablets",
    "a liquid beside cut tablets",
    "several fills",
    "drops",
    "a spoon",
    "a device that excuses the difference",
    "a liquid that is not exact",
    "a liquid of whole steps",
    "a liquid side",
    "nothing below",
}


def cases(world: World, found: Found) -> Iterator[str]:
    """Yield what is hard about a dose."""
    yield from (found.rule, found.verdict)
    answer = bridge.solver(world).answer(Mass(found.dose))
    yield from (why.code for why in (answer.why, answer.why_no_liquid) if why)
    if definition.stay(world, found):
        yield "stay"
    if found.liquid_below or found.liquid_above:
        yield "a liquid side"
    if found.above and not found.below:
        yield "nothing below"
    made = found.combination
    if made is None:
        return
    options = list(pieces_of(found))
    alike = Counter(by_strength(option, world) for option in options)
    if len(options) > 1:
        yield "several options"
    if max(alike.values(), default=0) > 1:
        yield "several makers of one strength"
    if len({option.drawn for option in found.options}) > 1:
        yield "several devices for one volume"
    if made.cuts[-1]:
        yield "a guess"
    if made.measure:
        yield from measured_cases(world, found, made, made.measure)


def measured_cases(
    world: World, found: Found, made: definition.Combination, measure: definition.Measure
) -> Iterator[str]:
    off = abs(made.made - found.dose)
    seen = {
        "a liquid beside tablets": bool(made.pieces),
        "a liquid beside cut tablets": any(made.cuts),
        "several fills": measure.fills > 1,
        "drops": measure.drops is not None,
        "a spoon": isinstance(measure.device, definition.Spoon),
        "a device that excuses the difference": off > world.asked.tolerance * found.dose,
        "a liquid that is not exact": off > 0,
        "a liquid of whole steps": world.asked.liquid_step is not None,
    }
    yield from (case for case, is_so in seen.items() if is_so)


@pytest.mark.slow
def test_the_strategies_reach_the_hard_cases() -> None:
    """Every rule, verdict, reason and tie is among the random worlds, or the tests above prove little."""
    seen: Counter[str] = Counter()

    @given(st.data(), bridge.worlds())
    @settings(max_examples=600, database=None, derandomize=True, suppress_health_check=ANY)
    def reach(data: st.DataObject, world: World) -> None:
        seen.update(set(cases(world, definition.answer(world, data.draw(bridge.doses(world))))))

    reach()
    reached = {case: seen[case] for case in sorted(RULES | VERDICTS | REASONS | CASES)}
    assert {case: number for case, number in reached.items() if number < 3} == {}, reached
