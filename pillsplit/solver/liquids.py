"""The measured volume that makes a dose, alone or beside tablets, or why none does (the contract's §3.5)."""

from __future__ import annotations

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
    load: Fraction
    above: bool
    volume: Fraction


class _Found(NamedTuple):
    """A mark, the way that it belongs to, and the pieces beside it as (mass, cut, wholes)."""

    mark: _Mark
    way: Way
    beside: tuple[int, int, int]


class Ruler:
    """Everything about one dose and the ways to measure its liquid in whole numbers of one small mass."""

    def __init__(self, dose: Mass, grid: Fraction, ways: Sequence[Way]) -> None:
        steps = [way.liquid.concentration.mass(span.step).mg for way in ways for span in way.spans]
        units = lcm(*(number.denominator for number in (dose.mg, grid, *steps)))
        self.unit = Fraction(1, units)
        self.dose = int(dose.mg * units)
        self.grid = int(grid * units)
        self._ways = [
            (way, [_counts(span, int(way.liquid.concentration.mass(span.step).mg * units)) for span in way.spans])
            for way in ways
        ]

    @property
    def lowest(self) -> int:
        """The least mass of pieces, in units, beside which a way may come near the dose; below 0 where it is none."""
        reach = max((step * most for _, spans in self._ways for step, _, most, _ in spans), default=0)
        return self.dose - reach

    def marks(self, pieces: int) -> Iterator[tuple[int, Fraction, Way]]:
        """Yield (made less the dose in units, mL, way) of each way's marks next below and above the exact volume.

        *pieces* is the mass of the pieces beside it, in units. Outside the range of a way, its nearest end.
        """
        wanted = self.dose - pieces
        for way, spans in self._ways:
            below: tuple[int, Fraction] | None = None
            above: tuple[int, Fraction] | None = None
            for step, least, most, volume in spans:
                count = wanted // step
                down, up = min(count, most), max(count if count * step == wanted else count + 1, least)
                if down >= least and (below is None or down * step > below[0]):
                    below = (down * step, down * volume)
                if up <= most and (above is None or up * step < above[0]):
                    above = (up * step, up * volume)
            if below:
                yield below[0] - wanted, below[1], way
            if above and above != below:
                yield above[0] - wanted, above[1], way


def _counts(span: Span, step: int) -> tuple[int, int, int, Fraction]:
    """Return the mass of one step, the fewest and the most steps, and the volume of one."""
    return step, int(span.least.ml / span.step.ml), int(span.most.ml / span.step.ml), span.step.ml


def best_with_liquid(
    dose: Mass, tablets: Tablets, ways: Sequence[Way], preferences: Preferences, device_tolerance: Fraction
) -> Options:
    """Return the combinations of least burden that make *dose* with exactly one liquid; empty where none does.

    The burden is compared as (cuts, |difference|, load, made above the dose, volume, products used); the made dose
    lies within the tolerance, or within *device_tolerance* where the device may be off by at least the difference.
    """
    if not ways or not dose:
        return ()
    ruler = Ruler(dose, tablets.unit, ways)
    nearest, farthest = preferences.tolerance * ruler.dose, device_tolerance * ruler.dose
    reach = max(nearest, farthest)
    lowest = ruler.lowest - reach
    for tier, sums in _tiers(dose, tablets, preferences):
        cuts, best, found = sum(tier[:4]), None, list[_Found]()
        for beside in sums:
            pieces = beside[0] * ruler.grid
            if pieces >= ruler.dose:
                break
            if pieces < lowest:
                continue
            for off, volume, way in ruler.marks(pieces):
                difference = abs(off)
                if difference > reach or (best and difference > best.difference):
                    continue
                if difference > nearest and not (
                    difference <= farthest and excuses(way, volume, difference * ruler.unit)
                ):
                    continue
                load = cuts + beside[2] + load_of(way, volume)
                mark = _Mark(difference, load, off > 0, volume)
                if best is None or mark < best:
                    best, found = mark, []
                if mark == best:
                    found.append(_Found(mark, way, beside))
        if best:
            return _combinations(tier, found, tablets)
    return ()


