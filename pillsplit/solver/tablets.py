"""The pieces that make a dose, or why none do; knows nothing of dates, files or people.

Every verb takes its tablets from here and from nothing else. The sums are found on the `Grid` of the pieces; here
they get their products, their burden and their order (the contract's §3.1 to §3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from operator import le

from pillsplit.amounts.quantity import Mass
from pillsplit.model.codes import Reason, Why
from pillsplit.model.combination import PARTS, Combination, Piece
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Solid
from pillsplit.solver.grid import Grid, Pick, Sort, Sum, Tier, common_grid

Options = tuple[Combination, ...]
"""Combinations of equal burden, the one that the ties put first at the front; empty where there is none."""


_PART = {part.denominator: part for part in PARTS}
_FINEST = lcm(*_PART)


class Tablets:
    """The tablets and capsules of one drug, ready to make doses of it.

    All doses asked of one of these share its tables. Of products alike in strength only those are drawn on that no
    other one can always stand in for.
    """

    def __init__(self, solids: Iterable[Solid], preferences: Preferences) -> None:
        self.preferences = preferences
        self.products: Sequence[Solid] = sorted(
            _worth_drawing_on(solids, preferences), key=lambda product: (-product.strength.mg, product.id)
        )
        pieces = [
            product.strength.mg / denominator
            for product in self.products
            for denominator in preferences.denominators(product)
        ]
        self.unit = common_grid(pieces) if pieces else Fraction(1)
        """The mass that every piece is a multiple of, in mg."""
        self._largest = max((int(product.strength.mg / self.unit) for product in self.products), default=0)
        self._sorts = [self._sort(product) for product in self.products]
        self._by_id = sorted(range(len(self.products)), key=lambda index: self.products[index].id)
        self._grid = Grid(self._sorts, 2 * preferences.max_pieces, 0)
        self._best: dict[int, Options] = {}
        self._shown: dict[int, Options] = {}
        self._alike: dict[tuple[Tier, int, int], Options] = {}

    def best(self, dose: Mass) -> Options:
        """Return the combinations that rule 2 of §3 gives for *dose*, exactly: few pieces, else many whole ones."""
        units = self._units(dose)
        if units not in self._best:
            self._best[units] = self._few(units) or self._many_whole(units) if units else ()
        return self._best[units]

    def below(self, dose: Mass) -> Combination | None:
        """Return the best combination for the largest dose that tablets make below *dose*, or None."""
        options = self._beside(dose, below=True)
        return options[0] if options else None

    def above(self, dose: Mass) -> Combination | None:
        """Return the best combination for the smallest dose that tablets make above *dose*, or None."""
        options = self._beside(dose, below=False)
        return options[0] if options else None

    def nearest(self, dose: Mass) -> Options:
        """Return the combinations of the tablets-only dose nearest to *dose*; of two equally near, of the lower."""
        if self._is_made(dose):
            return self._shown_for(self._units(dose))
        sides = [side for below in (True, False) if (side := self._beside(dose, below=below))]
        return min(sides, key=lambda options: (abs((options[0].mass - dose).mg), options[0].mass.mg), default=())

    def distance(self, dose: Mass) -> Mass | None:
        """Return how far the nearest tablets-only dose is from *dose*; None where there is none."""
        if self._is_made(dose):
            return Mass(0)
        sides = [self._nearest_units(dose, below=below) for below in (True, False)]
        return min((Mass(abs(units * self.unit - dose.mg)) for units in sides if units is not None), default=None)

    def doses(self, most: Mass) -> list[Mass]:
        """Return every tablets-only dose from above 0 to *most*, ascending."""
        if not self.products:
            return []
        last = int(most.mg // self.unit)
        return [Mass(units * self.unit) for units in self.grid(last).made if units <= last]

    def why_not(self, dose: Mass) -> Why:
        """Say why tablets do not make *dose*; to be asked only where `best` gives nothing."""
        if not self.products:
            return Why(Reason.NO_TABLETS)
        units = self._units(dose)
        if not units:
            return Why(Reason.GRID, grid=Mass(self.unit))
        needed, exhausted = self.grid(units).fewest_pieces(units)
        if needed or not exhausted:
            return Why(Reason.TOO_MANY_PIECES, needed=needed or None, allowed=self.preferences.max_pieces)
        return Why(Reason.GAP)

    def grid(self, units: int) -> Grid:
        """Return the tables, which reach beyond *units* as far as the smallest sum above them can lie."""
        needed = min(units + self._largest, 2 * units)
        if needed > self._grid.limit:
            self._grid = Grid(self._sorts, 2 * self.preferences.max_pieces, needed)
        return self._grid

    def alike(self, tier: Tier, units: int, pieces: int) -> Options:
        """Return the combinations of *tier* that make so many *units* with so many *pieces*, in their order."""
        key = (tier, units, pieces)
        if key not in self._alike:
            self._alike[key] = self.options(Sum(tier, pieces - sum(tier[:4]), units))
        return self._alike[key]

    def options(self, each: Sum) -> Options:
        """Return the combinations of a sum, which are of equal burden, in their order."""
        picks = self.grid(each.mass).picks(each)
        if len(picks) > 1:
            picks.sort(key=self.tie_order)
        return tuple(map(self._combination, picks))

    def tie_order(self, pick: Pick) -> tuple[object, ...]:
        """Order picks of equal burden: more from larger strengths, what labels give, what is divisible, ids."""
        taken = [0] * len(self.products)  # in the 24ths of a tablet that every part is a whole number of
        beyond_label = not_divisible = 0
        for index, denominator, count in pick.pieces:
            taken[index] += count * _FINEST // denominator
            product = self.products[index]
            beyond_label += 0 if product.label_gives(_PART[denominator]) else count
            not_divisible += 0 if product.is_known_divisible else count
        by_strength: dict[int, int] = {}
        for sort, amount in zip(self._sorts, taken, strict=True):
            by_strength[sort.strength] = by_strength.get(sort.strength, 0) - amount
        by_id = [-taken[index] for index in self._by_id]  # how much is taken of a tablet says in which parts
        return (list(by_strength.values()), beyond_label, not_divisible, by_id)

    def _few(self, units: int) -> Options:
        return self._options_of(units, self.preferences.max_pieces)

    def _many(self, units: int) -> Options:
        return self._options_of(units, 2 * self.preferences.max_pieces)

    def _many_whole(self, units: int) -> Options:
        each = self.grid(units).fewest_wholes(units, 2 * self.preferences.max_pieces)
        return self.options(each) if each else ()

    def _options_of(self, units: int, most: int) -> Options:
        pieces_first = self.preferences.prefer is Prefer.FEWEST_PIECES
        each = self.grid(units).best(units, most, pieces_first=pieces_first)
        return self.options(each) if each else ()

    def _shown_for(self, units: int) -> Options:
        """Return the combinations of a tablets-only dose: few pieces, else many whole ones, else many."""
        if units not in self._shown:
            self._shown[units] = self._few(units) or self._many_whole(units) or self._many(units)
        return self._shown[units]

    def _is_made(self, dose: Mass) -> bool:
        """Return whether *dose* is a tablets-only dose."""
        units = self._units(dose)
        return bool(units) and self.grid(units).makes(units)

    def _beside(self, dose: Mass, *, below: bool) -> Options:
        units = self._nearest_units(dose, below=below)
        return () if units is None else self._shown_for(units)

    def _nearest_units(self, dose: Mass, *, below: bool) -> int | None:
        if not self.products:
            return None
        units, rest = self._divided(dose)
        grid = self.grid(units + 1)
        # What is below the dose is below the next whole number up.
        return grid.below(units + bool(rest)) if below else grid.above(units)

    def _units(self, dose: Mass) -> int:
        """Return *dose* in units of the grid, or 0 where it is off the grid, is nothing, or there are no tablets."""
        if not self.products:
            return 0
        units, rest = self._divided(dose)
        return 0 if rest else units

    def _divided(self, dose: Mass) -> tuple[int, int]:
        """Return how many whole units of the grid *dose* holds, and a rest that is 0 where it holds nothing else."""
        return divmod(dose.mg.numerator * self.unit.denominator, dose.mg.denominator * self.unit.numerator)

    def _sort(self, product: Solid) -> Sort:
        denominators = self.preferences.denominators(product)
        guesses = frozenset(each for each in denominators if product.is_guess(Fraction(1, each)))
        return Sort(int(product.strength.mg / self.unit), denominators, guesses)

    def _combination(self, pick: Pick) -> Combination:
        """Return the pieces of *pick*, larger strengths first, larger parts first."""
        return Combination(
            tuple(Piece(self.products[index], _PART[denominator], count) for index, denominator, count in pick.pieces)
        )


def _worth_drawing_on(solids: Iterable[Solid], preferences: Preferences) -> list[Solid]:
    """Return the products that no other one of their strength can always stand in for, with less or equal burden."""
    kept: list[Solid] = []
    for solid in sorted(solids, key=lambda each: each.id):
        if any(_stands_in(other, solid, preferences) for other in kept):
            continue
        kept = [other for other in kept if not _stands_in(solid, other, preferences)]
        kept.append(solid)
    return kept


def _stands_in(one: Solid, other: Solid, preferences: Preferences) -> bool:
    """Return whether *one* gives every piece of *other*, no less vouched for; of two alike the first id does."""
    if one.strength != other.strength:
        return False
    parts, others = preferences.denominators(one), preferences.denominators(other)
    return set(others) <= set(parts) and all(_is_no_worse(one, other, Fraction(1, each)) for each in others)


def _is_no_worse(one: Solid, other: Solid, part: Fraction) -> bool:
    mine, its = _doubts(one, part), _doubts(other, part)
    return all(map(le, mine, its)) and (mine != its or one.id < other.id)


def _doubts(solid: Solid, part: Fraction) -> tuple[bool, ...]:
    """Return what speaks against such a piece of a product: a guess, not by its label, not known to be divisible."""
    return solid.is_guess(part), not solid.label_gives(part), not solid.is_known_divisible
