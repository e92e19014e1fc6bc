"""What doses come to when they are made from each set of the tablets of one drug: the answers of the one solver.

All sets are answered at once, by families of them. Where masses are too awkward for that, or the sets too few of too
many tablets, the solver itself is asked of each set.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import ceil, comb, floor
from typing import NamedTuple, Protocol

from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver.dose import Solver
from pillsplit.solver.grid import Sort, common_grid
from pillsplit.solver.liquids import Ruler
from pillsplit.solver.set_families import Families, Family, Made, count, members, numbered

MOST_SOLIDS = 18
"""Of so many tablets all sets are answered at once."""


class Outcome(NamedTuple):
    """What one dose comes to when it is made from one set."""

    made: Fraction | None
    """In mg; None where the dose cannot be made."""
    liquid: bool
    off: Fraction
    """By how much it is off, in mg, what its device may be off by included; 0 where it is not made."""
    eighths: int
    quarters: int
    thirds: int
    halves: int
    pieces: int


NOT_MADE = Outcome(None, False, Fraction(0), 0, 0, 0, 0, 0)


class Outcomes(NamedTuple):
    """The sets that are left to be compared, and what each dose comes to from each of them."""

    sets: Sequence[int]
    """Each as a number whose bits are the tablets, by their place."""
    by_dose: Mapping[Mass, tuple[Sequence[Outcome], Sequence[int]]]
    """For each dose: what it may come to, and for each set the place of what it does come to."""


class _Mark(NamedTuple):
    """A volume beside some pieces, with what orders it among others of equal cuts."""

    off: int
    load: int
    volume: int
    way: Way


class Sets(Protocol):
    """Answers doses from the sets of some tablets."""

    @property
    def number(self) -> int:
        """How many sets there are."""

    def outcomes(self, ways: Sequence[Way], *, must: bool = False) -> Outcomes:
        """Return what the doses come to from each set with a liquid that is measured in *ways*; none without one.

        A set for which the liquid makes no difference may be left out, but not where the liquid *must* be in it.
        """


class Singly:
    """Answers *doses* from each set by itself: those of at most *most* tablets that hold all of *must*."""

    def __init__(
        self, solids: Sequence[Solid], doses: Collection[Mass], preferences: Preferences, must: int, most: int
    ) -> None:
        self._solids, self._doses, self._preferences = solids, doses, preferences
        self._must, self._most = must, most
        self._solvers: dict[int, Solver] = {}

    @property
    def number(self) -> int:
        """How many sets there are."""
        kept = self._must.bit_count()
        free = len(self._solids) - kept
        return sum(comb(free, number) for number in range(max(min(self._most - kept, free), -1) + 1))

    def outcomes(self, ways: Sequence[Way], *, must: bool = False) -> Outcomes:  # noqa: ARG002 (none is left out)
        """Return what the doses come to from each set."""
        sets = list(self._sets())
        found = {dose: dict[Outcome, int]() for dose in self._doses}
        places = {dose: list[int]() for dose in self._doses}
        for each in sets:
            solver = self._solver(each).measuring(ways)
            for dose in self._doses:
                outcome = _outcome(solver.answer(dose))
                places[dose].append(found[dose].setdefault(outcome, len(found[dose])))
        return Outcomes(sets, {dose: (list(found[dose]), places[dose]) for dose in self._doses})

    def _sets(self) -> Iterator[int]:
        free = [1 << place for place in range(len(self._solids)) if not self._must >> place & 1]
        for number in range(min(self._most - self._must.bit_count(), len(free)) + 1):
            for more in combinations(free, number):
                yield self._must | sum(more)

    def _solver(self, each: int) -> Solver:
        if each not in self._solvers:
            solids = [solid for place, solid in enumerate(self._solids) if each >> place & 1]
            self._solvers[each] = Solver(solids, self._preferences)
        return self._solvers[each]


def _outcome(answer: Answer) -> Outcome:
    made = answer.combination
    if made is None:
        return NOT_MADE
    off = abs(answer.difference.mg)
    if measured := made.liquid:
        off += (measured.mass if measured.error is None else measured.error).mg
    return Outcome(made.mass.mg, made.liquid is not None, off, *made.cuts[:4], made.count)


_Take = Callable[[Outcome, Family], None]


class _Drawn(NamedTuple):
    """Pieces and a measured volume that come near a dose, and the sets that take them."""

    cuts: tuple[int, ...]
    difference: Fraction
    outcome: Outcome
    family: Family


class AtOnce:
    """Answers *doses* from all sets at once.

    Of the sets only those are left that hold all of *must*, at most *most* tablets, and none (but those of *must*)
    without which every dose comes to the same: such a set is never better than the one without.

    Raises:
        TooWide: where the sums of the tablets are too many.
    """

    def __init__(
        self, solids: Sequence[Solid], doses: Collection[Mass], preferences: Preferences, must: int, most: int
    ) -> None:
        self._solids, self._doses, self._preferences = solids, doses, preferences
        self._must, self._most = must, most
        pieces = [solid.strength.mg / each for solid in solids for each in preferences.denominators(solid)]
        self._unit = common_grid(pieces) if pieces else Fraction(1)
        reach = max(preferences.tolerance, preferences.device_tolerance, preferences.tablets_within)
        highest = max((dose.mg for dose in doses), default=Fraction(0))
        self._families = Families(
            [self._sort(solid) for solid in solids],
            preferences.max_pieces,
            int(highest * (1 + reach) / self._unit),
            pieces_first=preferences.prefer is Prefer.FEWEST_PIECES,
        )

    @property
    def number(self) -> int:
        """How many sets there are."""
        return 1 << len(self._solids)

    def outcomes(self, ways: Sequence[Way], *, must: bool = False) -> Outcomes:
        """Return what the doses come to from each set that is left."""
        families = {dose: self._with(dose, ways) for dose in self._doses}
        left = self._left(families, must=must or not ways)
        sets = [each for each in members(left, self.number) if each.bit_count() <= self._most]
        by_dose = {
            dose: (list(each), numbered(list(each.values()), self.number, sets)) for dose, each in families.items()
        }
        return Outcomes(sets, by_dose)

    def _left(self, families: Mapping[Mass, Mapping[Outcome, Family]], *, must: bool) -> Family:
        """Return the sets of which nothing can be left out, the liquid as little as a tablet, and nothing changes."""
        left = every = self._families.every
        for place in range(len(self._solids)):
            without = self._without(place)
            if self._must >> place & 1:
                left &= every ^ without
                continue
            changed = 0
            for found in families.values():
                for family in found.values():
                    changed |= family ^ family >> (1 << place)
            left &= without | (changed & without) << (1 << place)
        if must:
            return left
        by_liquid = 0
        for dose, found in families.items():
            for outcome, family in found.items():
                by_liquid |= family & ~self._alone[dose].get(outcome, 0)
        return left & by_liquid

    def _without(self, place: int) -> Family:
        """Return the sets that do not hold the tablet at *place*."""
        size = 1 << place
        return self._families.every // ((1 << 2 * size) - 1) * ((1 << size) - 1)

    @cached_property
    def _alone(self) -> Mapping[Mass, Mapping[Outcome, Family]]:
        """What the doses come to from tablets alone."""
        return {dose: self._answered(dose, ()) for dose in self._doses}

    def _with(self, dose: Mass, ways: Sequence[Way]) -> Mapping[Outcome, Family]:
        return self._answered(dose, ways) if ways else self._alone[dose]

    def _answered(self, dose: Mass, ways: Sequence[Way]) -> dict[Outcome, Family]:
        """Return what *dose* comes to, rule by rule of §3, with the sets from which it does."""
        found: dict[Outcome, Family] = {}

        def take(outcome: Outcome, family: Family) -> None:
            found[outcome] = found.get(outcome, 0) | family

        left = self._families.every
        units = dose.mg / self._unit
        on_grid = units.denominator == 1
        if on_grid:
            left = self._take_all(take, dose, int(units), self._families.best(int(units)), left)
        if self._preferences.tablets_within:
            for mass in self._near(dose, self._preferences.tablets_within * dose.mg, left) if left else ():
                left = self._take_all(take, dose, mass, self._families.shown(mass), left)
        measured = self._measured(dose, ways, left) if ways and left else []
        for each in measured:
            if not each.difference:
                take(each.outcome, each.family)
                left &= ~each.family
        if on_grid and left:
            left = self._take_all(take, dose, int(units), self._families.shown(int(units)), left)
        for each in measured:
            if each.difference and (here := each.family & left):
                left ^= here
                take(each.outcome, self._take_nearer(take, dose, each, here))
        for mass in self._near(dose, self._preferences.tolerance * dose.mg, left) if left else ():
            left = self._take_all(take, dose, mass, self._families.shown(mass), left)
        take(NOT_MADE, left)
        return {outcome: family for outcome, family in found.items() if family}

    def _take_all(self, take: _Take, dose: Mass, mass: int, made: Sequence[Made], left: Family) -> Family:
        """Take what tablets make for those of *left* that make it, and return the others."""
        for each in made:
            if here := each.family & left:
                left ^= here
                take(self._tablets(dose, mass, each), here)
        return left

    def _take_nearer(self, take: _Take, dose: Mass, measured: _Drawn, left: Family) -> Family:
        """Take the nearest that tablets make where it stands against what is measured; return the other sets."""
        stands = left
        for mass in self._near(dose, measured.difference, left):
            nearer = abs(mass * self._unit - dose.mg) < measured.difference
            for each in self._families.shown(mass):
                if here := each.family & left:
                    left ^= here
                    if nearer or each.pieces[:5] <= measured.cuts:
                        stands ^= here
                        take(self._tablets(dose, mass, each), here)
        return stands

    def _near(self, dose: Mass, reach: Fraction, left: Family) -> list[int]:
        """Return the masses that tablets of *left* make within *reach* of *dose*, the nearest first, then the lower."""
        exact, most = dose.mg / self._unit, reach / self._unit
        first, last = ceil(exact - most), floor(exact + most)
        within = self._masses[bisect_left(self._masses, first) : bisect_right(self._masses, last)]
        found = [mass for mass in within if self._families.tablets_only[mass] & left]
        return sorted(found, key=lambda mass: (abs(mass - exact), mass))

    @cached_property
    def _masses(self) -> list[int]:
        return sorted(self._families.tablets_only)

    def _measured(self, dose: Mass, ways: Sequence[Way], left: Family) -> list[_Drawn]:
        """Return what the liquid makes, the easiest first, each with those of *left* that have nothing easier."""
        ruler = Ruler(self._unit, ways).for_dose(dose)
        unit, wanted = Fraction(1, ruler.units), int(dose.mg * ruler.units)
        nearest = int(self._preferences.tolerance * wanted)
        farthest = int(self._preferences.device_tolerance * wanted)
        reach = max(nearest, farthest)
        lowest = wanted - ruler.reach - reach
        marks: dict[int, list[_Mark]] = {}

        def marks_beside(mass: int) -> list[_Mark]:
            if mass not in marks:
                near = [
                    _Mark(off, load, volume, way)
                    for off, load, volume, way in ruler.marks(wanted - mass * ruler.grid, reach)
                    if abs(off) <= nearest or (abs(off) <= farthest and ruler.excuses(way, volume, abs(off)))
                ]
                # Of marks that only the device tells apart, the first by the ties is weighed first.
                marks[mass] = sorted(near, key=lambda mark: _by_device(mark, ruler)) if len(near) > 1 else near
            return marks[mass]

        by_cuts: dict[tuple[int, ...], list[tuple[int, dict[int, Family]]]] = {}
        for pieces, masses in self._families.table.items():
            by_cuts.setdefault(pieces[:5], []).append((count(pieces), masses))
        drawn: list[_Drawn] = []
        for cuts, of_cuts in sorted(by_cuts.items()):
            candidates = [
                (
                    (abs(mark.off), number * ruler.millilitre + mark.load, mark.off > 0, mark.volume),
                    number,
                    mark,
                    family,
                )
                for number, masses in of_cuts
                for mass, family in masses.items()
                if lowest <= mass * ruler.grid < wanted and family & left
                for mark in marks_beside(mass)
            ]
            candidates.sort(key=lambda each: each[0])
            for _, number, mark, family in candidates:
                if here := family & left:
                    left ^= here
                    drawn.append(_Drawn(cuts, abs(mark.off) * unit, _measured(dose, cuts, number, mark, ruler), here))
                    if not left:
                        return drawn
        return drawn

    def _tablets(self, dose: Mass, mass: int, made: Made) -> Outcome:
        made_mg = mass * self._unit
        return Outcome(made_mg, False, abs(made_mg - dose.mg), *made.pieces[:4], made.number)

    def _sort(self, solid: Solid) -> Sort:
        denominators = self._preferences.denominators(solid)
        guesses = frozenset(each for each in denominators if solid.is_guess(Fraction(1, each)))
        return Sort(int(solid.strength.mg / self._unit), denominators, guesses)


def _by_device(mark: _Mark, ruler: Ruler) -> tuple[object, ...]:
    return mark.way.in_drops, mark.way.fills(ruler.volume(mark.volume)), mark.way.order


def _measured(dose: Mass, cuts: tuple[int, ...], pieces: int, mark: _Mark, ruler: Ruler) -> Outcome:
    volume, unit = ruler.volume(mark.volume), Fraction(1, ruler.units)
    error = mark.way.error(volume)
    device = mark.way.liquid.concentration.mass(volume) if error is None else error
    eighths, quarters, thirds, halves = cuts[:4]
    off = abs(mark.off) * unit + device.mg
    return Outcome(dose.mg + mark.off * unit, True, off, eighths, quarters, thirds, halves, pieces)
