"""The whole answer for one dose: the one solver that every verb asks (the contract's §3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from fractions import Fraction
from functools import cached_property

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.model.codes import Verdict, Why
from pillsplit.model.combination import Combination
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver.liquids import Ruler, best_with_liquid, endless, sides_with_liquid, why_no_liquid
from pillsplit.solver.tablets import Options, Tablets

_EXACTLY = Fraction(0)


class Solver:
    """All that makes the doses of one drug: its tablets, and the ways to measure a liquid, if there is one.

    Doses asked twice are answered once. *any_liquid* says whether there is a liquid at all, though no way to
    measure it.
    """

    def __init__(
        self, solids: Iterable[Solid], preferences: Preferences, ways: Sequence[Way] = (), *, any_liquid: bool = False
    ) -> None:
        self.tablets = Tablets(solids, preferences)
        self.preferences = preferences
        self.ways = ways
        self._any_liquid = any_liquid or bool(ways)
        self._answers: dict[Mass, Answer] = {}
        self._sparing: dict[Mass, Answer | None] = {}
        self._ruler = Ruler(self.tablets.unit, ways)
        self._distances: dict[Mass, Mass | None] = {}

    def measuring(self, ways: Sequence[Way], *, any_liquid: bool = False) -> Solver:
        """Return a solver that makes its doses of the same tablets, and measures a liquid in other *ways*."""
        other = copy(self)
        other.__dict__.pop("exactly", None)
        other.__dict__.pop("_endless", None)
        other.ways, other._answers, other._sparing = ways, {}, {}
        other._ruler = Ruler(self.tablets.unit, ways)
        other._any_liquid = any_liquid or bool(ways)
        return other

    @cached_property
    def exactly(self) -> Solver:
        """A solver of the same products that makes a dose without a difference, or not at all."""
        other = copy(self)
        other.preferences = evolve(
            self.preferences, tolerance=_EXACTLY, device_tolerance=_EXACTLY, tablets_within=_EXACTLY
        )
        other._answers, other._sparing = {}, {}
        return other

    def answer(self, dose: Mass) -> Answer:
        """Return how *dose* is made; nothing at all makes a dose of 0."""
        known = self._answers.get(dose)
        if known is None:
            known = self._answers[dose] = self._answer(dose)
        return known

    def makes(self, dose: Mass) -> bool:
        """Return whether *dose* can be made, exactly or near enough; for tablets alone without making it."""
        if self.ways:
            return self.answer(dose).is_made
        off = self.off_by_tablets(dose)
        return off is not None and off.mg <= max(self.preferences.tolerance, self.preferences.tablets_within) * dose.mg

    def sparing_cuts(self, dose: Mass) -> Answer | None:
        """Return the answer with liquid for a dose that tablets make, where that takes fewer cuts; else None.

        The liquid makes the dose within the tolerance; what its device may be off by excuses nothing here (§4.3).
        """
        if dose not in self._sparing:
            self._sparing[dose] = self._sparing_cuts(dose)
        return self._sparing[dose]

    def _sparing_cuts(self, dose: Mass) -> Answer | None:
        tablets = self.answer(dose)
        if not dose or tablets.combination is None or tablets.combination.liquid:
            return None
        if not any(tablets.combination.cuts):
            return None
        options = self._measured(dose, _EXACTLY)
        if not options or options[0].cuts >= tablets.combination.cuts:
            return None
        return self._beside_sides(dose, Verdict.LIQUID, options, needs_liquid=False)

    def measured_exactly(self, dose: Mass) -> Combination | None:
        """Return what makes *dose* with a liquid and without a difference, whatever tablets alone make; else None."""
        options = self._measured(dose, _EXACTLY)
        return options[0] if options and options[0].mass == dose else None

    def why_no_liquid(self, dose: Mass) -> Why:
        """Say why no liquid makes *dose*; to be asked only where none does."""
        return why_no_liquid(
            dose, self.tablets, self.ways, self.preferences, self._endless, any_liquid=self._any_liquid
        )

    @cached_property
    def _endless(self) -> Ruler:
        return endless(self.tablets.unit, self.ways)

    def off_by_tablets(self, dose: Mass) -> Mass | None:
        """Return how far the nearest dose of tablets alone is from *dose*; None where there is none."""
        if dose not in self._distances:
            self._distances[dose] = self.tablets.distance(dose) if dose else Mass(0)
        return self._distances[dose]

    def _answer(self, dose: Mass) -> Answer:
        if not dose:
            return Answer(dose, Verdict.WHOLE, needs_liquid=False, options=(Combination(),))
        if exact := self.tablets.best(dose):
            return _of_tablets(dose, exact)
        if self.preferences.tablets_within:
            within = self.preferences.tablets_within * dose.mg
            if (near := self.tablets.nearest(dose)) and abs((near[0].mass - dose).mg) <= within:
                return self._near_by_tablets(dose, near)
        measured = self._measured(dose, self.preferences.device_tolerance)
        if measured and measured[0].mass == dose:
            return self._with_liquid(dose, measured)
        return self._nearer(dose, measured)

    def _nearer(self, dose: Mass, measured: Options) -> Answer:
        """Return the nearer of what tablets make, of many cuts too, and what the liquid makes near the dose (§3.6)."""
        tablets = self.tablets.nearest(dose)
        off = abs((tablets[0].mass - dose).mg) if tablets else None
        if measured:
            by_liquid = abs((measured[0].mass - dose).mg)
            if off is not None and (off < by_liquid or (off == by_liquid and tablets[0].cuts <= measured[0].cuts)):
                return self._near_by_tablets(dose, tablets)
            return self._with_liquid(dose, measured)
        if off is not None and off <= self.preferences.tolerance * dose.mg:
            return self._near_by_tablets(dose, tablets)
        below, above = sides_with_liquid(dose, self.tablets, self.ways, self.preferences, self._ruler)
        return evolve(
            self._beside_sides(dose, Verdict.UNREACHABLE, (), needs_liquid=True),
            liquid_below=below,
            liquid_above=above,
            why_no_liquid=self.why_no_liquid(dose),
        )

    def _measured(self, dose: Mass, device_tolerance: Fraction) -> Options:
        return best_with_liquid(dose, self.tablets, self.ways, self.preferences, device_tolerance, self._ruler)

    def _with_liquid(self, dose: Mass, options: Options) -> Answer:
        return self._beside_sides(dose, Verdict.LIQUID, options, needs_liquid=True)

    def _near_by_tablets(self, dose: Mass, options: Options) -> Answer:
        return self._beside_sides(dose, Verdict.of_part(options[0].finest), options, needs_liquid=False)

    def _beside_sides(self, dose: Mass, verdict: Verdict, options: Options, *, needs_liquid: bool) -> Answer:
        """Return the answer with what tablets alone make next to the dose, and why not the dose itself.

        Nothing is added where tablets make the dose exactly and a plan takes liquid all the same.
        """
        if not needs_liquid and options[0].mass == dose:
            return Answer(dose, verdict, needs_liquid, options)
        return Answer(
            dose,
            verdict,
            needs_liquid,
            options,
            below=self.tablets.below(dose),
            above=self.tablets.above(dose),
            why=None if self.tablets.best(dose) else self.tablets.why_not(dose),
        )


def _of_tablets(dose: Mass, options: Options) -> Answer:
    return Answer(dose, Verdict.of_part(options[0].finest), needs_liquid=False, options=options)
