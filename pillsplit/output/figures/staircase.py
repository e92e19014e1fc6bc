"""The dose over time as a staircase: one tread a step, to be drawn in SVG or in block characters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.codes import Verdict
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.verbs.usage import in_time

TABLETS, LIQUID, UNREACHABLE, NO_STEP = "tablets", "liquid", "unreachable", "no step"
HARDEST_LAST = (NO_STEP, TABLETS, LIQUID, UNREACHABLE)
"""How a tread is made, from the easiest to the hardest."""


@frozen
class Tread:
    """Some days on one daily dose: what is wanted, what is made of it, and with what."""

    name: str
    days: int
    wanted: Mass
    made: Mass | None
    """What is made; None where some dose of the day cannot be made."""
    kind: str
    """One of `HARDEST_LAST`; `NO_STEP` is a gap between two dated steps."""

    @property
    def differs(self) -> bool:
        """Whether something else is made than is wanted."""
        return self.made is not None and self.made != self.wanted


@frozen
class Staircase:
    """The daily dose of one drug over a schedule."""

    drug: str
    treads: tuple[Tread, ...]
    start: datetime.date | None = None

    @property
    def days(self) -> int:
        """The length of the whole."""
        return sum(tread.days for tread in self.treads)

    @property
    def top(self) -> Mass:
        """The largest dose in it, wanted or made."""
        return max(max(tread.wanted, tread.made or tread.wanted) for tread in self.treads)


def staircases(plan: Plan) -> tuple[Staircase, ...]:
    """Return the staircase of each drug of a plan."""
    return tuple(
        Staircase(drug, tuple(_treads(plan, drug)), plan.steps[0].step.start if plan.steps else None)
        for drug in plan.schedule.drugs
    )


def _treads(plan: Plan, drug: str) -> Iterator[Tread]:
    for stretch, step in in_time(plan):
        yield _tread(step, drug) if step else Tread("no step", stretch.days, Mass(0), None, NO_STEP)


def _tread(step: PlannedStep, drug: str) -> Tread:
    answers = [each.answer for each in step.doses if each.dose.drug == drug]
    kind = TABLETS
    if any(answer.verdict is Verdict.LIQUID for answer in answers):
        kind = LIQUID
    if not all(answer.is_made for answer in answers):
        kind = UNREACHABLE
    return Tread(
        f"step {step.step.number}",
        step.step.days,
        step.step.daily(drug),
        None
        if kind == UNREACHABLE
        else sum((answer.combination.mass for answer in answers if answer.combination), start=Mass(0)),
        kind,
    )
