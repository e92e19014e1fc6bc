"""The definition of the answer for one dose, written slowly: every multiset of pieces is looked at.

It shares no code with the package: plain numbers in, plain numbers out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any


@dataclass(frozen=True)
class Tablet:
    id: str
    strength: Fraction
    parts: int


@dataclass(frozen=True)
class Liquid:
    id: str
    concentration: Fraction
    step: Fraction


@dataclass(frozen=True)
class Found:
    """What the oracle says: the pieces as {(id, part): count}, and the liquid as (id, millilitres)."""

    verdict: str
    burden: tuple[Any, ...] | None
    made: Fraction | None
    pieces: dict[tuple[str, Fraction], int] | None
    liquid: tuple[str, Fraction] | None
    below: Fraction | None
    above: Fraction | None


class Oracle:
    """All multisets of at most *most* pieces, sorted into their sums once; then any dose is looked up."""

    def __init__(
        self,
        tablets: list[Tablet],
        liquids: list[Liquid],
        most: int,
        prefer: str,
        max_volume: Fraction = Fraction(10),
        tolerance: Fraction = Fraction(1, 100),
    ) -> None:
        self.tablets, self.liquids = tablets, liquids
        self.prefer, self.max_volume, self.tolerance = prefer, max_volume, tolerance
        kinds = [(tablet, Fraction(1, part)) for tablet in tablets for part in (1, 2, 4) if part <= tablet.parts]
        self.by_sum: dict[Fraction, list[Counter[tuple[Tablet, Fraction]]]] = {}
        for number in range(most + 1):
            for multiset in combinations_with_replacement(kinds, number):
                mass = sum((tablet.strength * part for tablet, part in multiset), start=Fraction(0))
                self.by_sum.setdefault(mass, []).append(Counter(multiset))

    def answer(self, dose: Fraction) -> Found:
        if dose == 0:
            return Found("whole", None, Fraction(0), {}, None, None, None)
        exact = self.by_sum.get(dose, [])
        if exact:
            best = min(exact, key=lambda pieces: (self.burden(pieces), self.tie(pieces)))
            parts = {part for _, part in best}
            verdict = "quarters" if Fraction(1, 4) in parts else "halves" if Fraction(1, 2) in parts else "whole"
            return Found(verdict, self.burden(best), dose, named(best), None, None, None)
        below = max((mass for mass in self.by_sum if 0 < mass < dose), default=None)
        above = min((mass for mass in self.by_sum if mass > dose), default=None)
        candidates = list(self.with_liquid(dose))
        if not candidates:
            return Found("unreachable", None, None, None, None, below, above)
        burden, _, made, pieces, liquid = min(candidates, key=lambda candidate: candidate[:2])
        return Found("liquid", burden, made, named(pieces), liquid, below, above)

    def burden(self, pieces: Counter[tuple[Tablet, Fraction]]) -> tuple[int, ...]:
        quarters, halves = count(pieces, Fraction(1, 4)), count(pieces, Fraction(1, 2))
        total, products = sum(pieces.values()), len({tablet.id for tablet, _ in pieces})
        if self.prefer == "fewest-cuts":
            return (quarters, halves, total, products)
        return (total, quarters, halves, products)

    def tie(self, pieces: Counter[tuple[Tablet, Fraction]]) -> tuple[Any, ...]:
        """Order the equal ones: more from the larger strengths, then from the smaller id, then more wholes of it."""
        strengths = sorted({tablet.strength for tablet in self.tablets}, reverse=True)
        by_strength = tuple(
            -sum(part * number for (tablet, part), number in pieces.items() if tablet.strength == strength)
            for strength in strengths
        )
        by_id = tuple(
            (
                -sum(part * number for (tablet, part), number in pieces.items() if tablet.id == each.id),
                -pieces[each, Fraction(1)],
            )
            for each in sorted(self.tablets, key=lambda tablet: tablet.id)
        )
        return by_strength, by_id

    def with_liquid(self, dose: Fraction) -> Any:
        for mass, multisets in self.by_sum.items():
            for liquid in self.liquids:
                number = 1
                while number * liquid.step <= self.max_volume:
                    made = mass + number * liquid.step * liquid.concentration
                    if made > dose * (1 + self.tolerance):
                        break
                    if abs(made - dose) <= dose * self.tolerance:
                        for pieces in multisets:
                            volume = number * liquid.step
                            burden = (
                                count(pieces, Fraction(1, 4)),
                                count(pieces, Fraction(1, 2)),
                                sum(pieces.values()) + 1,
                                abs(made - dose),
                                made > dose,
                                volume,
                                len({tablet.id for tablet, _ in pieces}) + 1,
                            )
                            yield burden, (self.tie(pieces), liquid.id), made, pieces, (liquid.id, volume)
                    number += 1


def count(pieces: Counter[tuple[Tablet, Fraction]], part: Fraction) -> int:
    return sum(number for (_, each), number in pieces.items() if each == part)


def named(pieces: Counter[tuple[Tablet, Fraction]]) -> dict[tuple[str, Fraction], int]:
    return {(tablet.id, part): number for (tablet, part), number in pieces.items()}
