"""Every dose that can be made at all, up to a most, and what it asks of a person.

A dose counts as makeable where the one solver makes it exactly; no tolerance ever adds one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Combination
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver.dose import Solver
from pillsplit.solver.grid import common_grid

MOST_TRIED = 1_000_000
"""Sums of tablets and a volume that are tried; more come of limits that nobody means."""

NOTHING = Mass(0)


def exactly(preferences: Preferences) -> Preferences:
    """Return *preferences* under which a dose is made without a difference, or not at all."""
    nothing = Fraction(0)
    return evolve(preferences, tolerance=nothing, device_tolerance=nothing, tablets_within=nothing)


class Makeable:
    """The doses of one drug that its tablets, and one liquid at a time, make exactly, each with the solver's answer.

    Nothing at all makes a dose of 0; the lists of doses here leave it out.
    """

    def __init__(
        self,
        solids: Iterable[Solid],
        preferences: Preferences,
        liquids: Iterable[Sequence[Way]] = (),
        *,
        any_liquid: bool = False,
    ) -> None:
        """Take the products.

        Args:
            solids: the tablets and capsules.
            preferences: how doses may be made; tolerances are not used.
            liquids: the ways to measure each liquid, in the order of their ids.
            any_liquid: whether there is a liquid at all, though no way to measure it.
        """
        self.preferences = exactly(preferences)
        self._alone = Solver(solids, self.preferences, any_liquid=any_liquid)
        self._measuring = [self._alone.measuring(ways) for ways in liquids if ways]
        self._answers: dict[Mass, Answer] = {}

    def answer(self, dose: Mass) -> Answer:
        """Return how *dose* is made: of tablets, else with the liquid that asks the least, the first by id of equals.

        Where nothing makes it exactly, the reasons are those of the first liquid.
        """
        if dose not in self._answers:
            self._answers[dose] = self._answer(dose)
        return self._answers[dose]

    def burden(self, dose: Mass) -> tuple[int, ...]:
        """Return what a makeable *dose* asks of a person, in the order in which burdens are compared.

        First whether there is a liquid, since the solver takes one only where tablets alone do not make the dose;
        then the burden of the pieces as the preferences order it, the liquid counted among the products.
        """
        made = self.answer(dose).combination
        if made is None:
            raise ValueError(f"{dose} cannot be made exactly")
        products = len(made.product_ids)
        if self.preferences.prefer is Prefer.FEWEST_PIECES:
            return (1 if made.liquid else 0, made.count, *made.cuts, products)
        return (1 if made.liquid else 0, *made.cuts, made.count, products)

    def up_to(self, most: Mass) -> list[Mass]:
        """Return every makeable dose from above 0 to *most*, ascending.

        Raises:
            UsageError: where tablets and liquid have more sums than `MOST_TRIED`.
        """
        alone = self._alone.tablets.doses(most)
        if not self._measuring:
            return alone
        beside = [NOTHING, *self._beside(most)]
        steps = [way.liquid.concentration.mass(span.step).mg for way in self.ways for span in way.spans]
        unit = common_grid([*steps, self._alone.tablets.unit])
        last = int(most.mg // unit)
        pieces = [int(mass.mg / unit) for mass in beside]
        found = {int(mass.mg / unit) for mass in alone}
        for way in self.ways:
            volumes = _volumes(way, unit, last)
            if len(pieces) * len(volumes) > MOST_TRIED:
                raise UsageError(
                    f"with {way.liquid.name} there are more than {MOST_TRIED:,} sums of tablets and a volume up to "
                    f"{most}: allow fewer pieces, less volume or larger steps"
                )
            found.update(mass + volume for volume in volumes for mass in pieces if mass + volume <= last)
        return [Mass(units * unit) for units in sorted(found)]

    def reaching(self, wanted: Mass) -> list[Mass]:
        """Return every makeable dose up to the least that is not below *wanted*, or all where each is below."""
        above = self._alone.tablets.above(wanted)
        doses = self.up_to(above.mass if above else wanted + self._longest_step)
        return doses[: bisect_left(doses, wanted) + 1]

    @property
    def ways(self) -> Iterator[Way]:
        """The ways to measure each of its liquids."""
        return (way for solver in self._measuring for way in solver.ways)

    @property
    def _longest_step(self) -> Mass:
        """The most by which doses with a liquid follow one another, or follow tablets alone."""
        spans = [(way, span) for way in self.ways for span in way.spans]
        return max((way.liquid.concentration.mass(max(span.step, span.least)) for way, span in spans), default=NOTHING)

    def _beside(self, most: Mass) -> list[Mass]:
        """Return the masses of the pieces, no more than one dose may have, beside which a liquid may stand."""
        tablets = self._alone.tablets
        if not tablets.products:
            return []
        last = int(most.mg // tablets.unit)
        tiers = tablets.grid(last).tiers(self.preferences.max_pieces)
        return [Mass(units * tablets.unit) for units in {mass for _, totals in tiers for mass, _ in totals} if units]

    def _answer(self, dose: Mass) -> Answer:
        if not dose or not self._measuring or self._alone.tablets.best(dose):
            return self._alone.answer(dose)
        made = [(solver, found) for solver in self._measuring if (found := solver.measured_exactly(dose))]
        least, _ = min(made, key=lambda each: _burden(each[1]), default=(self._measuring[0], None))
        return least.answer(dose)


def _burden(made: Combination) -> tuple[object, ...]:
    """Return the burden of an exact dose with a liquid, by which those with different liquids are compared."""
    return (made.cuts, _load(made), len(made.product_ids))


def _load(made: Combination) -> tuple[Fraction, Fraction]:
    assert made.liquid
    volume = made.liquid.volume.ml
    return made.count + (volume if made.liquid.drops is None else made.liquid.drops), volume


def _volumes(way: Way, unit: Fraction, most: int) -> set[int]:
    """Return the masses of all volumes that *way* measures, in *unit*, up to *most*."""
    found: set[int] = set()
    for span in way.spans:
        step = int(way.liquid.concentration.mass(span.step).mg / unit)
        first, last = int(span.least.over(span.step)), int(span.most.over(span.step))
        found.update(range(first * step, min(last * step, most) + 1, step))
    return found
