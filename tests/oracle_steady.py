"""The definition of `choose --steady`, written slowly: every way to make the steps alike in burden is tried.

It shares no code with the package: plain numbers in, plain numbers out.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from tests.oracle import Oracle

Taken = dict[str, Fraction]
"""How much of each product: tablets with parts of one, or millilitres."""


def equals(judge: Oracle, dose: Fraction) -> list[Taken]:
    """Return every way to make *dose* that has the least burden; one way of nothing where there is none."""
    if dose == 0:
        return [{}]
    if exact := judge.by_sum.get(dose):
        least = min(judge.burden(pieces) for pieces in exact)
        return distinct(taken(pieces) for pieces in exact if judge.burden(pieces) == least)
    found = list(judge.with_liquid(dose))
    best = [candidate for candidate in found if candidate[0] == min(burden for burden, *_ in found)]
    return distinct({**taken(pieces), liquid: volume} for _, _, _, pieces, (liquid, volume) in best) or [{}]


def taken(pieces: Counter) -> Taken:  # type: ignore[type-arg]  # of (tablet, part)
    amounts: Taken = {}
    for (tablet, part), number in pieces.items():
        amounts[tablet.id] = amounts.get(tablet.id, Fraction(0)) + part * number
    return amounts


def distinct(ways) -> list[Taken]:  # type: ignore[no-untyped-def]
    kept: list[Taken] = []
    for way in ways:
        if way not in kept:
            kept.append(way)
    return kept


def ways(choices: list[list[Taken]]) -> int:
    return prod(len(each) for each in choices)


def fewest_changes(choices: list[list[Taken]]) -> int:
    """Return the fewest changes of any way through the steps."""
    return min(sum(changed(before, after) for before, after in pairwise(way)) for way in product(*choices))


def changed(before: Taken, after: Taken) -> int:
    return sum(before.get(identity, 0) != after.get(identity, 0) for identity in {*before, *after})
