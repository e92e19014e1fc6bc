"""The measured volume that makes a dose, alone or beside tablets, or why none does (the contract's §3.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.codes import Reason, Why
from pillsplit.model.combination import Combination, Measured
from pillsplit.model.device import Span
from pillsplit.model.preferences import Preferences
from pillsplit.model.way import Way
from pillsplit.solver.grid import NO_CUTS, Tier
from pillsplit.solver.tablets import Options, Tablets


class _Mark(NamedTuple):
    """One mark of one way beside pieces of so much mass, in the order in which marks of one tier are compared."""

    difference: int
    load: int
    above: bool
    volume: int


class _Found(NamedTuple):
    """A mark, the way that it belongs to, and the pieces beside it as (mass, wholes)."""

    mark: _Mark
    way: Way
    beside: tuple[int, int]


class _Steps(NamedTuple):
    """The marks of one span, in whole numbers: what one step holds, asks and fills, and how many steps there may be."""

    mass: int
    least: int
    most: int
    load: int
    volume: int


class Ruler:
    """The pieces and the ways to measure a liquid, in whole numbers of one small mass and of one small volume.

    One serves all doses that are whole multiples of its mass; `for_dose` makes the finer one that another needs.
    """

    def __init__(self, grid: Fraction, ways: Sequence[Way], finer: int = 1) -> None:
        self.ways = ways
        self._grid = grid
        spans = [[(span, *_of_one_step(way, span)) for span in way.spans] for way in ways]
        every = [each for here in spans for each in here]
        self.units = lcm(finer, grid.denominator, *(mass.denominator for _, mass, _ in every))
        """How many of the small mass a milligram is."""
        self.grid = int(grid * self.units)
        """The mass that every piece is a multiple of."""
        self.millilitre = lcm(*(lcm(span.step.ml.denominator, load.denominator) for span, _, load in every))
        """How many of the small volume a millilitre is; a piece asks as much."""
        self._ways = [
            (
                way,
                [
                    _Steps(
                        int(mass * self.units),
                        int(span.least.ml / span.step.ml),
                        int(span.most.ml / span.step.ml),
                        int(load * self.millilitre),
                        int(span.step.ml * self.millilitre),
                    )
                    for span, mass, load in here
                ],
            )
            for way, here in zip(ways, spans, strict=True)
        ]
        steps = [each for _, here in self._ways for each in here]
        self.reach = max((each.mass * each.most for each in steps), default=0)
        """The most that a way measures."""
        lightest = min((Fraction(each.load, each.mass) for each in steps), default=Fraction(0))
        self._lightest = lightest.numerator, lightest.denominator
        self._finer: dict[int, Ruler] = {}
        self._errors: dict[tuple[int, int], tuple[int, Fraction]] = {}

    def for_dose(self, dose: Mass) -> Ruler:
        """Return the ruler itself, or a finer one on which *dose* is a whole number."""
        denominator = dose.mg.denominator
        if self.units % denominator == 0:
            return self
        if denominator not in self._finer:
            self._finer[denominator] = Ruler(self._grid, self.ways, denominator)
        return self._finer[denominator]

    def marks(self, wanted: int, within: int) -> Iterator[tuple[int, int, int, Way]]:
        """Yield (made less wanted, load, volume, way) of each way's marks next below and above the exact volume.

        Outside the range of a way, its nearest end. Marks farther than *within* are left out.
        """
        for way, spans in self._ways:
            below = above = None
            for step, least, most, load, volume in spans:
                count, rest = divmod(wanted, step)
                if rest and not within:
                    continue
                down, up = min(count, most), max(count + 1 if rest else count, least)
                if down >= least and (below is None or down * step > below[0]):
                    below = (down * step, down * load, down * volume)
                if up <= most and (above is None or up * step < above[0]):
                    above = (up * step, up * load, up * volume)
            if below and wanted - below[0] <= within:
                yield below[0] - wanted, below[1], below[2], way
            if above and above != below and above[0] - wanted <= within:
                yield above[0] - wanted, above[1], above[2], way

    def least_load(self, mass: int) -> int:
        """Return what a mark that measures exactly *mass* adds to the load at least, rounded down."""
        load, of = self._lightest
        return mass * load // of

    def volume(self, number: int) -> Volume:
        """Return so many of the small volume."""
        return Volume(Fraction(number, self.millilitre))

    def excuses(self, way: Way, volume: int, difference: int) -> bool:
        """Return whether the device may be off by at least *difference*."""
        return self._error(volume, way)[0] >= difference

    def may_be_off(self, volume: int, way: Way) -> Fraction:
        """Return by how many mg the device may be off; all that it measures where no document says."""
        return self._error(volume, way)[1]

    def _error(self, volume: int, way: Way) -> tuple[int, Fraction]:
        """Return the error in whole units, -1 where no document says, and what counts as the error, in mg."""
        key = (id(way), volume)
        if key not in self._errors:
            error = way.error(self.volume(volume))
            mass = way.liquid.concentration.mass(self.volume(volume)) if error is None else error
            self._errors[key] = (-1 if error is None else int(error.mg * self.units), mass.mg)
        return self._errors[key]


def _of_one_step(way: Way, span: Span) -> tuple[Fraction, Fraction]:
    """Return the mg in one step, and what it adds to the load: a millilitre or a drop asks as much as a tablet."""
    step = span.step
    load = step.ml * (way.liquid.drops_per_ml or 1) if way.in_drops else step.ml
    return way.liquid.concentration.mass(step).mg, load


def best_with_liquid(
    dose: Mass,
    tablets: Tablets,
    ways: Sequence[Way],
    preferences: Preferences,
    device_tolerance: Fraction,
    ruler: Ruler | None = None,
) -> Options:
    """Return the combinations of least burden that make *dose* with exactly one liquid; empty where none does.

    The burden is compared as (cuts, |difference|, load, made above the dose, volume, products used); the made dose
    lies within the tolerance, or within *device_tolerance* where the device may be off by at least the difference.
    *ruler* is that of the tablets and the ways, where many doses are asked.
    """
    if not ways or not dose:
        return ()
    ruler = (ruler or Ruler(tablets.unit, ways)).for_dose(dose)
    wanted = int(dose.mg * ruler.units)
    nearest, farthest = int(preferences.tolerance * wanted), int(device_tolerance * wanted)
    reach = max(nearest, farthest)
    lowest, highest = (wanted - ruler.reach - reach) // ruler.grid, -(-wanted // ruler.grid)
    for tier, totals in _tiers(dose, tablets, preferences):
        cuts, best, found, within = sum(tier[:4]), None, list[_Found](), reach
        # From the most of tablets down: the less is measured, the less it asks.
        for beside in reversed(totals[bisect_left(totals, (lowest,)) : bisect_left(totals, (highest,))]):
            left = wanted - beside[0] * ruler.grid
            pieces = (cuts + beside[1]) * ruler.millilitre
            if best and not within:
                least = ruler.least_load(left)
                if least > best.load:
                    break
                if pieces + least > best.load:
                    continue
            for off, load, volume, way in ruler.marks(left, within):
                difference = abs(off)
                if difference > within:
                    continue
                if difference > nearest and not (difference <= farthest and ruler.excuses(way, volume, difference)):
                    continue
                mark = _Mark(difference, pieces + load, off > 0, volume)
                if best is None or mark < best:
                    best, found, within = mark, [], difference
                if mark == best:
                    found.append(_Found(mark, way, beside))
        if best:
            return _combinations(tier, found, tablets, ruler)
    return ()


def _tiers(dose: Mass, tablets: Tablets, preferences: Preferences) -> Iterable[tuple[Tier, list[tuple[int, int]]]]:
    if not tablets.products:
        return [(NO_CUTS, [(0, 0)])]
    return tablets.grid(int(dose.mg // tablets.unit) + 1).tiers(preferences.max_pieces)


def _combinations(tier: Tier, found: Sequence[_Found], tablets: Tablets, ruler: Ruler) -> Options:
    """Return the combinations of what was found: of equal burden, in the order of the ties."""
    made: dict[tuple[int, str], list[_Found]] = {}
    for each in found:
        made.setdefault((each.beside[0], each.way.liquid.id), []).append(each)
    options: list[tuple[Options, Measured]] = []
    for (mass, _), alike in made.items():
        volume, way = ruler.volume(alike[0].mark.volume), alike[0].way
        if len(alike) > 1:
            way = min((each.way for each in alike), key=lambda way: (way.in_drops, way.fills(volume), way.order))
        pieces = sum(tier[:4]) + alike[0].beside[1]
        options.append((_beside(tier, mass, pieces, tablets), Measured(way.liquid, volume, way.device)))
    fewest = min(_products(pieces) for pieces, _ in options)
    return tuple(
        Combination(pieces.pieces, measured)
        for choices, measured in sorted(options, key=lambda each: each[1].product.id)
        if _products(choices) == fewest
        for pieces in choices
    )


def _beside(tier: Tier, mass: int, pieces: int, tablets: Tablets) -> Options:
    return tablets.alike(tier, mass, pieces) if pieces else (Combination(),)


def _products(options: Options) -> int:
    return len(options[0].product_ids)


def sides_with_liquid(
    dose: Mass, tablets: Tablets, ways: Sequence[Way], preferences: Preferences, ruler: Ruler | None = None
) -> tuple[Combination | None, Combination | None]:
    """Return the nearest below and above *dose* that pieces and a liquid make, no tolerance applied.

    *ruler* is that of the tablets and the ways, where many doses are asked.
    """
    if not ways:
        return None, None
    ruler = (ruler or Ruler(tablets.unit, ways)).for_dose(dose)
    wanted = int(dose.mg * ruler.units)
    best: dict[bool, tuple[tuple[object, ...], Tier, _Found]] = {}
    nearest = {False: ruler.reach + wanted, True: ruler.reach + wanted}
    for tier, totals in _tiers(dose, tablets, preferences):
        cuts = sum(tier[:4])
        for beside in totals:
            left = wanted - beside[0] * ruler.grid
            if left <= 0:
                break
            pieces = (cuts + beside[1]) * ruler.millilitre
            for off, more, volume, way in ruler.marks(left, max(nearest.values())):
                side = off > 0
                if not off or abs(off) > nearest[side]:
                    continue
                load = pieces + more
                rank = (abs(off), tier, load, volume, way.in_drops, way.order)
                if side not in best or rank < best[side][0]:
                    best[side] = (rank, tier, _Found(_Mark(abs(off), load, side, volume), way, beside))
                    nearest[side] = abs(off)
    below, above = (
        _combinations(best[side][1], [best[side][2]], tablets, ruler)[0] if side in best else None
        for side in (False, True)
    )
    return below, above


def endless(unit: Fraction, ways: Sequence[Way]) -> Ruler:
    """Return the ruler of *ways* as if each could measure any volume in the steps of its smallest."""
    return Ruler(
        unit,
        [
            Way(way.liquid, way.device, tuple(span._replace(most=span.step * 10**6) for span in way.spans[:1]))
            for way in ways
        ],
    )


def why_no_liquid(
    dose: Mass, tablets: Tablets, ways: Sequence[Way], preferences: Preferences, ruler: Ruler, *, any_liquid: bool
) -> Why:
    """Say why no liquid makes *dose*; to be asked only where none does.

    *ruler* is the `endless` one of the tablets and the ways; *any_liquid*: whether there is a liquid at all.
    """
    if not ways:
        return Why(Reason.NO_LIQUID, at_hand=any_liquid)
    least = min(way.liquid.concentration.mass(way.least) for way in ways)
    if least.mg > dose.mg * (1 + preferences.tolerance):
        return Why(Reason.BELOW_LIQUID_STEP, least=least)
    ruler = ruler.for_dose(dose)
    wanted = int(dose.mg * ruler.units)
    slack = int(preferences.tolerance * wanted)
    needed = [
        volume
        for _, totals in _tiers(dose, tablets, preferences)
        for mass, _ in totals
        if (left := wanted - mass * ruler.grid) > 0
        for _, _, volume, _ in ruler.marks(left, slack)
    ]
    if needed:
        return Why(Reason.ABOVE_MAX_VOLUME, volume=ruler.volume(min(needed)), most=max(way.most for way in ways))
    return Why(Reason.LIQUID_GRID)
