"""§4.2, §4.3, §4.4 and §4.6, written slowly: each liquid, each step to switch at and each sequence is tried.

``answer(shelves, steps, asked, switch)`` is the entry. Each drug is planned of itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise, product

from tests.definitions import bottles
from tests.definitions.bottles import Opened
from tests.definitions.dose import ZERO, Asked, Combination, Found, Liquid, Pieces, Tablet, World, stay, tablets_only
from tests.definitions.dose import answer as one_dose

SHARES = tuple(Fraction(share) for share in ("0", "0.01", "0.025", "0.05", "0.1"))


@dataclass(frozen=True)
class Dose:
    drug: str
    time: str
    amount: Fraction


@dataclass(frozen=True)
class Step:
    days: int
    doses: tuple[Dose, ...]


@dataclass(frozen=True)
class Shelf:
    """The products of one drug."""

    tablets: tuple[Tablet, ...]
    liquids: tuple[Liquid, ...] = ()


@dataclass(frozen=True)
class Taken:
    """One dose of the plan: what was found for it, and the one of its options that is taken."""

    dose: Dose
    found: Found
    combination: Combination | None


@dataclass(frozen=True)
class Plan:
    """The plan; *steps* hold the doses in the order of the schedule, steps are counted from 1."""

    liquids: Mapping[str, str | None]
    liquid_from_step: Mapping[str, int | None]
    bottles: Mapping[str, Opened | None]
    steps: tuple[tuple[Taken, ...], ...]
    tablets_within: Mapping[Fraction, int]


Answers = list[dict[str, Found]]
"""The answers of one drug: for each step, by time of day."""


def answer(shelves: Mapping[str, Shelf], steps: Sequence[Step], asked: Asked, switch: str = "auto") -> Plan:
    """Return the plan: each drug with its one liquid, from the step on where it stays with it, least changed."""
    liquids: dict[str, str | None] = {}
    begins: dict[str, int | None] = {}
    opened: dict[str, Opened | None] = {}
    taken: dict[tuple[int, str, str], Taken] = {}
    for drug in drugs_of(steps):
        shelf = shelves[drug]
        liquid = the_liquid(drug, shelf, steps, asked)
        world = World(shelf.tablets, liquid, asked)
        answers, begins[drug] = stayed(drug, world, steps, switch)
        liquids[drug] = liquid.id if liquid else None
        opened[drug] = bottles_of(answers, steps, liquid)
        chosen = alike(answers)
        for number, step in enumerate(steps):
            for dose in step.doses:
                if dose.drug == drug:
                    found, combination = answers[number][dose.time], chosen[number].get(dose.time)
                    taken[number, drug, dose.time] = Taken(dose, found, combination)
    planned = tuple(
        tuple(taken[number, dose.drug, dose.time] for dose in step.doses) for number, step in enumerate(steps)
    )
    return Plan(liquids, begins, opened, planned, ladder(shelves, steps, asked))


def drugs_of(steps: Sequence[Step]) -> list[str]:
    return sorted({dose.drug for step in steps for dose in step.doses})


def answers_of(drug: str, world: World, steps: Sequence[Step]) -> Answers:
    """Answer every dose of one drug by §3."""
    return [{dose.time: one_dose(world, dose.amount) for dose in step.doses if dose.drug == drug} for step in steps]


# §4.2: one liquid of each drug.


def the_liquid(drug: str, shelf: Shelf, steps: Sequence[Step], asked: Asked) -> Liquid | None:
    """Return the liquid that the plan takes, or none: the least in its figures."""
    candidates: list[Liquid | None] = [None, *shelf.liquids]
    return min(candidates, key=lambda liquid: figures_with(drug, World(shelf.tablets, liquid, asked), steps))


def figures_with(
    drug: str, world: World, steps: Sequence[Step]
) -> tuple[int, int, Fraction, Fraction, tuple[str, ...]]:
    """Return (days not made, days that do not fall, mg off, mL, id); none stands before any id."""
    answers = answers_of(drug, world, steps)
    days = [step.days for step in steps]
    return (
        sum(days[number] for number in not_made(answers)),
        sum(days[number] for number in not_falling(answers)),
        sum((each * off(found) for each, step in zip(days, answers, strict=True) for found in step.values()), ZERO),
        sum((each * volume(step) for each, step in zip(days, answers, strict=True)), ZERO),
        (world.liquid.id,) if world.liquid else (),
    )


def not_made(answers: Answers) -> set[int]:
    """Return the steps with a dose that cannot be made."""
    return {number for number, step in enumerate(answers) if not all(found.is_made for found in step.values())}


def not_falling(answers: Answers) -> set[int]:
    """Return the steps whose daily dose falls as wanted and not as made, against the last that could be made.

    A dose that cannot be made counts 0; a step without the drug is a made 0.
    """
    found: set[int] = set()
    before: tuple[Fraction, Fraction] | None = None
    for number, step in enumerate(answers):
        wanted = sum((each.dose for each in step.values()), ZERO)
        made = sum((each.made or ZERO for each in step.values()), ZERO)
        if before is not None and wanted < before[0] and not made < before[1]:
            found.add(number)
        if all(each.is_made for each in step.values()):
            before = wanted, made
    return found


def off(found: Found) -> Fraction:
    """Return the mass by which a dose is off, what its device may add included.

    A device without an error on record counts as off by all it measures; a dose that cannot be made counts 0.
    """
    if found.combination is None:
        return ZERO
    measure = found.combination.measure
    device = ZERO if measure is None else measure.mass if measure.error is None else measure.error
    return abs(found.combination.made - found.dose) + device


def volume(step: Mapping[str, Found]) -> Fraction:
    """Return the volume of a day."""
    return sum((found.combination.volume for found in step.values() if found.combination), ZERO)


# §4.3: stay with the liquid.


def stayed(drug: str, world: World, steps: Sequence[Step], switch: str) -> tuple[Answers, int | None]:
    """Return the answers once the plan stays with its liquid, and the step it does so from."""
    as_needed = answers_of(drug, world, steps)
    needing = [
        number
        for number, step in enumerate(as_needed)
        if any(found.verdict == "liquid" and found.needs_liquid for found in step.values())
    ]
    allowed = bottles_of(as_needed, steps, world.liquid)
    if switch == "as-needed" or not needing or (switch == "auto" and allowed is None):
        return as_needed, None
    over = [{time: stay(world, found) or found for time, found in step.items()} for step in as_needed]
    for begin in range(needing[0], len(steps)):
        answers = as_needed[:begin] + over[begin:]
        opened = bottles_of(answers, steps, world.liquid)
        if switch == "once" or (opened and allowed and opened.count <= allowed.count):
            return answers, begin + 1 if answers != as_needed else None
    return as_needed, None


def bottles_of(answers: Answers, steps: Sequence[Step], liquid: Liquid | None) -> Opened | None:
    """Return the bottles of the plan's liquid; None where there is none, or no size is on record."""
    if liquid is None:
        return None
    daily = [volume(found) for step, found in zip(steps, answers, strict=True) for _ in range(step.days)]
    return bottles.answer(daily, liquid.bottles, liquid.in_use_days)


