"""The definition of `choose` (§7), written slowly: every set is tried and every option is held against every other.

``answer(shelves, steps, asked)`` is the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from tests.definitions.dose import EIGHTH, HALF, QUARTER, THIRD, ZERO, Asked, Found, World, count
from tests.definitions.plan import Answers, Shelf, Step, answers_of, drugs_of, not_falling, not_made, off

Figures = tuple[int, int, int, int, Fraction, int, int, int, int, int, int]
"""(unreachable days, no-fall days, liquid days, busy days, mg off,
eighths, quarters, thirds, halves, products, pieces)."""


@dataclass(frozen=True)
class Option:
    ids: tuple[str, ...]
    figures: Figures


def answer(
    shelves: Mapping[str, Shelf],
    steps: Sequence[Step],
    asked: Asked,
    max_products: int | None = None,
    must_use: Sequence[str] = (),
) -> list[Option]:
    """Return every option, the best first."""
    options = [
        option
        for option in all_options(shelves, steps, asked)
        if set(must_use) <= set(option.ids) and (max_products is None or len(option.ids) <= max_products)
    ]
    listed = [each for each in options if not any(is_better(other, each) for other in options)]
    return sorted(listed, key=lambda option: option.figures)


def is_better(one: Option, other: Option) -> bool:
    """Tell whether *one* is at least as good in all and better in one, or equal in all and first by its ids."""
    if one.figures == other.figures:
        return one.ids < other.ids
    pairs: list[tuple[Fraction | int, Fraction | int]] = list(zip(one.figures, other.figures, strict=True))
    return all(mine <= theirs for mine, theirs in pairs)


def all_options(shelves: Mapping[str, Shelf], steps: Sequence[Step], asked: Asked) -> Iterator[Option]:
    """Yield every set of products that makes at least one dose, with its figures over all days."""
    drugs = drugs_of(steps)
    by_set = {
        drug: {ids: answers_of(drug, world, steps) for ids, world in sets(shelves[drug], asked)} for drug in drugs
    }
    for parts in product(*(by_set[drug] for drug in drugs)):
        ids = tuple(sorted(each for part in parts for each in part))
        answers = [by_set[drug][part] for drug, part in zip(drugs, parts, strict=True)]
        if ids and makes_a_dose(answers):
            yield Option(ids, figures(steps, answers, asked, len(ids)))


def sets(shelf: Shelf, asked: Asked) -> Iterator[tuple[tuple[str, ...], World]]:
    """Yield every set of one drug's products with at most one liquid, the empty one too."""
    for number in range(len(shelf.tablets) + 1):
        for tablets in combinations(shelf.tablets, number):
            for liquid in (None, *shelf.liquids):
                ids = (*(tablet.id for tablet in tablets), *([liquid.id] if liquid else []))
                yield ids, World(tablets, liquid, asked)


def makes_a_dose(answers: Sequence[Answers]) -> bool:
    """Tell whether at least one dose is made; where no dose is above 0, nothing needs to be."""
    doses = [found for of_drug in answers for step in of_drug for found in step.values() if found.dose > 0]
    return not doses or any(found.is_made for found in doses)


def figures(steps: Sequence[Step], answers: Sequence[Answers], asked: Asked, products: int) -> Figures:
    """Return the figures of one set; *answers* are those of each drug."""
    days = [step.days for step in steps]

    def days_of(numbers: set[int]) -> int:
        return sum(days[number] for number in numbers)

    found = [
        (days[number], each) for of_drug in answers for number, step in enumerate(of_drug) for each in step.values()
    ]

    def cut(part: Fraction) -> int:
        return sum(each * count(one.combination.pieces, part) for each, one in found if one.combination)

    return (
        days_of({number for of_drug in answers for number in not_made(of_drug)}),
        days_of({number for of_drug in answers for number in not_falling(of_drug)}),
        days_of({number for of_drug in answers for number in with_liquid(of_drug)}),
        days_of({number for of_drug in answers for number in busy(of_drug, asked.max_pieces)}),
        sum((each * off(one) for each, one in found), ZERO),
        cut(EIGHTH),
        cut(QUARTER),
        cut(THIRD),
        cut(HALF),
        products,
        sum(each * pieces(one) for each, one in found),
    )


def with_liquid(answers: Answers) -> set[int]:
    """Return the steps with at least one dose that takes liquid."""
    return {number for number, step in enumerate(answers) if any(found.drawn for found in step.values())}


def busy(answers: Answers, max_pieces: int) -> set[int]:
    """Return the steps that take more pieces of one drug in all than one dose may have."""
    return {number for number, step in enumerate(answers) if sum(map(pieces, step.values())) > max_pieces}


def pieces(found: Found) -> int:
    return len(found.combination.pieces) if found.combination else 0
