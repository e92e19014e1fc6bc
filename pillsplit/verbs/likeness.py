"""Of combinations that ask for equally much, those that change least from step to step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise

from attrs import evolve

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import Combination
from pillsplit.solver.dose import Solver
from pillsplit.verbs.check import Check, CheckedDose, notes_on_answer
from pillsplit.verbs.usage import amounts

_Made = Combination | None
"""How a dose is made; None where none is taken, or none can be made."""


def steady(check: Check) -> Check:
    """Return *check* with each dose made by that one of its equal combinations which keeps the pattern longest.

    Over the whole schedule there are as few `changes` as there can be; of ways with equally few, the first in the
    order of the solver is taken, from the first step on. No dose asks for more than it did.
    """
    solvers = {drug: Solver(check.shelf, drug, check.preferences) for drug in check.schedule.drugs}

    @cache
    def equals(drug: str, dose: Mass) -> Sequence[_Made]:
        return solvers[drug].equals(dose) or [None]

    doses = [list(step.doses) for step in check.steps]
    for slot in _slots(check):
        here = [None if place is None else doses[step][place] for step, place in enumerate(slot)]
        choices = [equals(each.dose.drug, each.dose.mass) if each else [None] for each in here]
        for step, (place, checked, made) in enumerate(zip(slot, here, _steadiest(choices), strict=True)):
            if place is not None and checked and made:
                doses[step][place] = _remade(checked, made)
    steps = (evolve(step, doses=tuple(here)) for step, here in zip(check.steps, doses, strict=True))
    return evolve(check, steps=tuple(steps))


def changes(check: Check) -> int:
    """Return how often the amount of a product at one time of day differs from that in the step before.

    What is nowhere taken in one step and taken in the next changes too; the first step changes nothing.
    """
    made = (
        [
            None if place is None else step.doses[place].answer.combination
            for step, place in zip(check.steps, slot, strict=True)
        ]
        for slot in _slots(check)
    )
    return sum(_changed(_taken(before), _taken(after)) for each in made for before, after in pairwise(each))


def _remade(checked: CheckedDose, made: Combination) -> CheckedDose:
    """Return *checked* as *made*, with what must be said with that."""
    answer = evolve(checked.answer, combination=made)
    said = set(notes_on_answer(checked.answer))
    others = (note for note in checked.notes if note not in said)
    return CheckedDose(checked.dose, answer, (*others, *notes_on_answer(answer)))


def _slots(check: Check) -> list[list[int | None]]:
    """Return for each drug and time of day the place of its dose in every step; None where it has none."""
    slots: dict[tuple[str, str, int], list[int | None]] = {}
    for number, step in enumerate(check.steps):
        seen: list[tuple[str, str]] = []
        for place, checked in enumerate(step.doses):
            slot = checked.dose.drug, checked.dose.time
            places = slots.setdefault((*slot, seen.count(slot)), [None] * len(check.steps))
            places[number] = place
            seen.append(slot)
    return list(slots.values())


def _steadiest(choices: Sequence[Sequence[_Made]]) -> list[_Made]:
    """Return one of each of *choices* so that there are as few changes as can be, the first ones where it is equal."""
    taken = [[_taken(made) for made in each] for each in choices]
    # From the last step back: the fewest changes still to come after each choice, and the choice that has them next.
    to_come = [0] * len(choices[-1])
    ahead: list[list[int]] = []
    for here, after in zip(taken[-2::-1], taken[:0:-1], strict=True):
        costs = [[_changed(each, other) + rest for other, rest in zip(after, to_come, strict=True)] for each in here]
        to_come = [min(row) for row in costs]
        ahead.append([row.index(least) for row, least in zip(costs, to_come, strict=True)])
    at = to_come.index(min(to_come))
    steadiest = [choices[0][at]]
    for each, nexts in zip(choices[1:], reversed(ahead), strict=True):
        at = nexts[at]
        steadiest.append(each[at])
    return steadiest


def _taken(made: _Made) -> Mapping[str, Fraction]:
    return amounts(made) if made else {}


def _changed(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> int:
    """Return of how many products another amount is taken."""
    return sum(before.get(identity) != after.get(identity) for identity in before.keys() | after.keys())
