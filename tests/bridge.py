"""Worlds drawn at random, as the definitions' plain data and as the package's nouns."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.combination import Combination
from pillsplit.model.device import Device, Dropper, Kind, Spoon, Syringe, Tolerance
from pillsplit.model.form import Form, Score
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.source import Evidence, Source
from pillsplit.model.way import Way, ways_of
from pillsplit.solver.dose import Solver
from tests.definitions import dose as definition

SOURCE = Source("a test", Evidence.STATED)
SMALL = Tolerance(
    kind=Kind.SYRINGE,
    text="ISO 7886-1",
    of_volume=Fraction(5, 100),
    below_half_of_capacity=Fraction(15, 1000),
    below_half_of_volume=Fraction(2, 100),
    source=SOURCE,
)
LARGE = Tolerance(
    kind=Kind.SYRINGE,
    text="ISO 7886-1",
    of_volume=Fraction(4, 100),
    below_half_of_capacity=Fraction(15, 1000),
    below_half_of_volume=Fraction(1, 100),
    source=SOURCE,
)
OF_DROPS = Tolerance(kind=Kind.DROPPER, text="Ph. Eur.", of_volume=Fraction(15, 100), source=SOURCE)


def solid(each: definition.Tablet, drug: str = "drug") -> Solid:
    form = Form.TABLET if each.divisible else Form.CAPSULE
    mass = Mass(each.strength)
    return Solid(each.id, drug, f"{drug} {mass}", form, mass, Score.UNKNOWN, each.parts, SOURCE)


def device(each: definition.Device) -> Device:
    match each:
        case definition.Syringe():
            tolerance = (SMALL if each.capacity < 5 else LARGE) if each.error_known else None
            return Syringe(
                id=each.id,
                name=each.id,
                source=SOURCE,
                capacity=Volume(each.capacity),
                mark=Volume(each.mark),
                tolerance=tolerance,
                usual=True,
            )
        case definition.Spoon():
            return Spoon(id=each.id, name=each.id, source=SOURCE, measures=tuple(map(Volume, each.measures)))
        case definition.Dropper():
            return Dropper(
                id=each.id,
                name=each.id,
                source=SOURCE,
                drops_per_ml=each.per_ml,
                tolerance=OF_DROPS if each.error_known else None,
            )


def liquid(each: definition.Liquid, drug: str = "drug") -> Liquid:
    drops = next((d.per_ml for d in each.devices if isinstance(d, definition.Dropper)), None)
    return Liquid(
        each.id,
        drug,
        each.id,
        Form.SOLUTION,
        Concentration(each.concentration),
        SOURCE,
        drops_per_ml=drops,
        bottles=tuple(map(Volume, each.bottles)),
        in_use_days=each.in_use_days,
    )


def preferences(asked: definition.Asked, **more: object) -> Preferences:
    return Preferences(
        split=asked.split,
        max_pieces=asked.max_pieces,
        prefer=asked.prefer,
        max_volume=Volume(asked.max_volume),
        tolerance=asked.tolerance,
        device_tolerance=asked.device_tolerance,
        tablets_within=asked.tablets_within,
        liquid_step=None if asked.liquid_step is None else Mass(asked.liquid_step),
        **more,  # type: ignore[arg-type]
    )


def ways(each: definition.Liquid | None, asked: definition.Asked) -> tuple[Way, ...]:
    if each is None:
        return ()
    return ways_of(
        liquid(each),
        map(device, each.devices),
        max_volume=Volume(asked.max_volume),
        max_fills=asked.max_fills,
        liquid_step=None if asked.liquid_step is None else Mass(asked.liquid_step),
    )


def solver(world: definition.World) -> Solver:
    return Solver(
        map(solid, world.tablets),
        preferences(world.asked),
        ways(world.liquid, world.asked),
        any_liquid=world.liquid is not None,
    )


def named(made: Combination | None) -> tuple[object, ...] | None:
    """Put a combination in the definition's words."""
    if made is None:
        return None
    measured = made.liquid
    drawn = (
        (measured.product.id, measured.volume.ml, measured.device.id if measured.device else "") if measured else None
    )
    return made.counts, drawn, made.mass.mg


def defined(made: definition.Combination | None) -> tuple[object, ...] | None:
    return None if made is None else (made.counts, made.drawn, made.made)


