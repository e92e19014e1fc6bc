"""Why a dose is not made, of tablets alone or with a liquid, against a search by brute force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count
from math import gcd, lcm

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.codes import Reason, Why
from pillsplit.verbs.notes import difference_in_words
from tests import bridge
from tests.definitions.dose import (
    Asked,
    Device,
    Dropper,
    Liquid,
    Spoon,
    Syringe,
    Tablet,
    World,
    by_mass,
    kinds,
    measurable,
)

ANY = list(HealthCheck)
MOST_PIECES = 40
"""More are not looked for: the doses here are small."""
MOST_UNITS = 1 << 20
"""How many pieces a dose would take is not worked out where it is more units of the grid."""


def why_not_tablets(world: World, dose: Fraction) -> tuple[Reason, Fraction | int] | None:
    """Return the reason with its number, looking at every sum of so many pieces, one more at a time; None: too far."""
    masses = {piece.mass for piece in kinds(world.tablets, world.asked.split)}
    if not masses:
        return Reason.NO_TABLETS, 0
    denominator = lcm(*(mass.denominator for mass in masses))
    grid = Fraction(gcd(*(int(mass * denominator) for mass in masses)), denominator)
    if (dose / grid).denominator != 1:
        return Reason.GRID, grid
    if dose / grid > MOST_UNITS:
        return None
    sums = {Fraction(0)}
    for number in range(1, MOST_PIECES + 1):
        sums = {made + mass for made in sums for mass in masses if made + mass <= dose}
        if dose in sums:
            return Reason.TOO_MANY_PIECES, number
        if not sums:
            return Reason.GAP, 0
    return None


def why_no_liquid(world: World, dose: Fraction) -> Reason:
    """Return the reason, measuring beside every handful of pieces without an end."""
    liquid, asked = world.liquid, world.asked
    if liquid is None:
        return Reason.NO_LIQUID
    ways = {device: volumes for device in liquid.devices if (volumes := measurable(liquid, device, asked))}
    if not ways:
        return Reason.NO_LIQUID
    slack = asked.tolerance * dose
    least = min(min(volumes) for volumes in ways.values())
    if least * liquid.concentration > dose + slack:
        return Reason.BELOW_LIQUID_STEP
    for mass in by_mass(world.tablets, asked.split, asked.max_pieces):
        if mass < dose:
            wanted = (dose - mass) / liquid.concentration
            for device, volumes in ways.items():
                if comes_near(device, min(volumes), wanted, slack / liquid.concentration):
                    return Reason.ABOVE_MAX_VOLUME
    return Reason.LIQUID_GRID


def comes_near(device: Device, least: Fraction, wanted: Fraction, slack: Fraction) -> bool:
    """Tell whether some whole number of marks, from the least up, lies within the slack of what is wanted."""
    step = step_of(device)
    for volume in (number * step for number in count(1)):
        if volume >= least and abs(volume - wanted) <= slack:
            return True
        if volume > wanted + slack:
            return False
    raise AssertionError


def step_of(device: Device) -> Fraction:
    match device:
        case Syringe():
            return device.mark
        case Spoon():
            return device.measures[0]
        case Dropper():
            return 1 / device.per_ml


@pytest.mark.hazard("H16")
@given(st.data(), bridge.worlds())
@settings(max_examples=300, suppress_health_check=ANY)
def test_the_reasons_are_so(data: st.DataObject, world: World) -> None:
    world = replace(world, asked=replace(world.asked, liquid_step=None))
    dose = data.draw(bridge.doses(world)) / data.draw(st.sampled_from((1, 1, 4)))
    answer = bridge.solver(world).answer(Mass(dose))
    if (why := answer.why) and (known := why_not_tablets(world, dose)):
        code, number = known
        assert why.code is code
        assert why.grid == (Mass(number) if code is Reason.GRID else None)
        assert why.needed == (number if code is Reason.TOO_MANY_PIECES else None)
        assert why.allowed == (world.asked.max_pieces if code is Reason.TOO_MANY_PIECES else None)
        assert why.needed is None or why.needed > world.asked.max_pieces
    assert (answer.why_no_liquid is None) == answer.is_made
    if answer.why_no_liquid:
        assert answer.why_no_liquid.code is why_no_liquid(world, dose)


def f(text: str) -> Fraction:
    return Fraction(text)


TWO = (Tablet("2", f("2"), 2),)
SYRINGE = (Syringe("s", f("1"), f("0.1")),)
LIQUID = Liquid("l", f("1"), SYRINGE)


@pytest.mark.parametrize(
    ("tablets", "dose", "why", "text"),
    [
        ((), "1", Why(Reason.NO_TABLETS), "there are no tablets or capsules of it here"),
        (TWO, "1.3", Why(Reason.GRID, grid=Mass(1)), "every piece here is a multiple of 1 mg, and the dose is not"),
        (
            TWO,
            "27",
            Why(Reason.TOO_MANY_PIECES, needed=14, allowed=6),
            "it needs 14 pieces, and at most 6 are allowed (`max_pieces` 14 allows them)",
        ),
        (
            TWO,
            "5001",
            Why(Reason.TOO_MANY_PIECES, allowed=6),
            "if these pieces make it at all, it needs far more of them than the 6 allowed",
        ),
        (
            (Tablet("2", f("2"), 1), Tablet("5", f("5"), 1)),
            "3",
            Why(Reason.GAP),
            "no number of these pieces adds up to it",
        ),
    ],
)
def test_why_tablets_do_not_make_a_dose(tablets: tuple[Tablet, ...], dose: str, why: Why, text: str) -> None:
    answer = bridge.solver(World(tablets)).answer(Mass(f(dose)))
    assert answer.why == why
    assert answer.why
    assert answer.why.text == text


@pytest.mark.parametrize(
    ("world", "dose", "why", "text"),
    [
        (World(()), "1", Why(Reason.NO_LIQUID), "there is no liquid to draw on"),
        (
            World((), Liquid("l", f("1"))),
            "1",
            Why(Reason.NO_LIQUID, at_hand=True),
            "no device named here measures a liquid of it",
        ),
        (
            World((), LIQUID),
            "0.05",
            Why(Reason.BELOW_LIQUID_STEP, least=Mass(f("0.1"))),
            "the least that can be measured of the liquid here is 0.1 mg",
        ),
        (
            World((), LIQUID),
            "1.5",
            Why(Reason.ABOVE_MAX_VOLUME, volume=Volume(f("1.5")), most=Volume(1)),
            "it would take 1.5 mL, and at most 1 mL is measured at once",
        ),
        (
            World((), LIQUID, Asked(max_volume=f("0.5"))),
            "0.8",
            Why(Reason.ABOVE_MAX_VOLUME, volume=Volume(f("0.8")), most=Volume(f("0.5"))),
            "it would take 0.8 mL, and at most 0.5 mL is measured at once",
        ),
        (
            World((), Liquid("l", f("1"), (Syringe("s", f("1"), f("0.1")), Syringe("l", f("5"), f("0.1"))))),
            "7",
            Why(Reason.ABOVE_MAX_VOLUME, volume=Volume(7), most=Volume(5)),
            "it would take 7 mL, and at most 5 mL is measured at once",
        ),
        (
            # A spoon is counted in its smallest measure.
            World((), Liquid("l", f("1"), (Spoon("2 and 5 mL", (f("2"), f("5"))),)), Asked(device_tolerance=f("0"))),
            "15",
            Why(Reason.LIQUID_GRID),
            "no mark of the devices here comes near enough to it",
        ),
        (
            World((), LIQUID, Asked(device_tolerance=f("0"))),
            "0.55",
            Why(Reason.LIQUID_GRID),
            "no mark of the devices here comes near enough to it",
        ),
    ],
)
def test_why_no_liquid_makes_a_dose(world: World, dose: str, why: Why, text: str) -> None:
    answer = bridge.solver(world).answer(Mass(f(dose)))
    assert answer.why_no_liquid == why
    assert answer.why_no_liquid
    assert answer.why_no_liquid.text == text


def test_a_dose_that_the_least_volume_comes_to_within_the_tolerance_is_made_and_one_below_it_is_not() -> None:
    edge = f("0.1") / (1 + Asked().tolerance)
    assert bridge.solver(World((), LIQUID)).answer(Mass(edge)).is_made
    below = bridge.solver(World((), LIQUID, Asked(device_tolerance=f("0")))).answer(Mass(edge - f("0.000001")))
    assert below.why_no_liquid == Why(Reason.BELOW_LIQUID_STEP, least=Mass(f("0.1")))


@pytest.mark.parametrize(
    ("dose", "told"),
    [("1.005", "0.005 mg (0.5%) less than 1.005 mg"), ("0.995", "0.005 mg (0.5%) more than 0.995 mg")],
)
@pytest.mark.hazard("H16")
def test_a_difference_says_its_size_and_on_which_side_it_lies(dose: str, told: str) -> None:
    liquid = Liquid("l", f("1"), (Syringe("s", f("1"), f("0.1")),))
    answer = bridge.solver(World((), liquid)).answer(Mass(f(dose)))
    assert answer.difference == Mass(1) - Mass(f(dose))
    assert difference_in_words(answer) == told
