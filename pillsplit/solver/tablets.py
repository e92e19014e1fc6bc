"""The pieces that make a dose, or why none do.

Every verb takes its tablets from here and from nothing else. The sums are found on the `Grid` of the pieces;
here they get their products, their burden and their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import HALF, QUARTER, WHOLE, Combination, Piece
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Solid
from pillsplit.solver.grid import NO_CUTS, Grid, Pick, Sum, common_grid


class Burden(NamedTuple):
    """What a tablets-only combination asks of a person; smaller is better, compared as `Prefer` says."""

    quarters: int
    halves: int
    pieces: int
    products: int

    def order(self, prefer: Prefer) -> tuple[int, ...]:
        """Return the burden in the order in which *prefer* compares it."""
        if prefer is Prefer.FEWEST_CUTS:
            return self
        return (self.pieces, self.quarters, self.halves, self.products)


@frozen
class Why:
    """A reason why something cannot be made: a stable code, and words for people."""

    code: str
    text: str


class Combiner:
    """The tablets and capsules of one drug, ready to make doses of it.

    All doses asked of one combiner share its tables. Of products alike in strength and in the parts they may be
    cut into, only the one whose id comes first is drawn on, since a second would only add to the burden; *keep*
    names products that go before their twins.
    """

    def __init__(self, solids: Iterable[Solid], preferences: Preferences, keep: Iterable[str] = ()) -> None:
        self.preferences = preferences
        kept = frozenset(keep)
        first: dict[tuple[Mass, int], Solid] = {}
        for solid in sorted(solids, key=lambda solid: (solid.id not in kept, solid.id)):
            first.setdefault((solid.strength, preferences.parts(solid)), solid)
        self.products: Sequence[Solid] = sorted(first.values(), key=lambda p: (-p.strength.mg, p.id))
        parts = [preferences.parts(product) for product in self.products]
        pieces = [product.strength.mg / part for product, part in zip(self.products, parts, strict=True)]
        self.unit = common_grid(pieces) if pieces else None
        """The mass that every piece is a multiple of, in mg; None without tablets."""
        strengths = [int(product.strength.mg / self.unit) for product in self.products] if self.unit else []
        self._best: dict[int, Combination | None] = {}
        self._grid = Grid(strengths, parts, preferences.max_pieces)

    def best(self, dose: Mass) -> Combination | None:
        """Return the combination of least burden that makes *dose* exactly, or None."""
        units = self._units(dose)
        return self._best_of(units) if units else None

    def equals(self, dose: Mass) -> list[Combination]:
        """Return every combination whose burden equals that of the best one, the best one first."""
        units = self._units(dose)
        ties = self._ties(units) if units else []
        fewest = min((len(pick.used) for pick in ties), default=0)
        ties = [pick for pick in ties if len(pick.used) == fewest]
        return [self.combination(pick) for pick in sorted(ties, key=self.tie_order)]

    def every(self, dose: Mass) -> Iterator[Pick]:
        """Yield every combination that makes *dose*, but for those with two like parts of one product."""
        if units := self._units(dose):
            for each in self._grid.sums(units):
                yield from self._grid.picks(each)

    def tiers(self, most: int) -> Iterator[list[Sum]]:
        """Yield all sums up to *most* units, in tiers of equal (quarters, halves, pieces), no tablets first."""
        return self._grid.tiers(most) if self.unit else iter([[Sum(NO_CUTS, 0, 0)]])

    def picks(self, each: Sum) -> Iterator[Pick]:
        """Yield each choice of products for a sum."""
        return self._grid.picks(each)

    def below(self, dose: Mass) -> Combination | None:
        """Return the best combination for the largest dose that tablets make below *dose*, or None."""
        return self._nearest(dose, below=True)

    def above(self, dose: Mass) -> Combination | None:
        """Return the best combination for the smallest dose that tablets make above *dose*, or None."""
        return self._nearest(dose, below=False)

    def doses(self, most: Mass) -> list[Mass]:
        """Return every dose from above 0 to *most* that tablets make, ascending."""
        if self.unit is None:
            return []
        return [Mass(units * self.unit) for units in self._grid.made(int(most.mg // self.unit))]

    def why_not(self, dose: Mass) -> Why:
        """Say why tablets do not make *dose*; to be asked only where `best` gives None."""
        if self.unit is None:
            return Why("no-tablets", "there are no tablets or capsules of it here")
        units = self._units(dose)
        if not units:
            return Why("grid", f"every piece here is a multiple of {Mass(self.unit)}, and the dose is not")
        allowed = self.preferences.max_pieces
        needed, exhausted = self._grid.fewest_pieces(units)
        if needed:
            return Why("too-many-pieces", f"it needs {needed} pieces, and at most {allowed} are allowed")
        if exhausted:
            return Why("gap", "no number of these pieces adds up to it")
        return Why(
            "too-many-pieces",
            f"if these pieces make it at all, it needs far more of them than the {allowed} that are allowed",
        )

    def burden(self, pick: Pick) -> Burden:
        """Return the burden of one of the combinations that `every` yields."""
        cuts = pick.cuts
        return Burden(len(cuts.quarters), len(cuts.halves), sum(pick.wholes) + cuts.pieces, len(pick.used))

    def tie_order(self, pick: Pick) -> tuple[object, ...]:
        """Order picks alike in pieces: fewer products, then more from the larger strengths, then by id."""
        quarters = [4 * taken for taken in pick.wholes]
        for index in pick.cuts.halves:
            quarters[index] += 2
        for index in pick.cuts.quarters:
            quarters[index] += 1
        by_strength: dict[Mass, int] = {}
        for product, taken in zip(self.products, quarters, strict=True):
            by_strength[product.strength] = by_strength.get(product.strength, 0) - taken
        by_id = sorted(
            (product.id, -taken, -wholes)
            for product, taken, wholes in zip(self.products, quarters, pick.wholes, strict=True)
        )
        return (len(pick.used), list(by_strength.values()), by_id)

    def combination(self, pick: Pick) -> Combination:
        """Return the pieces of *pick*, larger strengths first."""
        pieces = []
        for index, (product, taken) in enumerate(zip(self.products, pick.wholes, strict=True)):
            if taken:
                pieces.append(Piece(product, WHOLE, taken))
            if index in pick.cuts.halves:
                pieces.append(Piece(product, HALF, 1))
            if index in pick.cuts.quarters:
                pieces.append(Piece(product, QUARTER, 1))
        return Combination(tuple(pieces))

    def _units(self, dose: Mass) -> int:
        """Return *dose* in units of the grid, or 0 where it is off the grid (or is nothing)."""
        units = dose.mg / self.unit if self.unit else Fraction(0)
        return units.numerator if units.denominator == 1 else 0

    def _best_of(self, units: int) -> Combination | None:
        if units not in self._best:
            ties = self._ties(units)
            pick = min(ties, key=self.tie_order) if len(ties) > 1 else ties[0] if ties else None
            self._best[units] = self.combination(pick) if pick else None
        return self._best[units]

    def _ties(self, units: int) -> list[Pick]:
        """Return all combinations that make so many *units* and are best in quarters, halves and pieces."""
        best: tuple[int, ...] | None = None
        ties: list[Sum] = []
        for each in self._grid.easiest_sums(units):
            cuts = each.cuts
            burden = Burden(len(cuts.quarters), len(cuts.halves), each.wholes + cuts.pieces, 0)
            rank = burden.order(self.preferences.prefer)
            if best is None or rank < best:
                best, ties = rank, []
            if rank == best:
                ties.append(each)
        return [pick for each in ties for pick in self._grid.picks(each)]

    def _nearest(self, dose: Mass, *, below: bool) -> Combination | None:
        if self.unit is None:
            return None
        units = self._grid.nearest(dose.mg / self.unit, below=below)
        return None if units is None else self._best_of(units)
