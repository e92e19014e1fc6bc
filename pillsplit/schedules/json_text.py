"""Schedules as JSON: a list of steps, or an object that holds one under ``steps``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from pillsplit.errors import MOST_PROBLEMS, Problem, quoted, shown
from pillsplit.model.schedule import DAY
from pillsplit.schedules.headers import IsDrug, read_header, unknown_column
from pillsplit.schedules.rows import MOST_COLUMNS, MOST_ROWS, Findings, Row


def rows(text: str, name: str, problems: list[Problem], findings: Findings, is_drug: IsDrug) -> Iterator[Row]:
    """Yield the rows of a JSON text."""
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        problems.append(Problem(f"{name}:{error.lineno}", f"is not JSON ({error.msg}): see the README for an example"))
        return
    except RecursionError:
        problems.append(Problem(name, "is nested too deeply: write a list of steps"))
        return
    common: dict[str, object] = {}
    if isinstance(document, dict):
        common = {"drug": document["drug"]} if "drug" in document else {}
        document = document.get("steps")
    if not isinstance(document, list):
        problems.append(Problem(name, 'holds no steps: write {"steps": [{"dose": "20 mg", "days": 14}, …]}'))
        return
    if len(document) > MOST_ROWS:
        problems.append(Problem(name, f"has more than {MOST_ROWS:,} steps: write a shorter schedule"))
        return
    for number, entry in enumerate(document, start=1):
        place = f"{name}: step {number}"
        if len(problems) > MOST_PROBLEMS:
            problems.append(Problem(place, "it and what follows were not read"))
            return
        if not isinstance(entry, dict):
            problems.append(Problem(place, 'is no step: write {"dose": "20 mg", "days": 14}'))
            continue
        # Of an answer's own steps the day of the plan is passed over: it follows from the durations.
        outer = common | {key: value for key, value in entry.items() if key not in ("doses", "first_day")}
        doses = entry.get("doses", [{}])
        if not isinstance(doses, list) or not all(isinstance(dose, dict) for dose in doses):
            problems.append(Problem(place, 'doses: write [{"drug": "diazepam", "time": "night", "dose_mg": "5"}, …]'))
            continue
        if len(doses) > MOST_COLUMNS or max(map(len, (entry, *doses))) > MOST_COLUMNS:
            problems.append(Problem(place, f"has more than {MOST_COLUMNS} entries: keep the schedule's only"))
            continue
        for dose in doses:
            if "doses" in entry:
                outer.setdefault("step", str(number))
            yield _row(outer | _by_time(dose), place, name, problems, findings, is_drug)


def _by_time(dose: Mapping[str, object]) -> dict[str, object]:
    """Turn a dose of an answer's JSON, with its time and its verdict, into columns."""
    if "time" not in dose:
        return dict(dose)
    column = "dose" if dose["time"] == DAY else str(dose["time"])
    unit = "_mg" if "dose_mg" in dose else ""
    return {f"{column}{unit}": dose.get(f"dose{unit}"), "drug": dose.get("drug")}


def _row(
    entry: Mapping[str, object],
    place: str,
    name: str,
    problems: list[Problem],
    findings: Findings,
    is_drug: IsDrug,
) -> Row:
    cells: dict[str, tuple[str, str | None]] = {}
    for key, value in entry.items():
        column = read_header(key, place, problems, is_drug)
        if not column.known:
            problems.append(Problem(place, unknown_column(column)))
        elif not column.name:
            findings.remark(f"{name}: {quoted(key)} is passed over")
        elif isinstance(value, str):
            cells[column.name] = (value, column.unit)
            if column.drug:
                cells["drug"] = (column.drug, None)
        elif value is not None:
            problems.append(Problem(place, f"{shown(key)}: write a text or a number"))
    return Row(place, cells)
