"""What holds of the answer for one dose, whatever the shelf: order, names and scale, and what allowing more does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.answer import Answer
from pillsplit.model.device import Dropper, Spoon, Syringe
from tests import bridge
from tests.definitions import dose as definition
from tests.definitions.dose import Tablet, World, tablets_only

ANY = list(HealthCheck)


def answer(world: World, dose: Fraction) -> Answer:
    return bridge.solver(world).answer(Mass(dose))


@pytest.mark.hazard("H16")
@given(st.data(), bridge.worlds())
@settings(max_examples=150, suppress_health_check=ANY)
def test_what_an_answer_says_of_itself_is_so(data: st.DataObject, world: World) -> None:
    dose = data.draw(bridge.doses(world))
    found = answer(world, dose)
    made = found.combination
    assert (made is None) == (found.verdict == "unreachable")
    assert (found.why_no_liquid is None) == found.is_made
    if made is None:
        assert found.needs_liquid
        assert not found.difference
        return
    assert made.mass == sum((item.mass for item in made.items), start=Mass(0))
    assert found.difference == made.mass - Mass(dose)
    assert found.is_exact == (made.mass.mg == dose)
    assert found.needs_liquid == (made.liquid is not None)
    assert made.count <= world.asked.max_pieces * (1 if made.liquid else 2)
    for option in found.options:
        assert (option.cuts, option.count, option.mass) == (made.cuts, made.count, made.mass)
        assert len(option.product_ids) == len(made.product_ids)
    if found.below:
        assert Mass(0) < found.below.mass < Mass(dose)
    if found.above:
        assert Mass(dose) < found.above.mass


@given(st.data(), bridge.worlds())
@settings(max_examples=100, suppress_health_check=ANY)
def test_a_made_dose_is_never_farther_than_the_nearest_tablets(data: st.DataObject, world: World) -> None:
    dose = data.draw(bridge.doses(world))
    found = answer(world, dose)
    if dose and found.is_made:
        off = [abs(mass - dose) for mass in tablets_only(world)]
        assert all(abs(found.difference.mg) <= each for each in off)


@given(st.data(), bridge.worlds())
@settings(max_examples=100, suppress_health_check=ANY)
def test_the_order_of_products_and_devices_plays_no_part(data: st.DataObject, world: World) -> None:
    dose = data.draw(bridge.doses(world))
    liquid = world.liquid and replace(world.liquid, devices=tuple(data.draw(st.permutations(world.liquid.devices))))
    turned = replace(world, tablets=tuple(data.draw(st.permutations(world.tablets))), liquid=liquid)
    assert answer(turned, dose) == answer(world, dose)


@given(st.data(), bridge.worlds())
@settings(max_examples=100, suppress_health_check=ANY)
def test_names_play_no_part_but_their_order(data: st.DataObject, world: World) -> None:
    dose = data.draw(bridge.doses(world))
    names = {tablet.id: f"of-{tablet.id}-that-is-another" for tablet in world.tablets}
    renamed = replace(world, tablets=tuple(replace(each, id=names[each.id]) for each in world.tablets))
    before, after = answer(world, dose), answer(renamed, dose)
    for one, other in zip(before.options, after.options, strict=True):
        assert {(names[each], part): number for (each, part), number in one.counts.items()} == other.counts
        assert one.liquid == other.liquid
    assert (before.verdict, before.why, before.why_no_liquid) == (after.verdict, after.why, after.why_no_liquid)


@given(st.data(), bridge.worlds())
@settings(max_examples=60, suppress_health_check=ANY)
def test_what_was_asked_before_plays_no_part(data: st.DataObject, world: World) -> None:
    doses = [Mass(data.draw(bridge.doses(world))) for _ in range(4)]
    solver = bridge.solver(world)
    assert [solver.answer(dose) for dose in doses] == [bridge.solver(world).answer(dose) for dose in doses]


@given(st.data(), bridge.worlds(), st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9))
@settings(max_examples=80, suppress_health_check=ANY)
def test_scaling_all_masses_changes_nothing_but_the_amounts(
    data: st.DataObject, world: World, factor: Fraction
) -> None:
    assume(factor)
    dose = data.draw(bridge.doses(world))
    liquid, step = world.liquid, world.asked.liquid_step
    scaled = World(
        tuple(replace(each, strength=each.strength * factor) for each in world.tablets),
        liquid and replace(liquid, concentration=liquid.concentration * factor),
        replace(world.asked, liquid_step=None if step is None else step * factor),
    )
    here, there = answer(world, dose), answer(scaled, dose * factor)
    assert (here.verdict, here.needs_liquid) == (there.verdict, there.needs_liquid)
    assert [each.counts for each in here.options] == [each.counts for each in there.options]
    for side in ("combination", "below", "above", "liquid_below", "liquid_above"):
        one, other = getattr(here, side), getattr(there, side)
        assert (one and one.mass * factor) == (other and other.mass)
        assert (one and one.liquid and one.liquid.volume) == (other and other.liquid and other.liquid.volume)


FINER = {"whole": ("halves", "thirds"), "halves": ("quarters",), "quarters": ("eighths",)}


def one_more_piece(world: World) -> World:
    return replace(world, asked=replace(world.asked, max_pieces=world.asked.max_pieces + 1))


def finer_cuts(world: World) -> World:
    finer = FINER.get(world.asked.split, (world.asked.split,))
    return replace(world, asked=replace(world.asked, split=finer[-1]))


def a_larger_tolerance(world: World) -> World:
    return replace(world, asked=replace(world.asked, tolerance=world.asked.tolerance + Fraction(1, 50)))


def a_larger_device_tolerance(world: World) -> World:
    larger = world.asked.device_tolerance + Fraction(1, 50)
    return replace(world, asked=replace(world.asked, device_tolerance=larger))


def more_volume(world: World) -> World:
    return replace(world, asked=replace(world.asked, max_volume=world.asked.max_volume * 2))


def one_more_fill(world: World) -> World:
    return replace(world, asked=replace(world.asked, max_fills=world.asked.max_fills + 1))


def another_tablet(world: World) -> World:
    return replace(world, tablets=(*world.tablets, Tablet("z", Fraction(3, 2), 2)))


def another_device(world: World) -> World:
    if world.liquid is None or any(isinstance(each, definition.Dropper) for each in world.liquid.devices):
        return world
    more = definition.Syringe("z", Fraction(3), Fraction(1, 4))
    return replace(world, liquid=replace(world.liquid, devices=(*world.liquid.devices, more)))


@pytest.mark.parametrize(
    "allowing",
    [
        one_more_piece,
        finer_cuts,
        a_larger_tolerance,
        a_larger_device_tolerance,
        more_volume,
        one_more_fill,
        another_tablet,
        another_device,
    ],
)
@given(st.data(), bridge.worlds())
@settings(max_examples=50, suppress_health_check=ANY)
def test_allowing_more_never_makes_unreachable_what_was_made(
    allowing: Callable[[World], World], data: st.DataObject, world: World
) -> None:
    dose = data.draw(bridge.doses(world))
    if answer(world, dose).is_made:
        assert answer(allowing(world), dose).is_made


@given(st.data(), bridge.worlds(), st.sampled_from((2, 3, 4)), st.sampled_from((None, 1)))
@settings(max_examples=100, suppress_health_check=ANY)
def test_what_is_on_record_as_divisible_never_loses_to_what_is_not(
    data: st.DataObject, world: World, parts: int, others: int | None
) -> None:
    assume(world.asked.split != "label" or (parts % 2 == 0 or others == 1))
    strength = data.draw(bridge.STRENGTHS)
    # The id would put the other one first.
    known, other = Tablet("z", strength, parts), Tablet("a", strength, others)
    shelf = tuple(each for each in world.tablets if each.strength != strength)
    world = replace(world, tablets=(*shelf, known, other))
    found = answer(world, data.draw(bridge.doses(world)))
    sides = (found.combination, found.below, found.above, found.liquid_below, found.liquid_above)
    assert not any("a" in each.product_ids for each in sides if each)


@pytest.mark.hazard("H07")
@given(st.data(), bridge.worlds())
@settings(max_examples=100, suppress_health_check=ANY)
def test_what_is_measured_is_a_whole_number_of_marks_measures_or_drops(data: st.DataObject, world: World) -> None:
    made = answer(world, data.draw(bridge.doses(world))).combination
    assume(made and made.liquid)
    assert made
    assert made.liquid
    measured, device, volume = made.liquid, made.liquid.device, made.liquid.volume
    assert measured.mass.mg == measured.product.concentration.mg_per_ml * volume.ml
    assert volume.ml <= world.asked.max_volume
    assert sum(measured.fills, start=Volume(0)) == volume
    assert len(measured.fills) <= world.asked.max_fills
    if world.asked.liquid_step is not None:
        assert measured.mass.over(Mass(world.asked.liquid_step)).denominator == 1
    match device:
        case Syringe():
            for fill in measured.fills:
                assert fill.over(device.mark).denominator == 1
                assert device.capacity * Fraction(1, 10) <= fill <= device.capacity
        case Spoon():
            assert set(measured.fills) <= set(device.measures)
        case Dropper():
            assert measured.drops is not None
            assert measured.drops.denominator == 1
            assert 1 <= measured.drops <= 60


@given(st.data(), bridge.worlds(), st.integers(2, 5))
@settings(max_examples=80, suppress_health_check=ANY)
def test_finer_marks_never_add_to_the_difference(data: st.DataObject, world: World, times: int) -> None:
    liquid = world.liquid
    assume(liquid)
    assert liquid
    world = replace(world, tablets=(), asked=replace(world.asked, liquid_step=None, max_fills=1))
    devices = tuple(
        replace(each, mark=each.mark / times) if isinstance(each, definition.Syringe) else each
        for each in liquid.devices
    )
    dose = data.draw(bridge.doses(world))
    coarse, fine = answer(world, dose), answer(replace(world, liquid=replace(liquid, devices=devices)), dose)
    if coarse.is_made:
        assert fine.is_made
        assert abs(fine.difference.mg) <= abs(coarse.difference.mg)
