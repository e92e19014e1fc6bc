"""Measured doses against the definition: a small world in full, then random ones, then what a device may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.formulary.loader import devices_on_record
from pillsplit.model.answer import Answer
from pillsplit.model.device import Device, Devices, Dropper, Kind, Spoon, Syringe
from pillsplit.model.product import Shelf
from pillsplit.solver.dose import Solver
from pillsplit.solver.liquids import ways_by_device
from tests import oracle, oracle_titrate
from tests.worlds import SOURCE, STRENGTHS, World, doses, found, liquid, shelf, solid

ONE = Fraction(1)


@frozen
class Measured(World):
    """A world in which liquids are measured with devices."""

    devices: tuple[oracle_titrate.Device, ...] = ()
    max_fills: int = 1

    @property
    def shelf(self) -> Shelf:
        return shelf(
            *(solid(tablet.id, tablet.strength, tablet.parts) for tablet in self.tablets),
            *(
                liquid(each.id, each.concentration, each.step, drops_per_ml=each.drops, drops_only=each.drops_only)
                for each in self.liquids
                if isinstance(each, oracle_titrate.Liquid)
            ),
        )

    def solver(self) -> Solver:
        items = tuple(noun(device) for device in self.devices)
        devices = Devices(items, devices_on_record().tolerances).with_tolerances()
        ways = ways_by_device(self.shelf.liquids("drug"), devices.items, self.preferences, self.max_fills)
        return Solver(self.shelf, "drug", self.preferences, ways)

    def oracle(self) -> oracle.Oracle:
        liquids = [each for each in self.liquids if isinstance(each, oracle_titrate.Liquid)]
        return oracle_titrate.Oracle(
            list(self.devices), self.max_fills, liquids, list(self.tablets), self.most, self.prefer, self.max_volume,
            self.tolerance,
        )  # fmt: skip


def noun(device: oracle_titrate.Device) -> Device:
    match device:
        case oracle_titrate.Syringe():
            capacity, mark = Volume(device.capacity), Volume(device.mark)
            return Syringe(id=device.id, name=device.id, capacity=capacity, mark=mark, source=SOURCE)
        case oracle_titrate.Spoon():
            measures = tuple(Volume(each) for each in device.measures)
            return Spoon(id=device.id, name=device.id, measures=measures, source=SOURCE)
        case oracle_titrate.Dropper():
            return Dropper(id=device.id, name=device.id, drops_per_ml=device.drops, source=SOURCE)


def as_found(answer: Answer, prefer: str) -> oracle.Found:
    """Put the package's answer in the oracle's words, with the device beside the liquid."""
    plain = found(answer, prefer)
    measured = answer.combination.liquid if answer.combination else None
    if plain.liquid and measured and measured.device:
        return oracle.Found(**{**vars(plain), "liquid": (*plain.liquid, measured.device.id)})
    return plain


SMALL = oracle_titrate.Syringe("small", ONE, Fraction(1, 10))
LARGE = oracle_titrate.Syringe("large", Fraction(5), Fraction(1, 2))
LIKE_LARGE = oracle_titrate.Syringe("twin", Fraction(5), Fraction(1, 2))
MEDIUM = oracle_titrate.Syringe("medium", Fraction(3), Fraction(1, 2))
TWO = oracle_titrate.Syringe("two", Fraction(2), Fraction(1, 2))
"""Smaller than the medium one, and later by name."""
ONE_MARK = oracle_titrate.Syringe("mark", ONE, ONE)
SPOON = oracle_titrate.Spoon("spoon", (ONE, Fraction(5, 2)))
DROPS = oracle_titrate.Dropper("drops", 4)


WATER = oracle_titrate.Liquid("w", ONE, Fraction(1, 10))
TWIN = oracle_titrate.Liquid("twin", ONE, Fraction(1, 10))
WEAK = oracle_titrate.Liquid("v", Fraction(2, 5), Fraction(1, 10))
STRONG = oracle_titrate.Liquid("s", Fraction(2), Fraction(1, 10))
DROPPED = oracle_titrate.Liquid("d", Fraction(2), Fraction(1, 4), 4)
DROPS_ONLY = oracle_titrate.Liquid("o", ONE, Fraction(1, 4), 4, True)


def small_world() -> list[Measured]:
    tablets = [
        (),
        (oracle.Tablet("a", Fraction(2), 2),),
        (oracle.Tablet("b", Fraction(2), 1), oracle.Tablet("a", ONE, 1)),
    ]
    # 5 mg is 4 mg and 1 mL by the drop, or 3 mg and 1 mL in a syringe: the smaller error goes before the larger tablet.
    # 9 mg is 4 + 4 mg and 1 mL by the drop, or 4 + 3 mg and 1 mL in a syringe: fewer products go before that.
    by_error = (oracle.Tablet("a", Fraction(4), 1), oracle.Tablet("b", Fraction(3), 1))
    return [
        Measured(by_error, (DROPS_ONLY, STRONG), 2, "fewest-cuts", ONE, Fraction(0), (DROPS, ONE_MARK)),
    ] + [
        Measured(solids, liquids, 2, "fewest-cuts", Fraction(6), Fraction(1, 20), devices, fills)
        for solids, liquids, devices, fills in product(
            tablets,
            [(WATER, TWIN), (WEAK, WATER), (DROPPED,), (DROPS_ONLY, STRONG)],
            [(SMALL, MEDIUM), (MEDIUM, TWO), (LARGE, SMALL), (SPOON, LIKE_LARGE, LARGE), (DROPS, SMALL)],
            [1, 3],
        )
    ]


def test_every_dose_of_the_small_world_is_measured_as_defined() -> None:
    for world in small_world():
        solver, judge = world.solver(), world.oracle()
        for twentieths in (1, 5, 7, 25, 30, 33, 40, 50, 66, 100, 180):
            dose = Fraction(twentieths, 20)
            assert as_found(solver.answer(Mass(dose)), world.prefer) == judge.answer(dose), (world, dose)


@st.composite
def measured_worlds(draw: st.DrawFn) -> Measured:
    tablets = tuple(
        oracle.Tablet(f"p{number}", draw(STRENGTHS), draw(st.sampled_from((1, 2, 4))))
        for number in range(draw(st.integers(0, 2)))
    )
    liquids = []
    for number in range(draw(st.integers(1, 2))):
        drops = draw(st.sampled_from((None, None, 20, 30)))
        liquids.append(
            oracle_titrate.Liquid(
                f"l{number}",
                draw(st.sampled_from([Fraction(text) for text in ("1", "0.4", "0.1", "10", "5", "2.5")])),
                Fraction(1, drops) if drops else Fraction(1, 10),
                drops,
                drops is not None and draw(st.booleans()),
            )
        )
    devices = draw(st.lists(st.sampled_from(DEVICES), min_size=1, max_size=3, unique=True))
    return Measured(
        tablets,
        tuple(liquids),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(("fewest-cuts", "fewest-pieces"))),
        draw(st.sampled_from([Fraction(10), Fraction(10), Fraction(3), Fraction(1, 2)])),
        draw(st.sampled_from([Fraction(1, 100), Fraction(0), Fraction(1, 20)])),
        tuple(devices),
        draw(st.sampled_from((1, 2, 3))),
    )


DEVICES: list[oracle_titrate.Device] = [
    *(
        oracle_titrate.Syringe(f"s{capacity}-{mark}", Fraction(capacity), Fraction(mark))
        for capacity, mark in (("1", "0.05"), ("1", "0.1"), ("3", "0.25"), ("5", "0.25"), ("5", "0.5"), ("10", "1"))
    ),
    oracle_titrate.Spoon("spoon", (Fraction("1.25"), Fraction("2.5"), Fraction(5))),
    oracle_titrate.Spoon("cup", (Fraction("0.6"), Fraction("2.4"))),
    oracle_titrate.Dropper("d20", 20),
    oracle_titrate.Dropper("d30", 30),
]


@st.composite
def measured_doses(draw: st.DrawFn, world: Measured) -> Fraction:
    """Draw a dose as for any world, or one that a device can measure, perhaps beside a piece."""
    if draw(st.booleans()):
        return draw(doses(world))
    each = draw(st.sampled_from(world.liquids))
    assert isinstance(each, oracle_titrate.Liquid)
    device = draw(st.sampled_from(world.devices))
    volumes = sorted(set(oracle_titrate.volumes(device, each, world.max_volume, world.max_fills)))
    pieces = [Fraction(0), *(tablet.strength / tablet.parts for tablet in world.tablets)]
    return draw(st.sampled_from(volumes or [ONE])) * each.concentration + draw(st.sampled_from(pieces))


def agree(data: st.DataObject, world: Measured, number: int) -> None:
    solver, judge = world.solver(), world.oracle()
    for _ in range(number):
        dose = data.draw(measured_doses(world))
        assert as_found(solver.answer(Mass(dose)), world.prefer) == judge.answer(dose), dose


@given(st.data(), measured_worlds())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_random_doses_are_measured_as_defined(data: st.DataObject, world: Measured) -> None:
    agree(data, world, 4)


@pytest.mark.slow
@given(st.data(), measured_worlds())
@settings(max_examples=1250, suppress_health_check=list(HealthCheck))
def test_ten_thousand_random_doses_are_measured_as_defined(data: st.DataObject, world: Measured) -> None:
    agree(data, world, 8)


def test_the_strategies_reach_the_hard_cases() -> None:
    seen: Counter[str] = Counter()

    @given(st.data(), measured_worlds())
    @settings(max_examples=400, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def reach(data: st.DataObject, world: Measured) -> None:
        solver = world.solver()
        dose = data.draw(measured_doses(world))
        answer = solver.answer(Mass(dose))
        seen[answer.verdict] += 1
        if answer.why_no_liquid:
            seen[answer.why_no_liquid.code] += 1
        measured = answer.combination.liquid if answer.combination else None
        if measured is None:
            return
        device = measured.device
        assert device
        seen[device.kind] += 1
        seen["several fills"] += len(device.fills(measured.volume)) > 1
        seen["uneven fills"] += len(set(device.fills(measured.volume))) > 1
        seen["beside tablets"] += bool(answer.combination and answer.combination.pieces)
        seen["not exact"] += bool(answer.difference)
        others = [world_with(world, each) for each in world.devices if each.id != device.id]
        for other in others:
            rival = other.solver().answer(Mass(dose)).combination
            if rival and rival.liquid and rival.liquid.volume == measured.volume:
                seen["devices with one volume"] += 1

    reach()
    wanted = {
        "whole", "halves", "quarters", "liquid", "unreachable", *map(str, Kind), "several fills", "uneven fills",
        "beside tablets", "not exact", "devices with one volume", "no-liquid", "below-liquid-step", "above-max-volume",
        "liquid-grid",
    }  # fmt: skip
    assert {case for case in wanted if not seen[case]} == set()


def world_with(world: Measured, device: oracle_titrate.Device) -> Measured:
    return evolve(world, devices=(device,))


@given(st.data(), measured_worlds())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_what_is_measured_is_a_whole_number_of_marks_measures_or_drops(data: st.DataObject, world: Measured) -> None:
    answer = world.solver().answer(Mass(data.draw(measured_doses(world))))
    measured = answer.combination.liquid if answer.combination else None
    if measured is None or answer.combination is None:
        return
    device, volume = measured.device, measured.volume
    assert measured.product.concentration.mg_per_ml * volume.ml == measured.mass.mg
    assert answer.combination.mass == sum((item.mass for item in answer.combination.items), start=Mass(0))
    assert volume.ml <= world.max_volume
    fills = device.fills(volume) if device else ()
    assert sum(fills, start=Volume(0)) == volume
    match device:
        case Syringe():
            assert len(fills) <= world.max_fills
            assert not measured.product.drops_only
            for fill in fills:
                assert fill.over(device.mark).denominator == 1
                assert device.capacity * Fraction(1, 10) <= fill <= device.capacity
        case Spoon():
            assert len(fills) <= world.max_fills
            assert set(fills) <= set(device.measures)
        case Dropper():
            assert measured.drops is not None
            assert measured.drops.denominator == 1
            assert measured.drops == volume.ml * (measured.product.drops_per_ml or 0)


@given(st.data(), measured_worlds(), st.integers(2, 5))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_finer_marks_never_add_to_the_burden(data: st.DataObject, world: Measured, times: int) -> None:
    dose = Mass(data.draw(measured_doses(world)))
    coarse, fine = (found(each.solver().answer(dose), world.prefer) for each in (world, finer(world, times)))
    if coarse.burden:
        assert fine.burden
        assert fine.burden <= coarse.burden


@given(st.data(), measured_worlds(), st.integers(2, 5))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_finer_marks_never_add_to_the_difference_beside_the_same_tablets(
    data: st.DataObject, world: Measured, times: int
) -> None:
    world = evolve(world, tablets=())
    dose = Mass(data.draw(measured_doses(world)))
    coarse, fine = (each.solver().answer(dose) for each in (world, finer(world, times)))
    if coarse.combination:
        assert fine.combination
        assert abs(fine.difference.mg) <= abs(coarse.difference.mg)


def finer(world: Measured, times: int) -> Measured:
    """Put *times* as many marks on every syringe."""
    return evolve(
        world,
        devices=tuple(
            oracle_titrate.Syringe(each.id, each.capacity, each.mark / times)
            if isinstance(each, oracle_titrate.Syringe)
            else each
            for each in world.devices
        ),
    )


@given(st.data(), measured_worlds())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_the_order_of_the_devices_does_not_matter(data: st.DataObject, world: Measured) -> None:
    dose = Mass(data.draw(measured_doses(world)))
    turned = evolve(world, devices=tuple(data.draw(st.permutations(world.devices))))
    assert turned.solver().answer(dose) == world.solver().answer(dose)


def one(dose: str, devices: Callable[[Device], bool] = lambda _: True) -> Answer:
    """Answer a dose from 2 and 5 mg tablets in halves and a 1 mg/mL liquid, with devices on record."""
    world = Measured((oracle.Tablet("2", Fraction(2), 2), oracle.Tablet("5", Fraction(5), 2)))
    here = shelf(*world.shelf.products, liquid("l", 1, Fraction(1, 10)))
    ways = ways_by_device(here.liquids("drug"), filter(devices, devices_on_record().items), world.preferences)
    return Solver(here, "drug", world.preferences, ways).answer(Mass(Fraction(dose)))


def test_4_75_mg_is_two_2_mg_tablets_and_0_75_ml_in_a_1_ml_syringe() -> None:
    made = one("4.75").combination
    assert made
    assert made.liquid
    assert made.liquid.device
    assert [(piece.product.id, piece.part, piece.count) for piece in made.pieces] == [("2", Fraction(1), 2)]
    assert (str(made.liquid.volume), made.liquid.device.name) == ("0.75 mL", "1 mL oral syringe")
    assert made.mass == Mass(Fraction("4.75"))


@pytest.mark.parametrize(
    ("dose", "volume", "device"),
    [
        ("0.75", "0.75 mL", "1 mL oral syringe"),
        ("0.25", "0.25 mL", "1 mL oral syringe"),
        ("0.1", "0.1 mL", "1 mL oral syringe"),
        ("1.5", "1.5 mL", "2.5 mL oral syringe"),
        ("3.3", "3.3 mL", "5 mL oral syringe"),
        ("9.2", "9.2 mL", "10 mL oral syringe"),
    ],
)
def test_the_device_with_the_smaller_error_measures(dose: str, volume: str, device: str) -> None:
    made = one(dose).combination
    assert made
    assert made.liquid
    assert made.liquid.device
    assert (str(made.liquid.volume), made.liquid.device.name) == (volume, device)


def test_below_a_tenth_of_every_syringe_nothing_is_measured() -> None:
    assert one("0.09").combination is None
    why = one("0.4", lambda device: device.id == "syringe-5ml").why_no_liquid
    assert why
    assert (why.code, why.text) == ("below-liquid-step", "the least that can be measured of a liquid here is 0.5 mg")


def test_what_one_fill_does_not_hold_is_told_with_the_device_that_would_take_more() -> None:
    water = oracle_titrate.Liquid("w", ONE, Fraction(1, 10))
    world = Measured((), (water,), devices=(SMALL, LARGE))
    why = world.solver().answer(Mass(Fraction(8, 5))).why_no_liquid
    assert why
    assert (why.code, why.text) == ("above-max-volume", "it would take 1.6 mL, and at most 1 mL is measured in a small")
    assert evolve(world, max_fills=2).solver().answer(Mass(Fraction(8, 5))).combination
