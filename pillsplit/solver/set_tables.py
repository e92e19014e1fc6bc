"""What doses ask for when they are made from a growing set of tablets of one drug.

The table of a set extends that of the set without its last product, so all sets together cost little more than
their number. Where masses are too awkward for tables, the solver is asked of each set by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple, Protocol, TypeVar

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import HALF, QUARTER
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Solid
from pillsplit.solver.grid import bits
from pillsplit.solver.liquids import Way, best_with_liquid, tablets_beside, ways_by_step
from pillsplit.solver.tablets import Burden, Combiner

WIDEST = 1 << 16
"""The largest sum, in units of the grid, that tables are made for."""

T = TypeVar("T")


class Outcome(NamedTuple):
    """What all doses together ask for, each made from its best combination as often as it is taken.

    Doses are bits, in the order in which they were given.
    """

    quarters: int
    halves: int
    pieces: int
    liquid: int
    """The doses that are made with liquid."""
    unreachable: int
    """The doses that are not made."""


class Maker(Protocol[T]):
    """Makes the doses from a set of tablets that grows."""

    @property
    def nothing(self) -> T:
        """What is made without tablets."""

    def extended(self, made: T, solid: Solid) -> T:
        """Return what is made with *solid* besides."""

    def outcomes(self, made: T, liquids: Sequence[tuple[Liquid, ...]]) -> Iterator[Outcome]:
        """Yield the outcome with each of *liquids* (none or one) besides."""


class Singly:
    """Makes the doses from each set by itself; what is made is the tablets themselves."""

    nothing: tuple[Solid, ...] = ()

    def __init__(self, times: Mapping[Mass, int], preferences: Preferences) -> None:
        self._times = times
        self._preferences = preferences

    def extended(self, made: tuple[Solid, ...], solid: Solid) -> tuple[Solid, ...]:
        """Return the tablets with *solid*."""
        return (*made, solid)

    def outcomes(self, made: tuple[Solid, ...], liquids: Sequence[tuple[Liquid, ...]]) -> Iterator[Outcome]:
        """Yield the outcome with each of *liquids* besides."""
        combiner = Combiner(made, self._preferences)
        by_tablets = [combiner.best(dose) for dose in self._times]
        for liquid in liquids:
            ways = ways_by_step(liquid, self._preferences)
            quarters = halves = pieces = with_liquid = unreachable = 0
            for number, ((dose, times), tablets) in enumerate(zip(self._times.items(), by_tablets, strict=True)):
                best = tablets or best_with_liquid(dose, combiner, ways, self._preferences.tolerance)
                if best is None:
                    unreachable |= 1 << number
                    continue
                quarters += times * best.counted(QUARTER)
                halves += times * best.counted(HALF)
                pieces += times * best.count
                with_liquid |= (best.liquid is not None) << number
            yield Outcome(quarters, halves, pieces, with_liquid, unreachable)


class Tables:
    """Makes the doses from tables; what is made is, for each tier, the set of its sums.

    A tier is (quarters, halves, pieces), and a sum is a bit: a number of grid units. Two halves of one strength are
    among them, and do no harm: a whole makes the same with less. *solids* are those that any set is made of.
    """

    def __init__(self, solids: Collection[Solid], times: Mapping[Mass, int], preferences: Preferences) -> None:
        self._solids = solids
        self._doses = list(times)
        self._times = list(times.values())
        self._preferences = preferences
        self._unit = Combiner(solids, preferences).unit or Fraction(1)
        in_units = [dose.mg / self._unit for dose in times]
        self._on_grid = {int(units): number for number, units in enumerate(in_units) if units.denominator == 1}
        self._times_of = {units: self._times[number] for units, number in self._on_grid.items()}
        self._off_grid = sum(1 << number for number, units in enumerate(in_units) if units.denominator > 1)
        self.most = int(max(in_units, default=Fraction(0)) * (1 + preferences.tolerance))
        """The largest sum that may matter."""
        self._ways: dict[str, tuple[int, list[int]]] = {}

    @cached_property
    def _wanted(self) -> int:
        """The doses as sums, but for those off the grid."""
        return sum(1 << units for units in self._on_grid)

    @cached_property
    def nothing(self) -> list[int]:
        """The table without tablets: nothing at all is the only sum, of no pieces."""
        return [int(tier == (0, 0, 0)) for tier in self._tiers]

    def extended(self, made: list[int], solid: Solid) -> list[int]:
        """Return the table with *solid* besides."""
        table = made.copy()
        strength, parts = int(solid.strength.mg / self._unit), self._preferences.parts(solid)
        within = (2 << self.most) - 1
        for part, steps in self._steps.items():
            if part <= parts:
                mass = strength // part
                for tier, before in steps:
                    if sums := table[before]:
                        table[tier] |= sums << mass & within
        return table

    def outcomes(self, made: list[int], liquids: Sequence[tuple[Liquid, ...]]) -> Iterator[Outcome]:
        """Yield the outcome with each of *liquids* besides."""
        wanted = self._wanted
        quarters = halves = pieces = 0
        for tier in self._preferred:
            if sums := made[tier] & wanted:
                wanted ^= sums
                times = sum(map(self._times_of.__getitem__, bits(sums)))
                q, h, p = self._tiers[tier]
                quarters, halves, pieces = quarters + times * q, halves + times * h, pieces + times * p
                if not wanted:
                    break
        unmade = self._off_grid | sum(1 << self._on_grid[units] for units in bits(wanted))
        for liquid in liquids:
            outcome = Outcome(quarters, halves, pieces, 0, unmade)
            ways = ways_by_step(liquid, self._preferences)
            yield self._with_liquid(made, outcome, ways[0]) if ways else outcome

    def _with_liquid(self, made: list[int], tablets: Outcome, way: Way) -> Outcome:
        """Return the outcome where *way* serves the doses that tablets alone do not make."""
        quarters, halves, pieces, _, unmade = tablets
        alone, beside = self._served(way)
        with_liquid = unmade & alone
        sums = [(made[tier], tier) for tier in self._easiest if made[tier]]
        for number in bits(unmade & ~alone):
            for here, tier in sums if beside[number] else ():
                if here & beside[number]:
                    q, h, p = self._tiers[tier]
                    times = self._times[number]
                    quarters, halves, pieces = quarters + times * q, halves + times * h, pieces + times * p
                    with_liquid |= 1 << number
                    break
        return Outcome(quarters, halves, pieces, with_liquid, unmade ^ with_liquid)

    def _served(self, way: Way) -> tuple[int, list[int]]:
        """Return which doses *way* makes by itself, and for each other dose the sums beside which it does."""
        if way.liquid.id not in self._ways:
            tolerance = self._preferences.tolerance
            alone, beside = 0, []
            for number, dose in enumerate(self._doses):
                by_itself = tablets_beside(dose, self._unit, way, tolerance, among=1)
                alone |= by_itself << number
                beside.append(0 if by_itself else tablets_beside(dose, self._unit, way, tolerance, self._reach))
            self._ways[way.liquid.id] = alone, beside
        return self._ways[way.liquid.id]

    @cached_property
    def _reach(self) -> int:
        """All sums of all tablets."""
        table = self.nothing
        for solid in self._solids:
            table = self.extended(table, solid)
        return reduce(or_, table)

    @cached_property
    def _tiers(self) -> list[tuple[int, int, int]]:
        """All tiers, fewer pieces first."""
        most = self._preferences.max_pieces
        quarters, halves = (
            min(most, len({each.strength for each in self._solids if self._preferences.parts(each) >= parts}))
            for parts in (4, 2)
        )
        return [
            (q, h, pieces)
            for pieces in range(most + 1)
            for q in range(min(quarters, pieces) + 1)
            for h in range(min(halves, pieces - q) + 1)
        ]

    @cached_property
    def _steps(self) -> dict[int, list[tuple[int, int]]]:
        """For wholes, halves and quarters (1, 2, 4): each tier that has one, with the tier without it."""
        at = {tier: index for index, tier in enumerate(self._tiers)}
        steps = {}
        for part, (q, h) in {1: (0, 0), 2: (0, 1), 4: (1, 0)}.items():
            pairs = ((at[tier], at.get((tier[0] - q, tier[1] - h, tier[2] - 1))) for tier in self._tiers)
            steps[part] = [(tier, before) for tier, before in pairs if before is not None]
        return steps

    @cached_property
    def _preferred(self) -> list[int]:
        """The tiers in the order in which tablets alone are preferred."""
        prefer = self._preferences.prefer
        return sorted(range(len(self._tiers)), key=lambda tier: Burden(*self._tiers[tier], 0).order(prefer))

    @cached_property
    def _easiest(self) -> list[int]:
        """The tiers in the order in which tablets beside a liquid are preferred, whatever is preferred alone."""
        return sorted(range(len(self._tiers)), key=self._tiers.__getitem__)
