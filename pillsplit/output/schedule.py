"""A schedule as a file that every verb reads back to the same steps (CSV, JSON), and as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from pillsplit.amounts.number import plain
from pillsplit.model.schedule import DAY, Dose, Schedule, Step, in_order
from pillsplit.output.document import Json
from pillsplit.output.table import Column, Records, Table, records_of, table_of
from pillsplit.output.words import days_in_words


@frozen
class ScheduleRow:
    """Doses of one drug in one step, side by side."""

    step: Step
    doses: tuple[Dose, ...]
    """At least one, of one drug."""
    first: bool
    """Whether it is the first row of its step."""

    @property
    def drug(self) -> str:
        """The drug of its doses."""
        return self.doses[0].drug

    def at(self, time: str) -> Dose | None:
        """Return the dose at *time*, if there is one."""
        return next((dose for dose in reversed(self.doses) if dose.time == time), None)


def schedule_csv(schedule: Schedule) -> str:
    """Write *schedule* as CSV: ``step,drug,dose_mg,days``, with times of day, start and note where it has them.

    Doses are in milligrams, exactly (``10/3`` where decimals do not end). Drugs of one step share its number.

    Raises:
        ValueError: for a step without any dose, which no file can say; write a dose of 0 instead.
    """
    from pillsplit.output.renderers.csv import as_csv  # few write a schedule, and it costs

    return as_csv(schedule_records(schedule))


def schedule_records(schedule: Schedule) -> Records:
    """Return what `schedule_csv` writes.

    Raises:
        ValueError: when its rows are read, for a step without any dose.
    """
    rows = (row for step in schedule.steps for row in _rows(step))
    return evolve(records_of(_columns(schedule), rows), verbatim=True)


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


def schedule_table(schedule: Schedule, extra: Iterable[Column[ScheduleRow]]) -> Table:
    """Return a row for each drug of each step, with *extra* columns."""
    rows = (
        ScheduleRow(step, tuple(dose for dose in step.doses if dose.drug == drug), drug == step.doses[0].drug)
        for step in schedule.steps
        for drug in dict.fromkeys(dose.drug for dose in step.doses)
    )
    return table_of((*_columns(schedule), *extra), rows)


def _columns(schedule: Schedule) -> Iterator[Column[ScheduleRow]]:
    times = list(in_order(dose.time for step in schedule.steps for dose in step.doses))
    several = len(schedule.drugs) > 1
    yield Column("step", "Step", plain=lambda row: str(row.step.number), words=lambda row: _first(row, row.step.number))
    yield Column(heading="From", words=lambda row: _first(row, row.step.start or ""))
    yield Column(heading="For", words=lambda row: _first(row, days_in_words(row.step.days)))
    yield Column("drug", "Drug", plain=lambda row: row.drug, words=lambda row: row.drug if several else "")
    yield from map(_dose_column, times)
    if times != [DAY]:
        yield Column(heading="A day", words=lambda row: str(row.step.daily(row.drug)))
    yield Column("days", plain=lambda row: str(row.step.days))
    if any(step.start for step in schedule.steps):
        yield Column("start", plain=lambda row: row.step.start.isoformat() if row.step.start else "")
    if any(_one_line(step.note) for step in schedule.steps):
        yield Column("note", plain=lambda row: _first(row, _one_line(row.step.note)))


def _dose_column(time: str) -> Column[ScheduleRow]:
    heading = "A day" if time == DAY else time.capitalize()
    return Column(
        f"{_column(time)}_mg",
        heading,
        plain=lambda row: plain(dose.mass.mg) if (dose := row.at(time)) else "",
        words=lambda row: str(dose.mass) if (dose := row.at(time)) else "",
    )


def _first(row: ScheduleRow, what: object) -> str:
    """Write what is said of a whole step, once."""
    return str(what) if row.first else ""


def _column(time: str) -> str:
    return "dose" if time == DAY else time


def _rows(step: Step) -> Iterator[ScheduleRow]:
    """Yield a row for each run of doses of one drug that stand in the order of the columns."""
    if not step.doses:
        raise ValueError(f"step {step.number} has no dose: a step on nothing has a dose of 0")
    for number, run in enumerate(_runs(step.doses)):
        yield ScheduleRow(step, tuple(run), first=number == 0)


def _runs(doses: Iterable[Dose]) -> list[list[Dose]]:
    runs: list[list[Dose]] = []
    for dose in doses:
        if runs and runs[-1][-1].drug == dose.drug and _in_order(runs[-1][-1], dose):
            runs[-1].append(dose)
        else:
            runs.append([dose])
    return runs


def _in_order(one: Dose, other: Dose) -> bool:
    return one.time != other.time and in_order((one.time, other.time))[0] == one.time


def _one_line(note: str) -> str:
    return " ".join(note.split())
