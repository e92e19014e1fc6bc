"""Every dose that can be made at all, up to a most, and what it asks of a person.

A dose counts as makeable where the one solver makes it exactly; a tolerance for liquids never adds one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.combination import HALF, QUARTER
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.solver.dose import Solver
from pillsplit.solver.grid import common_grid
from pillsplit.solver.liquids import Way
from pillsplit.solver.tablets import Burden

MOST_SUMS = 1_000_000
"""Sums of tablets and a volume that are tried; more come of limits that nobody means."""

NOTHING = Mass(0)


def exactly(preferences: Preferences) -> Preferences:
    """Return *preferences* under which a liquid makes a dose without a difference, or not at all."""
    return evolve(preferences, tolerance=Fraction(0))


class Makeable:
    """The doses of one drug that one shelf makes exactly, each with the one solver's answer.

    Nothing at all makes a dose of 0; the lists of doses here leave it out.
    """

    def __init__(self, shelf: Shelf, drug: str, preferences: Preferences) -> None:
        self.preferences = exactly(preferences)
        self._solver = Solver(shelf, drug, self.preferences)

    def answer(self, dose: Mass) -> Answer:
        """Return how *dose* is made."""
        return self._solver.answer(dose)

    def burden(self, dose: Mass) -> tuple[int, ...]:
        """Return what a makeable *dose* asks of a person, in the order in which burdens are compared.

        First whether there is a liquid, since the solver takes one only where tablets alone do not make the dose;
        then the burden of the pieces as the preferences order it, the liquid counted among the products.
        """
        made = self.answer(dose).combination
        if made is None:
            raise ValueError(f"{dose} cannot be made exactly")
        pieces = Burden(made.counted(QUARTER), made.counted(HALF), made.count, len(made.product_ids))
        return (1 if made.liquid else 0, *pieces.order(self.preferences.prefer))

    def up_to(self, most: Mass) -> list[Mass]:
        """Return every makeable dose from above 0 to *most*, ascending.

        Raises:
            UsageError: where tablets and liquid have more sums than `MOST_SUMS`.
        """
        tablets = self._solver.combiner.doses(most)
        if not self._solver.ways:
            return tablets
        unit = common_grid([way.liquid.concentration.mass(way.step).mg for way in self._solver.ways])
        unit = common_grid([unit, self._solver.combiner.unit or unit])
        beside = [0, *(int(dose.mg / unit) for dose in tablets)]
        found = set(beside)
        for way in self._solver.ways:
            volumes = _volumes(way, unit, int(most.mg // unit))
            if len(beside) * len(volumes) > MOST_SUMS:
                raise UsageError(
                    f"with {way.liquid.name} in steps of {way.step} there are more than {MOST_SUMS:,} sums up to "
                    f"{most}: allow fewer pieces, less volume or larger steps"
                )
            found.update(pieces + volume for volume in volumes for pieces in beside)
        return [Mass(units * unit) for units in sorted(found) if 0 < units * unit <= most.mg]

    def reaching(self, wanted: Mass) -> list[Mass]:
        """Return every makeable dose up to the least that is not below *wanted*, or all where each is below."""
        above = self._solver.combiner.above(wanted)
        # A liquid that goes on past the wanted dose does so within its next step.
        steps = [way.liquid.concentration.mass(way.step) for way in self._solver.ways]
        doses = self.up_to(above.mass if above else wanted + max(steps, default=NOTHING))
        return doses[: bisect_left(doses, wanted) + 1]


def _volumes(way: Way, unit: Fraction, most: int) -> Sequence[int]:
    """Return the masses of all volumes that *way* measures, in *unit*, up to *most*."""
    step = int(way.liquid.concentration.mass(way.step).mg / unit)
    least = max(1, -int(-way.least.ml // way.step.ml))
    last = most // step if way.most is None else min(most // step, int(way.most.ml // way.step.ml))
    return range(least * step, last * step + 1, step)
