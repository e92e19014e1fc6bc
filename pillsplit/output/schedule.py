"""A schedule as a file that `reading` reads back to the same steps (CSV, JSON), and as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pillsplit.amounts.number import plain
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.output.document import Json
from pillsplit.output.table import Table, as_csv
from pillsplit.output.words import days_in_words
from pillsplit.schedules.rows import DOSE_COLUMNS


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


def schedule_table(schedule: Schedule, extra: Mapping[str, Sequence[str]]) -> Table:
    """Return a row for each drug of each step, with *extra* columns that say one thing of each step."""
    times = [time for time in (DAY, *TIMES) if any(dose.time == time for step in schedule.steps for dose in step.doses)]
    totals = ("A day",) if times != [DAY] else ()
    rows = []
    for index, step in enumerate(schedule.steps):
        for drug in dict.fromkeys(dose.drug for dose in step.doses):
            first = drug == step.doses[0].drug
            of_step = (str(step.number), step.start.isoformat() if step.start else "", days_in_words(step.days))
            taken = {dose.time: str(dose.mass) for dose in step.doses if dose.drug == drug}
            rows.append(
                (
                    *(of_step if first else ("",) * 3),
                    "" if len(schedule.drugs) == 1 else drug,
                    *(taken.get(time, "") for time in times),
                    *(str(step.daily(drug)) for _ in totals),
                    *(column[index] if first else "" for column in extra.values()),
                )
            )
    names = ("A day" if time == DAY else time.capitalize() for time in times)
    return Table(("Step", "From", "For", "Drug", *names, *totals, *extra), tuple(rows)).without_empty()


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
