"""The whole answer for one dose: the one solver that every verb asks."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from fractions import Fraction
from functools import cached_property

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import HALF, QUARTER, Combination
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.solver.liquids import Way, best_with_liquid, equals_with_liquid, ways_by_step, why_no_liquid
from pillsplit.solver.tablets import Combiner, Why

_NOTHING = Mass(0)
VERDICTS = ("whole", "halves", "quarters", "liquid", "unreachable")
"""What a dose asks for, from the easiest to the hardest."""


@frozen
class Answer:
    """How one dose is made, or why it cannot be."""

    dose: Mass
    verdict: str
    needs_liquid: bool
    """Whether tablets alone do not make it, whatever liquids there are."""
    combination: Combination | None
    below: Combination | None = None
    """Where tablets alone do not make the dose: the nearest smaller dose that they make."""
    above: Combination | None = None
    why: Why | None = None
    """Where tablets alone do not make the dose: the reason."""
    why_no_liquid: Why | None = None
    """Where the dose cannot be made at all: why no liquid serves."""

    @cached_property
    def difference(self) -> Mass:
        """The made dose less the dose, below 0 where less is made; 0 where nothing is made."""
        return self.combination.mass - self.dose if self.combination and self.combination.liquid else _NOTHING


class Solver:
    """All that makes the doses of one drug on one shelf; doses asked twice are answered once."""

    def __init__(self, shelf: Shelf, drug: str, preferences: Preferences, ways: Sequence[Way] | None = None) -> None:
        self.combiner = Combiner(shelf.solids(drug), preferences)
        self.ways = ways_by_step(shelf.liquids(drug), preferences) if ways is None else ways
        self._tolerance = preferences.liquid_tolerance
        self._answers: dict[Mass, Answer] = {}
        self._with_liquid: dict[Mass, Combination | None] = {}

    def measuring(self, ways: Sequence[Way], tolerance: Fraction | None = None) -> Solver:
        """Return a solver that makes its doses of the same tablets, and measures its liquids in other ways."""
        other = copy(self)
        other.ways, other._answers, other._with_liquid = ways, {}, {}
        if tolerance is not None:
            other._tolerance = tolerance
        return other

    def answer(self, dose: Mass) -> Answer:
        """Return how *dose* is made; nothing at all makes a dose of 0."""
        if dose not in self._answers:
            self._answers[dose] = self._answer(dose)
        return self._answers[dose]

    def with_liquid(self, dose: Mass) -> Combination | None:
        """Return the best combination with exactly one liquid, also where tablets alone make *dose*, or None."""
        if dose not in self._with_liquid:
            self._with_liquid[dose] = best_with_liquid(dose, self.combiner, self.ways, self._tolerance)
        return self._with_liquid[dose]

    def equals(self, dose: Mass) -> list[Combination]:
        """Return every combination for *dose* whose burden equals that of the best one, the best one first."""
        if not dose:
            return [Combination()]
        return self.combiner.equals(dose) or equals_with_liquid(dose, self.combiner, self.ways, self._tolerance)

    def _answer(self, dose: Mass) -> Answer:
        if not dose:
            return Answer(dose, "whole", needs_liquid=False, combination=Combination())
        if tablets := self.combiner.best(dose):
            return Answer(dose, _finest(tablets), needs_liquid=False, combination=tablets)
        made = self.with_liquid(dose)
        return Answer(
            dose,
            "liquid" if made else "unreachable",
            needs_liquid=True,
            combination=made,
            below=self.combiner.below(dose),
            above=self.combiner.above(dose),
            why=self.combiner.why_not(dose),
            why_no_liquid=None if made else why_no_liquid(dose, self.combiner, self.ways, self._tolerance),
        )


def _finest(tablets: Combination) -> str:
    if tablets.counted(QUARTER):
        return "quarters"
    return "halves" if tablets.counted(HALF) else "whole"
