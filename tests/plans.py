"""Wanted schedules for the tests of `fit` and of divided days, beside the worlds that they are wanted in."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from attrs import frozen
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.device import Devices
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.fitted import Fit
from tests import bridge
from tests.definitions import dose as definition
from tests.definitions.fit import Makeable

MOST_SERIES = 20_000
"""Series that a brute force looks at."""


@frozen
class Plan:
    """A world, whether its liquid is allowed, and the daily doses that are wanted of its drug, with their days."""

    world: definition.World
    liquid: bool
    wanted: tuple[tuple[Fraction, int], ...]

    @property
    def shelf(self) -> Shelf:
        liquid = [bridge.liquid(self.world.liquid)] if self.world.liquid else []
        return Shelf(None, (*map(bridge.solid, self.world.tablets), *liquid))

    @property
    def measuring(self) -> Measuring:
        devices = self.world.liquid.devices if self.world.liquid else ()
        return Measuring(Devices(tuple(map(bridge.device, devices))))

    @property
    def schedule(self) -> Schedule:
        return schedule(*self.wanted)

    @property
    def preferences(self) -> Preferences:
        return bridge.preferences(self.world.asked, liquid=self.liquid)

    @property
    def makeable(self) -> Makeable:
        """All doses that a fit could choose, and more: up to twice the highest one that is wanted, and a tablet."""
        most = 2 * max(dose for dose, _ in self.wanted) + max(
            (t.strength for t in self.world.tablets), default=Fraction(1)
        )
        return Makeable(self.world, liquid=self.liquid, most=most)


def schedule(*wanted: tuple[Fraction, int], time: str = DAY) -> Schedule:
    steps = (
        Step(number, days, (Dose("drug", time, Mass(dose)),)) for number, (dose, days) in enumerate(wanted, start=1)
    )
    return Schedule(tuple(steps))


def made(fit: Fit) -> tuple[Fraction, ...]:
    return tuple(dose.beside.made.mg for _, dose in fit.doses)


_STRENGTHS = st.sampled_from([Fraction(text) for text in ("1", "2", "5", "0.5", "2.5", "1/3", "3", "0.7")])


@st.composite
def plans(draw: st.DrawFn, *, steps: int = 3, most: int = 2, rising: bool = True) -> Plan:
    """Draw a small world and doses on, between and around what it makes; ties, zeros and rises are among them."""
    strengths = draw(st.lists(_STRENGTHS, min_size=1, max_size=2))
    tablets = tuple(
        definition.Tablet(f"p{number}", strength, draw(st.sampled_from((1, 2, 3, 4))))
        for number, strength in enumerate(strengths)
    )
    liquid = draw(st.booleans()) and draw(st.booleans())
    syringe = definition.Syringe("s", Fraction(1), Fraction(1, 2))
    world = definition.World(
        tablets,
        definition.Liquid("l", Fraction(1), (syringe,)) if liquid else None,
        definition.Asked(
            max_pieces=draw(st.integers(1, most)),
            prefer=draw(st.sampled_from(("fewest-cuts", "fewest-pieces"))),
        ),
    )
    grid = sorted(Makeable(world, liquid=liquid, most=Fraction(12)).doses)
    between = [(low + high) / 2 for low, high in pairwise(grid)]
    dose = st.one_of(
        st.sampled_from(grid),
        st.sampled_from(between or grid),
        st.fractions(min_value=0, max_value=12, max_denominator=12),
    )
    wanted = draw(st.lists(st.tuples(dose, st.integers(1, 3)), min_size=1, max_size=steps))
    if not rising or draw(st.booleans()):
        wanted.sort(key=lambda pair: -pair[0])
    return Plan(world, liquid, tuple(wanted))
