"""The steps as the page's table holds them, to and from a schedule.

A row is a mapping of texts, as they stand in the cells: ``dose`` or times of day, ``length`` with its ``unit``, and
where it has them ``drug``, ``start`` and ``note``. A row that is `JOINED` belongs to the step of the row before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem
from pillsplit.model.schedule import DAY, TIMES, Schedule, Step

Cells = Mapping[str, Any]
"""One row of the table on the page."""

JOINED = "joined"
NAME = "steps"
"""What the table is called where a reader names a place in it."""
_UNITS = ("days", "weeks")
_DOSES = ("dose", *TIMES)
_WEEK = 7


def as_csv(rows: Sequence[Cells], unit: str = "mg") -> bytes:
    """Write the rows as the CSV that every reader of schedules reads; amounts without a unit are in *unit*."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["step", "drug", *(f"{each} [{unit}]" for each in _DOSES), *_UNITS, "start", "note"])
    number = 0
    for row in rows:
        number += not (row.get(JOINED) and number)
        lengths = (_text(row, "length") if row.get("unit", _UNITS[0]) == each else "" for each in _UNITS)
        doses = (_text(row, each) for each in _DOSES)
        writer.writerow([number, _text(row, "drug"), *doses, *lengths, _text(row, "start"), _text(row, "note")])
    return out.getvalue().encode()


def _text(row: Cells, key: str) -> str:
    return " ".join(str(row.get(key, "")).split())


def row_of(problem: Problem) -> int | None:
    """Return the place in the table of a problem with `as_csv`: 0 for the first row; None where it names none."""
    _, _, line = problem.place.rpartition(":")
    return int(line) - 2 if line.isdigit() else None


def column_of(problem: Problem) -> str:
    """Return the column of the table that a problem with `as_csv` is about; nothing where it names none."""
    named = problem.what.partition(":")[0]
    if named in _UNITS or problem.what.startswith(("has no duration", "has days and weeks")):
        return "length"
    if problem.what.startswith("has no dose"):
        return "dose"
    return named if named in (*_DOSES, "drug", "start", "note") else ""


def rows_of(schedule: Schedule) -> list[dict[str, Any]]:
    """Return the rows that stand for *schedule*: amounts exact and in milligrams, durations in weeks where they are.

    A start is written only where the steps do not follow one another.
    """
    gaps = any(
        now.start and before.end and (now.start - before.end).days != 1
        for before, now in zip(schedule.steps, schedule.steps[1:], strict=False)
    )
    several = len(schedule.drugs) > 1
    return [row for step in schedule.steps for row in _rows(step, several=several, dated=gaps)]


def _rows(step: Step, *, several: bool, dated: bool) -> Iterator[dict[str, Any]]:
    drugs = tuple(dict.fromkeys(dose.drug for dose in step.doses))
    for number, drug in enumerate(drugs):
        row: dict[str, Any] = {"drug": drug} if several else {}
        if number:
            row[JOINED] = True
        else:
            in_weeks = step.days % _WEEK == 0
            row |= {
                "length": str(step.days // _WEEK if in_weeks else step.days),
                "unit": _UNITS[in_weeks],
                "note": " ".join(step.note.split()),
            }
            if dated and step.start:
                row["start"] = step.start.isoformat()
        for dose in step.doses:
            if dose.drug == drug:
                row["dose" if dose.time == DAY else dose.time] = amount(dose.mass)
        yield row


def amount(mass: Mass) -> str:
    """Write an amount as a cell of the table holds it, in milligrams: ``13.3``, ``10/3``."""
    return plain(mass.mg)


def times_in(rows: Iterable[Cells]) -> list[str]:
    """Return the times of day that the rows use."""
    used = {key for row in rows for key in row if row[key]}
    return [time for time in TIMES if time in used]
