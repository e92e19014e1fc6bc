"""The doses of a plan as rows, and the columns that several verbs share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import Combination
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.schedule import DAY, Pause
from pillsplit.output.table import Column
from pillsplit.output.words import in_short, in_words, pause_in_words, percent


class DoseRow(NamedTuple):
    """One dose of a plan in its place: whether it is the first of its step, and what the step before made."""

    plan: Plan
    step: PlannedStep
    planned: PlannedDose
    is_first: bool
    before: Mass | None
    """The daily dose of the drug on the last day before that had one; None in the first step, in the middle of days
    without the drug, and where this is not its first dose."""

    @property
    def pause(self) -> Pause | None:
        """The days without the drug that this dose of nothing is a part of; None where it is not taken again."""
        if self.planned.dose.mass:
            return None
        return self.plan.schedule.pause(self.planned.dose.drug, self.step.first_day)

    @property
    def daily(self) -> Mass:
        """The day's total of the drug in this step."""
        return self.step.step.daily(self.planned.dose.drug)


def dose_rows(plan: Plan) -> Iterator[DoseRow]:
    """Yield every dose in order."""
    last: dict[str, Mass] = {}
    for step in plan.steps:
        seen: set[str] = set()
        for planned in step.doses:
            drug = planned.dose.drug
            row = DoseRow(plan, step, planned, not seen, None if drug in seen else last.get(drug))
            if row.daily:
                last[drug] = row.daily
            elif row.pause:
                row = row._replace(before=None)
            else:
                last.pop(drug, None)
            yield row
            seen.add(drug)


def _of_step(row: DoseRow, text: str) -> str:
    return text if row.is_first else ""


STEP = Column[DoseRow](
    "step",
    "Step",
    plain=lambda row: str(row.step.step.number),
    words=lambda row: _of_step(row, str(row.step.step.number)),
)
DAYS = Column[DoseRow](
    "days", "Days", plain=lambda row: str(row.step.step.days), words=lambda row: _of_step(row, str(row.step.step.days))
)
START = Column[DoseRow](
    "start",
    "From",
    plain=lambda row: row.step.step.start.isoformat() if row.step.step.start else "",
    words=lambda row: _of_step(row, row.step.step.start.isoformat() if row.step.step.start else ""),
)
DRUG = Column[DoseRow](
    "drug",
    "Drug",
    plain=lambda row: row.planned.dose.drug,
    words=lambda row: row.planned.dose.drug if len(row.plan.schedule.drugs) > 1 else "",
)
TIME = Column[DoseRow](
    "time",
    "Time",
    plain=lambda row: row.planned.dose.time,
    words=lambda row: "" if row.planned.dose.time == DAY else row.planned.dose.time,
)
DOSE = Column[DoseRow](
    "dose_mg", "Dose", plain=lambda row: plain(row.planned.dose.mass.mg), words=lambda row: str(row.planned.dose.mass)
)
VERDICT = Column[DoseRow](
    "verdict",
    "Verdict",
    plain=lambda row: str(row.planned.answer.verdict),
    words=lambda row: _verdict(row.planned),
    tone=lambda row: str(row.planned.answer.verdict),
)


def _verdict(planned: PlannedDose) -> str:
    return str(planned.answer.verdict) if planned.answer.is_made else "cannot be made"


def _made(row: DoseRow) -> Combination | None:
    return row.planned.answer.combination


def taken_in_words(row: DoseRow, unmade: str) -> str:
    """Say what is taken: ``10 + 2 mg``; on days without the drug when it is again; *unmade* where it cannot be made."""
    if pause := row.pause:
        return pause_in_words(pause, row.planned.dose.time)
    return in_short(made) if (made := _made(row)) else unmade


TAKE = Column[DoseRow](
    "take",
    "How to take it",
    plain=lambda row: in_words(made, row.plan.shelf) if (made := _made(row)) else "",
    words=lambda row: taken_in_words(row, "–"),
)
MADE = Column[DoseRow](
    "made_mg",
    "Made",
    plain=lambda row: plain(made.mass.mg) if (made := _made(row)) else "",
    words=lambda row: str(made.mass) if (made := _made(row)) and row.planned.answer.difference else "",
)
DIFFERENCE = Column[DoseRow](
    "difference_mg",
    plain=lambda row: plain(row.planned.answer.difference.mg) if row.planned.answer.is_made else "",
)


def _side(combination: Combination | None) -> str:
    return plain(combination.mass.mg) if combination else ""


BELOW = Column[DoseRow]("below_mg", plain=lambda row: _side(row.planned.answer.below))
ABOVE = Column[DoseRow]("above_mg", plain=lambda row: _side(row.planned.answer.above))
TABLETS_ALONE = Column[DoseRow](heading="Tablets alone", words=lambda row: neighbours(row.planned))
CHANGE = Column[DoseRow](heading="Change", words=lambda row: change(row))
NOTES = Column[DoseRow]("notes", plain=lambda row: "; ".join(note.text for note in row.planned.notes))


def neighbours(planned: PlannedDose) -> str:
    """Say what tablets alone make next to a dose that they do not make exactly: ``13 mg (−2.3%) or …``."""
    answer = planned.answer
    if answer.why is None:
        return ""
    sides = [
        f"{side.mass} ({sign}{percent(abs((side.mass - answer.dose).mg) / answer.dose.mg, 1)})"
        for sign, side in (("−", answer.below), ("+", answer.above))
        if side
    ]
    return " or ".join(sides) or "none"


def change(row: DoseRow) -> str:
    """Say by how many percent the daily dose differs from the step before: ``−10%``; nothing where it does not."""
    old, new = row.before, row.daily
    if not old or old == new:
        return ""
    return f"{'−' if new < old else '+'}{percent(abs((old - new).mg) / old.mg, 1)}"


def why(planned: PlannedDose) -> str:
    """Say why tablets alone do not make a dose, and why no liquid serves; nothing where they do."""
    answer = planned.answer
    reason = answer.why.text if answer.why else ""
    return f"{reason}; {answer.why_no_liquid.text}" if answer.why_no_liquid else reason


WHY = Column[DoseRow]("why", plain=lambda row: why(row.planned))