STRENGTHS = st.one_of(
    st.sampled_from([Fraction(text) for text in ("1", "2", "5", "10", "0.5", "0.25", "2.5", "0.125")]),
    st.sampled_from([Fraction(text) for text in ("0.07", "25/3", "12.5", "1/3", "3", "4", "7")]),
    st.fractions(min_value=Fraction(1, 20), max_value=20, max_denominator=40),
)
SYRINGES = (
    definition.Syringe("s1", Fraction(1), Fraction(1, 100)),
    definition.Syringe("s5", Fraction(5), Fraction(1, 10)),
    definition.Syringe("s10", Fraction(10), Fraction(1, 5)),
    definition.Syringe("s2", Fraction(2), Fraction(1, 4), error_known=False),
    definition.Spoon("spoon", (Fraction(5, 4), Fraction(5, 2), Fraction(5))),
)


@st.composite
def liquids(draw: st.DrawFn, identity: str = "l1") -> definition.Liquid:
    drops = draw(st.integers(0, 4)) == 0
    devices: tuple[definition.Device, ...]
    if drops:
        devices = (definition.Dropper("drops", draw(st.sampled_from([Fraction(20), Fraction(30), Fraction(75, 2)]))),)
    else:
        devices = tuple(draw(st.lists(st.sampled_from(SYRINGES), min_size=1, max_size=3, unique=True)))
    return definition.Liquid(
        identity,
        draw(st.sampled_from([Fraction(text) for text in ("1", "0.4", "0.1", "5", "10", "2.5", "1/3")])),
        devices,
        draw(st.sampled_from([(), (Fraction(10),), (Fraction(100),), (Fraction(5), Fraction(30))])),
        draw(st.sampled_from([None, 7, 28])),
    )


@st.composite
def asked(draw: st.DrawFn, most: int = 3) -> definition.Asked:
    return definition.Asked(
        max_pieces=draw(st.integers(1, most)),
        split=draw(st.sampled_from(("label", "label", "label", "whole", "halves", "thirds", "quarters", "eighths"))),
        prefer=draw(st.sampled_from(("fewest-cuts", "fewest-cuts", "fewest-pieces"))),
        tolerance=draw(st.sampled_from([Fraction(1, 100), Fraction(1, 100), Fraction(0), Fraction(1, 20)])),
        device_tolerance=draw(st.sampled_from([Fraction(5, 100), Fraction(5, 100), Fraction(0), Fraction(1, 10)])),
        tablets_within=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(0), Fraction(1, 40)])),
        max_volume=draw(st.sampled_from([Fraction(10), Fraction(10), Fraction(3), Fraction(1, 2)])),
        max_fills=draw(st.sampled_from([1, 1, 1, 2, 3])),
        liquid_step=draw(st.sampled_from([None, None, None, Fraction(1, 10), Fraction(1, 4)])),
    )


@st.composite
def tablets(draw: st.DrawFn, most: int = 3) -> tuple[definition.Tablet, ...]:
    """Draw tablets; twins (one strength twice), capsules and none at all are among them."""
    strengths = draw(st.lists(STRENGTHS, max_size=most))
    if len(strengths) > 1 and draw(st.integers(0, 2)) == 0:
        strengths[1] = strengths[0]
    ids = draw(st.permutations([f"p{number}" for number in range(len(strengths))]))
    capsules = [draw(st.integers(0, 5)) == 0 for _ in ids]
    return tuple(
        definition.Tablet(identity, strength, 1 if capsule else draw(st.sampled_from((1, 2, 3, 4, None))), not capsule)
        for identity, strength, capsule in zip(ids, strengths, capsules, strict=True)
    )


@st.composite
def worlds(draw: st.DrawFn) -> definition.World:
    return definition.World(draw(tablets()), draw(st.one_of(st.none(), liquids(), liquids())), draw(asked()))


@st.composite
def doses(draw: st.DrawFn, world: definition.World) -> Fraction:
    """Draw a dose: a sum of pieces, near one, what the liquid measures (perhaps beside a piece), or any fraction."""
    pieces = [piece.mass for piece in definition.kinds(world.tablets, world.asked.split)]
    kind = draw(st.sampled_from(("sum", "near", "measured", "measured", "any")))
    if kind == "measured" and world.liquid:
        device = draw(st.sampled_from(world.liquid.devices))
        if volumes := definition.measurable(world.liquid, device, world.asked):
            several = [volume for volume, fills in volumes.items() if fills > 1]
            volume = draw(st.sampled_from(draw(st.sampled_from((list(volumes), several or list(volumes))))))
            return volume * world.liquid.concentration + draw(st.sampled_from([Fraction(0), *pieces]))
    if kind == "any" or not pieces:
        return draw(st.fractions(min_value=0, max_value=40, max_denominator=60))
    made = sum(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=6)), start=Fraction(0))
    if kind == "near":
        made += draw(
            st.sampled_from([Fraction(text) for text in ("0.01", "0.1", "0.3", "-0.01", "1/3", "0.02", "1.3")])
        )
    return max(made, Fraction(0))
