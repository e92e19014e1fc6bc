"""The measured volume that makes a dose, alone or beside tablets, or why none does. Floor 2.

A liquid is asked only where tablets alone do not make the dose. How it may be measured is a `Way`: steps of one
size between a least and a most volume.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from attrs import evolve, frozen

from pillsplit.combination import Combination, Measured
from pillsplit.combine import Combiner, Why
from pillsplit.preferences import Preferences
from pillsplit.product import Liquid
from pillsplit.quantity import Mass, Volume


@frozen
class Way:
    """One way to measure a liquid: whole steps of *step*, from *least* to *most* (None: without end)."""

    liquid: Liquid
    step: Volume
    least: Volume
    most: Volume | None

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
    the made dose differs from *dose* by at most *tolerance*, a share of it.
    """
    if not ways or not dose:
        return None
    ruler = _Ruler(dose, combiner.unit or Fraction(1), ways, tolerance)
    for tier in combiner.tiers((ruler.dose + ruler.slack) // ruler.grid):
        fits = [(fit, way, each) for each in tier for fit, way in ruler.fits(each.mass)]
        if fits:
            least = min(fit for fit, _, _ in fits)
            _, way, pick = min(
                (
                    (combiner.tie_order(pick), way.liquid.id, way, pick)
                    for fit, way, each in fits
                    if fit == least
                    for pick in combiner.picks(each)
                ),
                key=lambda candidate: candidate[:2],
            )[1:]
            measured = Measured(way.liquid, Volume(least.volume))
            return Combination(combiner.combination(pick).pieces, measured)
    return None


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
        most = max(way.most for way in ways if way.most)
        return Why("above-max-volume", f"it would take {made.liquid.volume}, and at most {most} is allowed")
    steps = " or ".join(str(mass) for mass in sorted({way.step_mass for way in ways}))
    return Why("liquid-grid", f"steps of {steps} do not come near enough to it")
