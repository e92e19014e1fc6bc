"""The definition of `choose`, written slowly: every set is tried, and every option is held against every other.

It shares no code with the package: plain numbers in, plain numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from tests.oracle import Liquid, Oracle, Tablet

Plan = list[tuple[int, list[tuple[str, str, Fraction]]]]
"""Steps: the days, and the drug, the time and the amount of each dose."""

Six = tuple[int, int, int, int, int, int]
"""(unreachable days, liquid days, number of products, quarters, halves, pieces)."""


@dataclass(frozen=True)
class Asked:
    """What is asked: the tablets and liquids of each drug, the plan, and what may be done."""

    tablets: dict[str, tuple[Tablet, ...]]
    liquids: dict[str, tuple[Liquid, ...]]
    plan: Plan
    most: int
    prefer: str
    max_volume: Fraction = Fraction(10)
    tolerance: Fraction = Fraction(1, 100)
    max_products: int | None = None
    must_use: tuple[str, ...] = ()


def options(asked: Asked) -> list[tuple[tuple[str, ...], Six]]:
    """Return (sorted ids, six figures) of every option, in order."""
    sets = all_sets(asked)
    listed = []
    for ids, six in sets.items():
        better = (
            all(theirs <= mine for theirs, mine in zip(other, six, strict=True)) and (other != six or other_ids < ids)
            for other_ids, other in sets.items()
        )
        if not any(better):
            listed.append((ids, six))
    return sorted(listed, key=lambda option: option[1])


def all_sets(asked: Asked) -> dict[tuple[str, ...], Six]:
    """Return the six figures of every set that may be chosen, by its sorted ids."""
    found: dict[tuple[str, ...], Six] = {}
    drugs = sorted(asked.tablets)
    judges: dict[tuple[str, ...], Oracle] = {}
    for parts in product(*(sets_of(asked, drug) for drug in drugs)):
        ids = tuple(sorted(identity for part in parts for identity in part))
        if not ids or (asked.max_products is not None and len(ids) > asked.max_products):
            continue
        if not set(asked.must_use) <= set(ids):
            continue
        mine = {}
        for drug, part in zip(drugs, parts, strict=True):
            key = (drug, *part)
            if key not in judges:
                judges[key] = Oracle(
                    [tablet for tablet in asked.tablets[drug] if tablet.id in part],
                    [liquid for liquid in asked.liquids[drug] if liquid.id in part],
                    asked.most,
                    asked.prefer,
                    asked.max_volume,
                    asked.tolerance,
                )
            mine[drug] = judges[key]
        found[ids] = figures(asked.plan, mine, len(ids))
    return found


def sets_of(asked: Asked, drug: str) -> list[tuple[str, ...]]:
    """Return every set of one drug's products, the empty one too, with at most one liquid."""
    liquids = {liquid.id for liquid in asked.liquids[drug]}
    ids = [*(tablet.id for tablet in asked.tablets[drug]), *liquids]
    sets = [each for number in range(len(ids) + 1) for each in combinations(ids, number)]
    return [each for each in sets if len(liquids & set(each)) <= 1]


def figures(plan: Plan, judges: dict[str, Oracle], products: int) -> Six:
    unreachable = liquid = quarters = halves = pieces = 0
    for days, doses in plan:
        answers = [judges[drug].answer(amount) for drug, _, amount in doses]
        unreachable += days * any(answer.verdict == "unreachable" for answer in answers)
        liquid += days * any(answer.verdict == "liquid" for answer in answers)
        for answer in answers:
            for (_, part), number in (answer.pieces or {}).items():
                quarters += days * number * (part == Fraction(1, 4))
                halves += days * number * (part == Fraction(1, 2))
                pieces += days * number
    return unreachable, liquid, products, quarters, halves, pieces
