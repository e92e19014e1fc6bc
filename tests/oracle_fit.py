"""The definition of a fitted schedule, written slowly: every series of makeable doses is looked at.

It shares no code with the package: plain numbers in, plain numbers out. The doses that can be made, and what they ask
of a person, are those of the other oracle.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

from tests.oracle import Oracle, count

ZERO = Fraction(0)


class Weighed:
    """Doses, 0 among them, with what each asks of a person."""

    def __init__(self, burdens: dict[Fraction, tuple[Any, ...]]) -> None:
        self.burdens = burdens

    @property
    def doses(self) -> list[Fraction]:
        return sorted(self.burdens)


class Makeable(Weighed):
    """Doses that are made exactly, with the least burden of each: without liquid, or with."""

    def __init__(self, oracle: Oracle, *, liquid: bool, most: Fraction) -> None:
        super().__init__({})
        reachable = set(oracle.by_sum)
        if liquid:
            reachable |= {
                mass + number * each.step * each.concentration
                for mass in oracle.by_sum
                for each in oracle.liquids
                for number in range(1, int(oracle.max_volume / each.step) + 1)
            }
        for dose in reachable:
            if dose <= most:
                self.burdens[dose] = self._burden(oracle, dose)

    def _burden(self, oracle: Oracle, dose: Fraction) -> tuple[int, ...]:
        if dose == 0:
            return (0, 0, 0, 0, 0)
        if tablets := oracle.by_sum.get(dose):
            return (0, *min(oracle.burden(pieces) for pieces in tablets))
        ways = [(burden, tie, pieces) for burden, tie, made, pieces, _ in oracle.with_liquid(dose) if made == dose]
        _, _, pieces = min(ways, key=lambda way: way[:2])
        quarters, halves = count(pieces, Fraction(1, 4)), count(pieces, Fraction(1, 2))
        number, products = sum(pieces.values()), len({tablet.id for tablet, _ in pieces}) + 1
        if oracle.prefer == "fewest-cuts":
            return (1, quarters, halves, number, products)
        return (1, number, quarters, halves, products)


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
    """Return the doses whose sum is nearest to *total*; of equally near ones the most even, then the lower sum."""
    return min(
        combinations_with_replacement(makeable.doses, number),
        key=lambda doses: (abs(sum(doses) - total), *evenness(doses, makeable)[:2], sum(doses), doses[::-1]),
    )


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
