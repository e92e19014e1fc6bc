"""All sets of the tablets of one drug answered at once, by families of them, rule by rule of the contract's §3."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import itemgetter
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver.grid import Sort, Tier, common_grid
from pillsplit.solver.liquids import Ruler
from pillsplit.solver.set_families import Families, Family, Made, Numbering, count, members
from pillsplit.solver.set_outcomes import NOT_MADE, Outcome, Outcomes

MOST_SOLIDS = 18
"""Of so many tablets all sets are answered at once."""


class _Mark(NamedTuple):
    """A volume beside some pieces, with what orders it among others of equal cuts; whole numbers of a ruler."""

    off: int
    load: int
    volume: int
    way: int
    """Its place among the ways of the ruler."""


class _Taken(NamedTuple):
    """What some sets take for a dose: pieces of so much mass, on the grid, and perhaps a measured volume."""

    mass: int
    cuts: Tier
    pieces: int
    mark: _Mark | None = None


_Found = dict[_Taken | None, Family]
"""The sets that take each; None: those that make nothing."""


class _Drawn(NamedTuple):
    """Pieces and a measured volume that come near a dose, and the sets that have nothing easier."""

    taken: _Taken
    difference: int
    """In the units of the ruler."""
    family: Family


class _Beside(NamedTuple):
    """The pieces of equal cuts that a volume may stand beside, by their mass, ascending."""

    cuts: Tier
    masses: list[int]
    rows: list[tuple[int, int, Family]]
    """The mass, the number of pieces and the sets that have them."""


_Take = Callable[[_Taken | None, Family], None]


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
        ruler = self._ruler(ways)
        found = {dose: self._answered(dose, ruler) for dose in self._doses} if ways else self._alone
        numberings = {dose: Numbering(list(each.values()), self.number) for dose, each in found.items()}
        by_liquid = self._by_liquid(found) if ways and not must else self._families.every
        sets = members(self._left(numberings.values()) & by_liquid, self.number)
        sets = [each for each in sets if each.bit_count() <= self._most]
        taken = [each for of_dose in found.values() for each in of_dose if each]
        parts = lcm(ruler.units, *(_may_be_off(each.mark, ruler).denominator for each in taken if each.mark))
        by_dose = {
            dose: (
                [_outcome(each, dose, ruler, parts) if each else NOT_MADE for each in of_dose],
                numberings[dose].numbers(sets),
            )
            for dose, of_dose in found.items()
        }
        return Outcomes(parts, sets, by_dose)

    def _ruler(self, ways: Sequence[Way]) -> Ruler:
        """Return the ruler for all doses with a liquid that is measured in *ways*."""
        return Ruler(self._unit, ways, lcm(*(dose.mg.denominator for dose in self._doses)))

    def _left(self, numberings: Collection[Numbering]) -> Family:
        """Return the sets of which no tablet can be left out such that nothing changes."""
        left = every = self._families.every
        for place in range(len(self._solids)):
            without = self._without(place)
            if self._must >> place & 1:
                left &= every ^ without
                continue
            changed = 0
            for numbering in numberings:
                changed |= numbering.changed(1 << place)
            left &= without | (changed & without) << (1 << place)
        return left

    def _by_liquid(self, found: Mapping[Mass, _Found]) -> Family:
        """Return the sets for which the liquid makes a difference: from others it can be left out."""
        by_liquid = 0
        for dose, each in found.items():
            alone = self._alone[dose]
            for taken, family in each.items():
                by_liquid |= family & ~alone.get(taken, 0)
        return by_liquid

    def _without(self, place: int) -> Family:
        """Return the sets that do not hold the tablet at *place*."""
        size = 1 << place
        return self._families.every // ((1 << 2 * size) - 1) * ((1 << size) - 1)

    @cached_property
    def _alone(self) -> Mapping[Mass, _Found]:
        """What the doses come to from tablets alone."""
        ruler = self._ruler(())
        return {dose: self._answered(dose, ruler) for dose in self._doses}

    def _answered(self, dose: Mass, ruler: Ruler) -> _Found:
        """Return what *dose* comes to, rule by rule of §3, with the sets from which it does."""
        found: _Found = {}

        def take(taken: _Taken | None, family: Family) -> None:
            found[taken] = found.get(taken, 0) | family

        left = self._families.every
        wanted = int(dose.mg * ruler.units)
        mass, rest = divmod(wanted, ruler.grid)
        if not rest:
            left = _take_all(take, mass, self._families.best(mass), left)
        if self._preferences.tablets_within:
            for near in self._near(wanted, ruler, int(self._preferences.tablets_within * wanted), left):
                left = _take_all(take, near, self._families.shown(near), left)
        measured = self._measured(wanted, ruler, left) if ruler.ways and left else []
        for each in measured:
            if not each.difference:
                take(each.taken, each.family)
                left &= ~each.family
        if not rest and left:
            left = _take_all(take, mass, self._families.shown(mass), left)
        for each in measured:
            if each.difference and (here := each.family & left):
                left ^= here
                take(each.taken, self._take_nearer(take, wanted, ruler, each, here))
        for near in self._near(wanted, ruler, int(self._preferences.tolerance * wanted), left):
            left = _take_all(take, near, self._families.shown(near), left)
        take(None, left)
        return {taken: family for taken, family in found.items() if family}

    def _take_nearer(self, take: _Take, wanted: int, ruler: Ruler, measured: _Drawn, left: Family) -> Family:
        """Take the nearest that tablets make where it stands against what is measured; return the other sets."""
        stands = left
        for mass in self._near(wanted, ruler, measured.difference, left):
            nearer = abs(mass * ruler.grid - wanted) < measured.difference
            for each in self._families.shown(mass):
                if here := each.family & left:
                    left ^= here
                    if nearer or each.pieces[:5] <= measured.taken.cuts:
                        stands ^= here
                        take(_Taken(mass, each.pieces[:5], each.number), here)
        return stands

    def _near(self, wanted: int, ruler: Ruler, reach: int, left: Family) -> list[int]:
        """Return the masses that tablets of *left* make within *reach*, the nearest first, then the lower."""
        if not left:
            return []
        first, last = -((reach - wanted) // ruler.grid), (wanted + reach) // ruler.grid
        within = self._masses[bisect_left(self._masses, first) : bisect_right(self._masses, last)]
        found = [mass for mass in within if self._families.tablets_only[mass] & left]
        return sorted(found, key=lambda mass: (abs(mass * ruler.grid - wanted), mass))

    @cached_property
    def _masses(self) -> list[int]:
        return sorted(self._families.tablets_only)

    @cached_property
    def _beside(self) -> list[_Beside]:
        """What a volume may stand beside, the easiest cuts first."""
        by_cuts: dict[Tier, list[tuple[int, int, Family]]] = {}
        for pieces, masses in self._families.table.items():
            rows = by_cuts.setdefault(pieces[:5], [])
            number = count(pieces)
            rows += [(mass, number, family) for mass, family in masses.items()]
        return [
            _Beside(cuts, [mass for mass, _, _ in rows], rows)
            for cuts, rows in ((cuts, sorted(rows)) for cuts, rows in sorted(by_cuts.items()))
        ]

    def _measured(self, wanted: int, ruler: Ruler, left: Family) -> list[_Drawn]:
        """Return what the liquid makes, the easiest first, each with those of *left* that have nothing easier."""
        nearest = int(self._preferences.tolerance * wanted)
        farthest = int(self._preferences.device_tolerance * wanted)
        reach = max(nearest, farthest)
        lowest, highest = -((ruler.reach + reach - wanted) // ruler.grid), -(-wanted // ruler.grid)
        marks: dict[int, list[_Mark]] = {}
        places = {id(way): place for place, way in enumerate(ruler.ways)}

        def marks_beside(mass: int) -> list[_Mark]:
            if mass not in marks:
                near = [
                    _Mark(off, load, volume, places[id(way)])
                    for off, load, volume, way in ruler.marks(wanted - mass * ruler.grid, reach)
                    if abs(off) <= nearest or (abs(off) <= farthest and ruler.excuses(way, volume, abs(off)))
                ]
                # Of marks that only the device tells apart, the first by the ties is weighed first.
                marks[mass] = sorted(near, key=lambda mark: _by_device(mark, ruler)) if len(near) > 1 else near
            return marks[mass]

        drawn: list[_Drawn] = []
        for cuts, masses, rows in self._beside:
            candidates = [
                (
                    (abs(mark.off), pieces * ruler.millilitre + mark.load, mark.off > 0, mark.volume),
                    _Taken(mass, cuts, pieces, mark),
                    family,
                )
                for mass, pieces, family in rows[bisect_left(masses, lowest) : bisect_left(masses, highest)]
                if family & left
                for mark in marks_beside(mass)
            ]
            candidates.sort(key=itemgetter(0))
            for burden, taken, family in candidates:
                if here := family & left:
                    left ^= here
                    drawn.append(_Drawn(taken, burden[0], here))
                    if not left:
                        return drawn
        return drawn

    def _sort(self, solid: Solid) -> Sort:
        denominators = self._preferences.denominators(solid)
        guesses = frozenset(each for each in denominators if solid.is_guess(Fraction(1, each)))
        return Sort(int(solid.strength.mg / self._unit), denominators, guesses)


def _take_all(take: _Take, mass: int, made: Sequence[Made], left: Family) -> Family:
    """Take what tablets make for those of *left* that make it, and return the others."""
    for each in made:
        if here := each.family & left:
            left ^= here
            take(_Taken(mass, each.pieces[:5], each.number), here)
    return left


def _by_device(mark: _Mark, ruler: Ruler) -> tuple[object, ...]:
    way = ruler.ways[mark.way]
    return way.in_drops, way.fills(ruler.volume(mark.volume)), way.order


def _may_be_off(mark: _Mark, ruler: Ruler) -> Fraction:
    return ruler.may_be_off(mark.volume, ruler.ways[mark.way])


def _outcome(taken: _Taken, dose: Mass, ruler: Ruler, parts: int) -> Outcome:
    wanted, scale, device = int(dose.mg * ruler.units), parts // ruler.units, 0
    if mark := taken.mark:
        made = wanted + mark.off
        may_be_off = _may_be_off(mark, ruler)
        device = may_be_off.numerator * (parts // may_be_off.denominator)
    else:
        made = taken.mass * ruler.grid
    off = abs(made - wanted) * scale + device
    return Outcome(made * scale, mark is not None, off, *taken.cuts[:4], taken.pieces)
