"""Of combinations of equal burden those that change least from step to step (the contract's §4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from pillsplit.model.answer import Answer

Counts = Mapping[tuple[str, Fraction], int]
"""The number of pieces by product id and part."""


def least_changed(answers: Sequence[Answer | None]) -> list[Answer | None]:
    """Return the answers of one time of day, step by step, each taking the option that changes least.

    Changes are counted from step to step: the pairs of product and part whose count differs, volumes left aside. A
    step without the dose (None), on nothing or without an answer plays no part. Exact, by dynamic programming; of
    equally few changes the sequence that the ties put first, from the first step on.
    """
    chosen = list(answers)
    for first, last in _runs(answers):
        run = [each for each in answers[first:last] if each]
        if any(len(each.options) > 1 for each in run):
            chosen[first:last] = _least_changed(run)
    return chosen


def _runs(answers: Sequence[Answer | None]) -> Iterator[tuple[int, int]]:
    """Yield where each run of neighbours that are made of something begins and ends."""
    first: int | None = None
    for index, each in enumerate((*answers, None)):
        taken = each is not None and each.is_made and bool(each.dose)
        if taken and first is None:
            first = index
        if not taken and first is not None:
            yield first, index
            first = None


def _least_changed(run: Sequence[Answer]) -> list[Answer]:
    counts = [[option.counts for option in each.options] for each in run]
    # From the last step back: the fewest changes still to come after each option, and the option that has them next.
    to_come = [0] * len(counts[-1])
    ahead: list[list[int]] = []
    for here, after in zip(counts[-2::-1], counts[:0:-1], strict=True):
        costs = [[changes(each, other) + rest for other, rest in zip(after, to_come, strict=True)] for each in here]
        to_come = [min(row) for row in costs]
        ahead.append([row.index(least) for row, least in zip(costs, to_come, strict=True)])
    at = to_come.index(min(to_come))
    chosen = [run[0].taking(run[0].options[at])]
    for each, nexts in zip(run[1:], reversed(ahead), strict=True):
        at = nexts[at]
        chosen.append(each.taking(each.options[at]))
    return chosen


def changes(before: Counts, after: Counts) -> int:
    """Return of how many pairs of product and part another number is taken."""
    return sum(before.get(key, 0) != after.get(key, 0) for key in before.keys() | after.keys())
