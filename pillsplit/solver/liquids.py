"""The measured volume that makes a dose, alone or beside tablets, or why none does.

A liquid is asked only where tablets alone do not make the dose. How it may be measured is a `Way`: steps of one
size between a least and a most volume, the product's own or the marks of a device.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property, partial
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid
from pillsplit.solver.grid import Pick, bits
from pillsplit.solver.tablets import Combiner, Why

if TYPE_CHECKING:
    from pillsplit.model.device import Device

_NOT_ON_RECORD = (True, Fraction(0))


@frozen
class Way:
    """One way to measure a liquid: whole steps of *step*, from *least* to *most* (None: without end)."""

    liquid: Liquid
    step: Volume
    least: Volume
    most: Volume | None
    device: Device | None = None
    """What it is measured with, where that is asked."""

    def error(self, volume: Volume) -> tuple[bool, Fraction]:
        """Return what orders ways to measure *volume* by their error, in mL; one that is not on record comes last."""
        error = self.device.error(volume) if self.device else None
        return _NOT_ON_RECORD if error is None else (False, error.ml)

    def order(self, volume: Volume) -> tuple[object, ...]:
        """Return what orders ways to measure *volume* that are equal in all else: fewer fills, the smaller device."""
        device = self.device
        return (device.times(volume), device.order, device.id) if device else ()

    @cached_property
    def step_mass(self) -> Mass:
        """The mass of drug in one step."""
        return self.liquid.concentration.mass(self.step)

    @property
    def can_measure(self) -> bool:
        """Whether there is any volume from the least to the most."""
        least, most = self.counts
        return most is None or least <= most

    @cached_property
    def counts(self) -> tuple[int, int | None]:
        """The fewest whole steps that reach *least*, never none, and the most that do not pass *most*."""
        fewest = max(1, int(-(-self.least.ml // self.step.ml)))
        return fewest, None if self.most is None else int(self.most.ml // self.step.ml)


def ways_by_step(liquids: Iterable[Liquid], preferences: Preferences) -> list[Way]:
    """Return the one way to measure each liquid that its own step gives."""
    if not preferences.liquid:
        return []
    return [Way(liquid, liquid.step, liquid.step, preferences.max_volume) for liquid in liquids]


def ways_by_device(
    liquids: Iterable[Liquid], devices: Iterable[Device], preferences: Preferences, max_fills: int = 1
) -> list[Way]:
    """Return every way to measure a liquid in a device that serves it, with at most *max_fills* fills for a dose."""
    if not preferences.liquid:
        return []
    devices = list(devices)
    return [
        Way(liquid, span.step, span.least, most, device)
        for liquid in liquids
        for device in devices
        for span in device.spans(liquid, max_fills)
        if span.least <= (most := min(span.most or preferences.max_volume, preferences.max_volume))
    ]


class _Fit(NamedTuple):
    """A number of steps that makes the dose beside given tablets, in the order in which fits are compared."""

    difference: int
    above: bool
    volume: Fraction


class _Ruler:
    """Everything about one dose and its ways in whole numbers of one small unit of mass."""

    def __init__(self, dose: Mass, grid: Fraction, ways: Sequence[Way], tolerance: Fraction) -> None:
        scaled = (dose.mg, grid, dose.mg * tolerance, *(way.step_mass.mg for way in ways))
        units = lcm(*(number.denominator for number in scaled))
        self.dose, self.grid, self.slack, *steps = (
            number.numerator * (units // number.denominator) for number in scaled
        )
        self._steps = [(mass, way, *way.counts) for mass, way in zip(steps, ways, strict=True) if way.can_measure]

    def fits(self, tablets: int) -> list[tuple[_Fit, Way]]:
        """Return the best fit of each way beside tablets of so many grid units."""
        wanted = self.dose - tablets * self.grid
        found = []
        for mass, way, least, most in self._steps:
            if most is not None and wanted - most * mass > self.slack:
                continue
            down = max(wanted // mass, least)
            options = []
            for count in (down, down + 1) if most is None or down < most else (most,):
                difference = count * mass - wanted
                if abs(difference) <= self.slack:
                    options.append((abs(difference), difference > 0, count))
            if options:
                difference, above, count = min(options)
                found.append((_Fit(difference, above, count * way.step.ml), way))
        return found


def best_with_liquid(dose: Mass, combiner: Combiner, ways: Sequence[Way], tolerance: Fraction) -> Combination | None:
    """Return the combination of least burden that makes *dose* with exactly one liquid, or None.

    The burden is compared as (quarters, halves, items, difference, made above the dose, volume, products used);
    the made dose differs from *dose* by at most *tolerance*, a share of it. Among equal burdens the way with the
    smaller error comes first, then what takes more from the larger strengths, then ids.
    """
    ties = _ties(dose, combiner, ways, tolerance)
    if len(ties) > 1:
        ties = [min(ties, key=partial(_order, combiner))]
    return ties[0].combination(combiner) if ties else None


def equals_with_liquid(dose: Mass, combiner: Combiner, ways: Sequence[Way], tolerance: Fraction) -> list[Combination]:
    """Return every combination whose burden and error equal those of `best_with_liquid`, which is the first one."""
    order = partial(_order, combiner)
    ties = sorted(_ties(dose, combiner, ways, tolerance), key=order)
    return [tie.combination(combiner) for tie in ties if order(tie)[:2] == order(ties[0])[:2]]


class _Tie(NamedTuple):
    """One of the combinations that are best up to the volume."""

    way: Way
    volume: Volume
    pick: Pick

    def combination(self, combiner: Combiner) -> Combination:
        """Return the tablets and the liquid beside them."""
        measured = Measured(self.way.liquid, self.volume, self.way.device)
        return Combination(combiner.combination(self.pick).pieces, measured)


def _order(combiner: Combiner, tie: _Tie) -> tuple[object, ...]:
    """Order ties: fewer products, the smaller error, more from the larger strengths, ids."""
    way, volume, pick = tie
    return (len(pick.used), way.error(volume), combiner.tie_order(pick), way.liquid.id, way.order(volume))


def _ties(dose: Mass, combiner: Combiner, ways: Sequence[Way], tolerance: Fraction) -> list[_Tie]:
    """Return all combinations that make *dose* and are best in quarters, halves, items, difference and volume."""
    if not ways or not dose:
        return []
    ruler = _Ruler(dose, combiner.unit or Fraction(1), ways, tolerance)
    for tier in combiner.tiers((ruler.dose + ruler.slack) // ruler.grid):
        fits = [(fit, way, each) for each in tier for fit, way in ruler.fits(each.mass)]
        if fits:
            least = min(fit for fit, _, _ in fits)
            volume = Volume(least.volume)
            best = ((way, each) for fit, way, each in fits if fit == least)
            return [_Tie(way, volume, pick) for way, each in best for pick in combiner.picks(each)]
    return []


def tablets_beside(dose: Mass, unit: Fraction, way: Way, tolerance: Fraction, among: int) -> int:
    """Return beside which masses of tablets *way* makes *dose*: a set of bits, each a number of *unit* (in mg).

    *among* is the set of the masses that are tried.
    """
    ruler = _Ruler(dose, unit, [way], tolerance)
    among &= (2 << (ruler.dose + ruler.slack) // ruler.grid) - 1
    return sum(1 << units for units in bits(among) if ruler.fits(units))


def why_no_liquid(dose: Mass, combiner: Combiner, ways: Sequence[Way], tolerance: Fraction) -> Why:
    """Say why no liquid makes *dose*; to be asked only where `best_with_liquid` gives None."""
    if not ways:
        return Why("no-liquid", "there is no liquid to draw on")
    smallest = min((way.liquid.concentration.mass(way.least), way.liquid.id) for way in ways)[0]
    if smallest.mg > dose.mg * (1 + tolerance):
        return Why("below-liquid-step", f"the least that can be measured of a liquid here is {smallest}")
    endless = [evolve(way, most=None) for way in ways]
    if made := best_with_liquid(dose, combiner, endless, tolerance):
        assert made.liquid is not None
        device = made.liquid.device
        most = max(way.most for way in ways if way.most and way.device == device)
        limit = f"{most} is measured in a {device.name}" if device else f"{most} is allowed"
        return Why("above-max-volume", f"it would take {made.liquid.volume}, and at most {limit}")
    if ways[0].device:
        return Why("liquid-grid", "no mark of the devices here comes near enough to it")
    steps = " or ".join(str(mass) for mass in sorted({way.step_mass for way in ways}))
    return Why("liquid-grid", f"steps of {steps} do not come near enough to it")
