"""A schedule as a file that `reading` reads back to the same steps: CSV, and the steps of a JSON document. Floor 4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pillsplit.number import plain
from pillsplit.rows import DOSE_COLUMNS
from pillsplit.schedule import DAY, Dose, Schedule, Step
from pillsplit.telling.document import Json
from pillsplit.telling.report import as_csv


def schedule_csv(schedule: Schedule) -> str:
    """Write *schedule* as CSV: ``step,drug,dose_mg,days``, with times of day, start and note where it has them.

    Doses are in milligrams, exactly (``10/3`` where decimals do not end). Drugs of one step share its number.

    Raises:
        ValueError: for a step without any dose, which no file can say; write a dose of 0 instead.
    """
    columns = _columns(schedule)
    return as_csv(columns, (_cells(row, columns) for step in schedule.steps for row in _rows(step)))


def schedule_steps(schedule: Schedule) -> list[Json]:
    """Return the steps of *schedule* as a JSON document holds them under ``steps``."""
    return [
        {
            "step": step.number,
            "days": step.days,
            "start": step.start and step.start.isoformat(),
            "note": _one_line(step.note),
            "doses": [{"drug": dose.drug, "time": dose.time, "dose_mg": plain(dose.mass.mg)} for dose in step.doses],
        }
        for step in schedule.steps
    ]


def _columns(schedule: Schedule) -> list[str]:
    used = {_column(dose) for step in schedule.steps for dose in step.doses}
    columns = ["step", "drug", *(f"{column}_mg" for column in DOSE_COLUMNS if f"{column}_mg" in used), "days"]
    if any(step.start for step in schedule.steps):
        columns.append("start")
    if any(_one_line(step.note) for step in schedule.steps):
        columns.append("note")
    return columns


def _column(dose: Dose) -> str:
    return f"{'dose' if dose.time == DAY else dose.time}_mg"


def _rows(step: Step) -> Iterator[dict[str, str]]:
    """Yield a row for each run of doses of one drug that stand in the order of the columns."""
    if not step.doses:
        raise ValueError(f"step {step.number} has no dose: a step on nothing has a dose of 0")
    once = {"note": _one_line(step.note)}
    for run in _runs(step.doses):
        yield {
            "step": str(step.number),
            "drug": run[0].drug,
            "days": str(step.days),
            "start": step.start.isoformat() if step.start else "",
            **{_column(dose): plain(dose.mass.mg) for dose in run},
            **once,
        }
        once = {}


def _runs(doses: Iterable[Dose]) -> list[list[Dose]]:
    runs: list[list[Dose]] = []
    for dose in doses:
        if runs and runs[-1][-1].drug == dose.drug and _place(runs[-1][-1]) < _place(dose):
            runs[-1].append(dose)
        else:
            runs.append([dose])
    return runs


def _place(dose: Dose) -> int:
    return DOSE_COLUMNS.index("dose" if dose.time == DAY else dose.time)


def _cells(row: dict[str, str], columns: Sequence[str]) -> list[str]:
    return [row.get(column, "") for column in columns]


def _one_line(note: str) -> str:
    return " ".join(note.split())
