"""The definition of a fitted schedule, written slowly: every series of makeable doses is looked at.

Plain numbers in, plain numbers out. The doses that can be made, and what they ask of a person, are those of the
definition of one dose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

from tests.definitions import dose as definition

ZERO = Fraction(0)


class Weighed:
    """Doses, 0 among them, with what each asks of a person."""

    def __init__(self, burdens: Mapping[Fraction, tuple[Any, ...]]) -> None:
        self.burdens = burdens

    @property
    def doses(self) -> list[Fraction]:
        return sorted(self.burdens)


def exactly(world: definition.World, *, liquid: bool = True) -> definition.World:
    """Return the world in which a dose is made without a difference or not at all, perhaps without its liquid."""
    asked = replace(world.asked, tolerance=ZERO, device_tolerance=ZERO, tablets_within=ZERO)
    return replace(world, asked=asked, liquid=world.liquid if liquid else None)


class Makeable(Weighed):
    """Doses up to *most* that are made exactly, with the least burden of each: without liquid, or with."""

    def __init__(self, world: definition.World, *, liquid: bool, most: Fraction) -> None:
        self.world = exactly(world, liquid=liquid)
        found = {ZERO, *definition.tablets_only(self.world)}
        if self.world.liquid:
            volumes = {
                volume
                for device in self.world.liquid.devices
                for volume in definition.measurable(self.world.liquid, device, self.world.asked)
            }
            beside = definition.by_mass(self.world.tablets, self.world.asked.split, self.world.asked.max_pieces)
            found |= {mass + volume * self.world.liquid.concentration for mass in beside for volume in volumes}
        self._doses = sorted(dose for dose in found if dose <= most)
        super().__init__(_Burdens(self))

    @property
    def doses(self) -> list[Fraction]:
        return self._doses

    def burden(self, dose: Fraction) -> tuple[int, ...]:
        """Return what a dose asks: a liquid at all, then its pieces, the liquid counted among the products."""
        found = definition.answer(self.world, dose)
        assert found.is_exact
        made = found.combination
        pieces = made.pieces if made else ()
        drawn = 1 if made and made.measure else 0
        burden = definition.tablets_burden(pieces, self.world.asked.prefer)
        return (drawn, *burden[:-1], burden[-1] + drawn)


class _Burdens(dict[Fraction, tuple[Any, ...]]):
    """The burdens of makeable doses, each worked out when it is asked for."""

    def __init__(self, makeable: Makeable) -> None:
        super().__init__()
        self._makeable = makeable

    def __missing__(self, dose: Fraction) -> tuple[Any, ...]:
        self[dose] = self._makeable.burden(dose)
        return self[dose]


def fitted(
    wanted: list[tuple[Fraction, int]], makeable: Weighed, max_cut: Fraction | None = None
) -> tuple[Fraction, ...] | None:
    """Return the made doses for (dose, days), or None where no series is allowed."""
    best: tuple[Any, ...] | None = None
    for made in product(makeable.doses, repeat=len(wanted)):
        if allowed(wanted, made, max_cut):
            burdens = [
                tuple(days * each for each in makeable.burdens[a]) for (_, days), a in zip(wanted, made, strict=True)
            ]
            key = (*nearness(wanted, made), tuple(map(sum, zip(*burdens, strict=True))), made)
            best = key if best is None else min(best, key)
    return best and best[-1]


def nearness(wanted: list[tuple[Fraction, int]], made: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """Return Σ days·|a-d|/d over the doses above 0, and Σ days·|a-d|."""
    off = [(days * abs(a - d), d) for (d, days), a in zip(wanted, made, strict=True)]
    return sum((each / d for each, d in off if d), start=ZERO), sum((each for each, _ in off), start=ZERO)


def allowed(wanted: list[tuple[Fraction, int]], made: tuple[Fraction, ...], max_cut: Fraction | None) -> bool:
    """Say whether a series keeps 0 where 0 is wanted, rises only where the wanted rises, and keeps to the limit."""
    for index, a in enumerate(made):
        d = wanted[index][0]
        if d == 0 and a != 0:
            return False
        begins = index == 0 or wanted[index - 1][0] == 0
        if index and d <= wanted[index - 1][0] and a > made[index - 1]:
            return False
        before = d if begins else made[index - 1]
        if max_cut is not None and a < before - before * max_cut:
            return False
    return True


def shared(total: Fraction, number: int, makeable: Weighed) -> tuple[Fraction, ...] | None:
    """Return the most even doses that add up to *total*, the smallest first, or None."""
    found = [doses for doses in combinations_with_replacement(makeable.doses, number) if sum(doses) == total]
    return min(found, key=lambda doses: evenness(doses, makeable), default=None)


def evenness(doses: tuple[Fraction, ...], makeable: Weighed) -> tuple[Any, ...]:
    """Order doses by what is between the largest and the smallest, their burden, and the larger ones themselves."""
    burdens = zip(*(makeable.burdens[dose] for dose in doses), strict=True)
    return doses[-1] - doses[0], tuple(map(sum, burdens)), doses[::-1]


def nearest_shared(total: Fraction, number: int, makeable: Weighed) -> tuple[Fraction, ...]:
    """Return the doses of a cycle whose sum is nearest to *total*; of those the most even, then the lower sum."""
    return min(
        combinations_with_replacement(makeable.doses, number),
        key=lambda doses: (abs(sum(doses) - total), *evenness(doses, makeable)[:2], sum(doses), doses[::-1]),
    )


def easiest(
    total: Fraction, number: int, makeable: Weighed, before: tuple[Fraction, ...] = ()
) -> tuple[Fraction, ...] | None:
    """Return the parts of a day that differ by at most a quarter of it and ask the least, or None.

    Of equals, those that leave the most times as they were *before*, then the most even, then the lower.
    """
    found = [
        doses
        for doses in combinations_with_replacement(makeable.doses, number)
        if sum(doses) == total and 4 * (doses[-1] - doses[0]) <= total
    ]
    return min(found, key=lambda doses: ease(doses, makeable, before), default=None)


def ease(doses: tuple[Fraction, ...], makeable: Weighed, before: tuple[Fraction, ...]) -> tuple[Any, ...]:
    """Order parts by their burden, the times of day that change, and how even they are."""
    spread, burden, larger = evenness(doses, makeable)
    kept = sum(new == old for new, old in zip(doses, before, strict=False))
    return burden, -kept, spread, larger


def divided(total: Fraction, number: int, makeable: Weighed) -> tuple[Fraction, ...] | None:
    """Return the easiest parts, or where none are near each other the most even ones."""
    return easiest(total, number, makeable) or shared(total, number, makeable)


def nearest_divided(total: Fraction, number: int, makeable: Weighed) -> tuple[Fraction, ...]:
    """Return the parts with the sum nearest to *total*; of sums as near, the one whose parts ask less, the lower."""
    sums = {sum(doses, start=ZERO) for doses in combinations_with_replacement(makeable.doses, number)}
    parts = [found for each in sums if (found := divided(each, number, makeable))]
    return min(parts, key=lambda doses: (abs(sum(doses) - total), evenness(doses, makeable)[1], sum(doses)))


def orders(doses: tuple[Fraction, ...]) -> Iterator[Fraction]:
    """Yield the doses of a cycle in turn: each day what keeps the sum so far nearest to its share, the larger first."""
    left, mean, taken = list(doses), sum(doses, start=ZERO) / len(doses), ZERO
    for day in range(1, len(doses) + 1):
        best = min(left, key=lambda dose: (abs(taken + dose - day * mean), -dose))
        left.remove(best)
        taken += best
        yield best


def means(makeable: Weighed, days: int, most: Fraction) -> Weighed:
    """Return the means of *days* doses as if they were doses, each with what is between its days and their burden."""
    burdens: dict[Fraction, tuple[Any, ...]] = {}
    for total in sorted({sum(doses, start=ZERO) for doses in combinations_with_replacement(makeable.doses, days)}):
        if total <= most:
            doses = shared(total, days, makeable)
            assert doses
            spread, burden, _ = evenness(doses, makeable)
            burdens[total / days] = (spread, *burden)
    return Weighed(burdens)
