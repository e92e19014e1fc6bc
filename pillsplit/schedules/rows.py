"""Three ways to write a schedule, CSV, JSON and inline text, read as rows of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem, did_you_mean, quoted, shown
from pillsplit.model.schedule import DAY, TIMES

COLUMNS = ("step", "drug", "dose", *TIMES, "days", "weeks", "start", "end", "note")
DOSE_COLUMNS = ("dose", *TIMES)
_HEADER = r"([a-z]+)(?:[ _]*(?:\(([^()\[\]]+)\)|\[([^()\[\]]+)\]|_([a-zµμ]+)))?"
_INLINE = r"\s*(?P<dose>[^;]*?\S)\s*[x×*]\s*(?P<time>[0-9][^,;]*?)\s*(?:[,;]|$)"


class Row(NamedTuple):
    """One row as it was written: its place, and the text of each column with the unit of the column's header."""

    place: str
    cells: Mapping[str, tuple[str, str | None]]

    def text(self, column: str) -> str:
        """Return what stands in *column*, without the blanks around it; empty where nothing does."""
        return self.cells.get(column, ("", None))[0].strip()


def inline_rows(text: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield a row for each step of ``20 mg x 14d, 18 mg x 2w``."""
    position = number = 0
    drug: dict[str, tuple[str, str | None]] = {}
    while position < len(text.rstrip(" ,;")):
        number += 1
        match = re.match(_INLINE, text[position:], re.IGNORECASE)
        if not match:
            rest = text[position:].strip()
            problems.append(Problem(f"step {number}", f"{quoted(rest)} is not understood: write it like 20 mg x 14d"))
            return
        position += match.end()
        cells = drug | {"dose": (match["dose"], None), "days": (match["time"], None)}
        if named := re.match(r"([^\W\d_][^\d]*?) +(?=[\d½¼¾⅓⅔.,])", match["dose"]):
            drug = {"drug": (named[1], None)}  # and of the steps after it, until another is named
            cells |= drug | {"dose": (match["dose"][named.end() :], None)}
        yield Row(f"step {number}", cells)


def csv_rows(text: str, name: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a CSV text with a header, separated as its header is: by comma, semicolon or tab."""
    import csv  # with json and io: only what the schedule is written in is loaded
    import io

    lines = text.splitlines()
    header_line = next(number for number, line in enumerate(lines, start=1) if line.strip())
    delimiter = max(",;\t", key=lines[header_line - 1].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    columns: list[tuple[str, str | None]] | None = None
    start = 1
    try:
        for record in reader:
            place, start = f"{name}:{start}", reader.line_num + 1
            if not any(cell.strip() for cell in record):
                continue
            if columns is None:
                columns = _columns(record, place, problems)
                if not columns:
                    return
                continue
            if len(record) > len(columns) and any(cell.strip() for cell in record[len(columns) :]):
                problems.append(
                    Problem(
                        place,
                        f"has {len(record)} cells under {len(columns)} columns: quote a cell that "
                        f"holds {'a tab' if delimiter == chr(9) else repr(delimiter)}",
                    )
                )
                continue
            yield Row(
                place,
                {column: (_unguarded(cell), unit) for (column, unit), cell in zip(columns, record, strict=False)},
            )
    except csv.Error as error:
        problems.append(Problem(f"{name}:{start}", f'is not CSV ({error}): quote cells with " on both sides'))


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@") else cell


def _columns(header: Sequence[str], place: str, problems: list[Problem]) -> list[tuple[str, str | None]]:
    """Read the header; an empty list where it cannot be used."""
    columns: list[tuple[str, str | None]] = []
    before = len(problems)
    for cell in header:
        column, unit = _column(cell, place, problems)
        if column and any(column == other for other, _ in columns):
            problems.append(Problem(place, f"column {quoted(column)} stands twice: keep one"))
        columns.append((column, unit))
    return columns if len(problems) == before else []


def _column(cell: str, place: str, problems: list[Problem]) -> tuple[str, str | None]:
    """Read one column name: the known column, and the unit that the name carries."""
    name = " ".join(cell.strip().lower().split())
    match = re.fullmatch(_HEADER, name)
    column, unit = (match[1], match[2] or match[3] or match[4]) if match else (name, None)
    if column not in COLUMNS or (unit and column not in DOSE_COLUMNS):
        known = f"the columns are {', '.join(COLUMNS)}"
        what = quoted(cell.strip()) if cell.strip() else "without a name"
        problems.append(Problem(place, f"column {what} is not known{did_you_mean(name, COLUMNS)}: {known}"))
        return "", None
    if unit is not None:
        try:
            Mass.parse("1", unit.strip())
        except AmountError as error:
            problems.append(Problem(place, f"column {quoted(cell.strip())}: {error}"))
    return column, unit and unit.strip()


def json_rows(text: str, name: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a JSON text: a list of steps, or an object that holds one under ``steps``."""
    import json

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
    for number, entry in enumerate(document, start=1):
        place = f"{name}: step {number}"
        if not isinstance(entry, dict):
            problems.append(Problem(place, 'is no step: write {"dose": "20 mg", "days": 14}'))
            continue
        # Of an answer's own steps the day of the plan is passed over: it follows from the durations.
        outer = common | {key: value for key, value in entry.items() if key not in ("doses", "first_day")}
        doses = entry.get("doses", [{}])
        if not isinstance(doses, list) or not all(isinstance(dose, dict) for dose in doses):
            problems.append(Problem(place, 'doses: write [{"drug": "diazepam", "time": "night", "dose_mg": "5"}, …]'))
            continue
        for dose in doses:
            if "doses" in entry:
                outer.setdefault("step", str(number))
            yield _json_row(outer | _by_time(dose), place, problems)


def _by_time(dose: Mapping[str, object]) -> dict[str, object]:
    """Turn a dose of an answer's JSON, with its time and its verdict, into columns."""
    if "time" not in dose:
        return dict(dose)
    column = "dose" if dose["time"] == DAY else str(dose["time"])
    unit = "_mg" if "dose_mg" in dose else ""
    return {f"{column}{unit}": dose.get(f"dose{unit}"), "drug": dose.get("drug")}


def _json_row(entry: Mapping[str, object], place: str, problems: list[Problem]) -> Row:
    cells: dict[str, tuple[str, str | None]] = {}
    for key, value in entry.items():
        column, unit = _column(key, place, problems)
        if isinstance(value, str):
            cells[column] = (value, unit)
        elif value is not None:
            problems.append(Problem(place, f"{shown(key)}: write a text or a number"))
    return Row(place, cells)