# §4.4: like from step to step.


def alike(answers: Answers) -> list[dict[str, Combination]]:
    """Return what is taken in each step, by time of day: of equal burden, what changes least in all."""
    taken: list[dict[str, Combination]] = [{} for _ in answers]
    for time in sorted({time for step in answers for time in step}):
        options = [of_distinct_pieces(step[time].options) if time in step else () for step in answers]
        # A step with nothing to take parts the sequence: what stands before it and after it is chosen apart.
        for is_taken, numbers in groupby(range(len(answers)), key=lambda number: bool(options[number])):
            if is_taken:
                run = list(numbers)
                for number, combination in zip(run, least_changed([options[each] for each in run]), strict=True):
                    taken[number][time] = combination
    return taken


def of_distinct_pieces(options: tuple[Combination, ...]) -> tuple[Combination, ...]:
    """Return the first with each multiset of pieces: the others differ in their device alone, which plays no part."""
    first: dict[Pieces, Combination] = {}
    for combination in options:
        first.setdefault(combination.pieces, combination)
    return tuple(first.values())


def least_changed(options: Sequence[tuple[Combination, ...]]) -> tuple[Combination, ...]:
    """Return the sequence that changes least, of equal ones the first by the ties: each step's stand in that order."""
    tables = [[[differing(one, other) for other in next_ones] for one in ones] for ones, next_ones in pairwise(options)]

    def changed(sequence: tuple[int, ...]) -> int:
        return sum(table[one][other] for table, (one, other) in zip(tables, pairwise(sequence), strict=True))

    least = min(product(*(range(len(each)) for each in options)), key=changed)
    return tuple(each[place] for each, place in zip(options, least, strict=True))


def differing(one: Combination, other: Combination) -> int:
    """Return how many (product, part) pairs differ in their count."""
    mine, theirs = one.counts, other.counts
    return sum(mine.get(key, 0) != theirs.get(key, 0) for key in mine.keys() | theirs.keys())


# §4.6: how exact must it be?


def ladder(shelves: Mapping[str, Shelf], steps: Sequence[Step], asked: Asked) -> dict[Fraction, int]:
    """Return, for each share, how many steps have all their doses within it of some tablets-only dose."""
    return {share: sum(is_within(shelves, step, asked, share) for step in steps) for share in SHARES}


def is_within(shelves: Mapping[str, Shelf], step: Step, asked: Asked, share: Fraction) -> bool:
    return all(
        dose.amount == 0
        or any(
            abs(mass - dose.amount) <= share * dose.amount
            for mass in tablets_only(World(shelves[dose.drug].tablets, None, asked))
        )
        for dose in step.doses
    )
