"""The dose over time as a staircase: one tread a step, to be drawn in SVG or in block characters."""

from __future__ import annotations

import datetime

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.codes import VERDICTS
from pillsplit.model.plan import Plan, PlannedStep

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


def staircases(check: Plan) -> tuple[Staircase, ...]:
    """Return the staircase of each drug of a checked schedule."""
    return tuple(
        Staircase(drug, tuple(_treads(check, drug)), check.steps[0].step.start if check.steps else None)
        for drug in check.schedule.drugs
    )


def _treads(check: Plan, drug: str) -> list[Tread]:
    gaps = {step.number: days for step, days in check.schedule.gaps()}
    treads = []
    for checked in check.steps:
        if days := gaps.get(checked.step.number):
            treads.append(Tread("no step", days, Mass(0), None, NO_STEP))
        treads.append(_tread(checked, drug))
    return treads


def _tread(checked: PlannedStep, drug: str) -> Tread:
    answers = [each.answer for each in checked.doses if each.dose.drug == drug]
    hardest = max((answer.verdict for answer in answers), key=VERDICTS.index, default="whole")
    return Tread(
        f"step {checked.step.number}",
        checked.step.days,
        checked.step.daily(drug),
        None
        if hardest == UNREACHABLE
        else sum((answer.combination.mass for answer in answers if answer.combination), start=Mass(0)),
        hardest if hardest in (LIQUID, UNREACHABLE) else TABLETS,
    )