def _tiers(
    dose: Mass, tablets: Tablets, preferences: Preferences
) -> Iterable[tuple[Tier, Sequence[tuple[int, int, int]]]]:
    if not tablets.products:
        return [(NO_CUTS, [(0, 0, 0)])]
    return tablets.grid(int(dose.mg // tablets.unit) + 1).tiers(preferences.max_pieces)


def excuses(way: Way, volume: Fraction, difference: Fraction) -> bool:
    """Return whether the device may be off by at least *difference*, in mg."""
    error = way.error(Volume(volume))
    return error is not None and error.mg >= difference


def load_of(way: Way, volume: Fraction) -> Fraction:
    """Return what a volume adds to the load: a millilitre or a drop asks as much as a tablet."""
    return volume * (way.liquid.drops_per_ml or 1) if way.in_drops else volume


def _combinations(tier: Tier, found: Sequence[_Found], tablets: Tablets) -> Options:
    """Return the combinations of what was found: of equal burden, in the order of the ties."""
    made: dict[tuple[int, str], list[_Found]] = {}
    for each in found:
        made.setdefault((each.beside[0], each.way.liquid.id), []).append(each)
    options: list[tuple[Options, Measured]] = []
    for (mass, _), alike in made.items():
        volume = Volume(alike[0].mark.volume)
        way = min((each.way for each in alike), key=lambda way: (way.in_drops, way.fills(volume), way.order))
        pieces = sum(tier[:4]) + alike[0].beside[2]
        options.append((_beside(tier, mass, pieces, tablets), Measured(way.liquid, volume, way.device)))
    fewest = min(_products(pieces) for pieces, _ in options)
    return tuple(
        Combination(pieces.pieces, measured)
        for choices, measured in sorted(options, key=lambda each: each[1].product.id)
        if _products(choices) == fewest
        for pieces in choices
    )


def _beside(tier: Tier, mass: int, pieces: int, tablets: Tablets) -> Options:
    if not pieces:
        return (Combination(),)
    grid = tablets.grid(mass)
    return tablets.options(grid.equal_sums(tier, mass, pieces))


def _products(options: Options) -> int:
    return len(options[0].product_ids)


def sides_with_liquid(
    dose: Mass, tablets: Tablets, ways: Sequence[Way], preferences: Preferences
) -> tuple[Combination | None, Combination | None]:
    """Return the nearest below and above *dose* that pieces and a liquid make, no tolerance applied."""
    if not ways:
        return None, None
    ruler = Ruler(dose, tablets.unit, ways)
    best: dict[bool, tuple[tuple[object, ...], Tier, _Found]] = {}
    for tier, sums in _tiers(dose, tablets, preferences):
        for beside in sums:
            pieces = beside[0] * ruler.grid
            if pieces >= ruler.dose:
                break
            for off, volume, way in ruler.marks(pieces):
                if not off:
                    continue
                load = sum(tier[:4]) + beside[2] + load_of(way, volume)
                rank = (abs(off), tier, load, volume, way.in_drops, way.order)
                side = off > 0
                if side not in best or rank < best[side][0]:
                    best[side] = (rank, tier, _Found(_Mark(abs(off), load, side, volume), way, beside))
    below, above = (
        _combinations(best[side][1], [best[side][2]], tablets)[0] if side in best else None for side in (False, True)
    )
    return below, above


def why_no_liquid(
    dose: Mass, tablets: Tablets, ways: Sequence[Way], preferences: Preferences, *, any_liquid: bool
) -> Why:
    """Say why no liquid makes *dose*; to be asked only where none does. *any_liquid*: whether there is one at all."""
    if not ways:
        return Why(Reason.NO_LIQUID, at_hand=not any_liquid)
    least = min(way.liquid.concentration.mass(way.least) for way in ways)
    if least.mg > dose.mg * (1 + preferences.tolerance):
        return Why(Reason.BELOW_LIQUID_STEP, least=least)
    endless = [
        Way(way.liquid, way.device, tuple(span._replace(most=span.step * 10**6) for span in way.spans[:1]))
        for way in ways
    ]
    ruler = Ruler(dose, tablets.unit, endless)
    slack = preferences.tolerance * ruler.dose
    needed = [
        volume
        for _, sums in _tiers(dose, tablets, preferences)
        for mass, _, _ in sums
        if (pieces := mass * ruler.grid) < ruler.dose
        for off, volume, _ in ruler.marks(pieces)
        if abs(off) <= slack
    ]
    if needed:
        return Why(Reason.ABOVE_MAX_VOLUME, volume=Volume(min(needed)), most=max(way.most for way in ways))
    return Why(Reason.LIQUID_GRID)
