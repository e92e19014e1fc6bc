"""Doses taken in turn over the days of a cycle: their order, and what must be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from pillsplit.amounts.number import rounded
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note
from pillsplit.model.drug import HalfLife
from pillsplit.model.schedule import Step
from pillsplit.model.shelf import Shelf
from pillsplit.solver.attainable import NOTHING
from pillsplit.verbs.fitted import FittedDose

_DAY = 24
"""Hours."""


def in_turn(doses: Sequence[Mass]) -> tuple[Mass, ...]:
    """Order the doses of a cycle so that what is taken by the end of each day stays near the mean's.

    Of two that stay as near, the larger goes first.

    >>> [str(dose) for dose in in_turn([Mass(1), Mass(1), Mass(2), Mass(2)])]
    ['2 mg', '1 mg', '2 mg', '1 mg']
    """
    left = list(doses)
    mean = sum(left, start=NOTHING) * Fraction(1, len(left))
    ordered: list[Mass] = []
    taken = NOTHING
    for day in range(1, len(left) + 1):
        due = mean * day - taken
        following = min(left, key=lambda dose: (abs((dose - due).mg), -dose.mg))
        left.remove(following)
        ordered.append(following)
        taken += following
    return tuple(ordered)


def notes_on_days(drug: str, step: Step, taken: Sequence[Mass], mean: Mass) -> Iterator[Note]:
    """Yield what must be said of one dose that is taken in turn: days on nothing, a cycle that is cut short."""
    if len(set(taken)) == 1:
        return
    if nothing := sum(not dose for dose in taken):
        yield Note("days-without", f"{drug}: nothing is taken on {nothing} of the {len(taken)} days of a cycle")
    if step.days % len(taken):
        days = [taken[day % len(taken)] for day in range(step.days)]
        own = sum(days, start=NOTHING) * Fraction(1, step.days)
        if own != mean:
            yield Note(
                "cycle-cut-short",
                f"{drug}: {step.days} days are not whole cycles of {len(taken)}: the mean in this step is {own}",
            )


def note_on_half_life(drug: str, doses: Iterable[tuple[Step, FittedDose]], shelf: Shelf) -> Note | None:
    """Say how uneven the days of *drug* are, beside its half-life; None where all are even.

    The ripple is that of the doses, not of an amount in the body: nothing here is modelled.
    """
    ripples = [
        (each.spread.over(each.beside.made), each.spread, step.number, len(each.taken))
        for step, each in doses
        if each.drug == drug and each.spread
    ]
    if not ripples:
        return None
    share, spread, number, days = max(ripples)
    known = shelf.drug(drug)
    half_life = _half_life(known.half_life if known else None)
    return Note(
        "half-life",
        f"{drug}, in turn over {days} days ({days * _DAY} hours): the days of a cycle differ by up to "
        f"{rounded(share * 100, 2)}% of its mean ({spread}, step {number}). {half_life}. "
        "Doses in turn are only as even as the half-life is long",
    )


def _half_life(known: HalfLife | None) -> str:
    if known is None or not (known.hours or known.metabolite_hours):
        return "Its half-life is not on record here"
    says = []
    if known.hours:
        says.append(f"its half-life is {_hours(known.hours)}")
    if known.metabolite_hours:
        says.append(f"that of {known.metabolite or 'its active metabolite'} {_hours(known.metabolite_hours)}")
    spans = [span for span in (known.hours, known.metabolite_hours) if span]
    short = max(longest for _, longest in spans) <= _DAY
    fades = ", so that a day later at most half of a dose is left" if short else ""
    text = f"{', '.join(says)}{fades} ({known.source.evidence}: {known.source.text})"
    return text[:1].upper() + text[1:]


def _hours(span: tuple[int, int]) -> str:
    shortest, longest = span
    return f"{longest} hours" if shortest == longest else f"{shortest} to {longest} hours"
