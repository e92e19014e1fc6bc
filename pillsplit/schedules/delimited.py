"""Schedules as text with a header, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pillsplit.errors import InputError, Problem
from pillsplit.schedules.headers import IsDrug
from pillsplit.schedules.rows import MOST_COLUMNS, MOST_ROWS, Findings, Row
from pillsplit.schedules.table import MOST_ABOVE, Record, table_rows


def rows(text: str, name: str, problems: list[Problem], findings: Findings, is_drug: IsDrug) -> Iterator[Row]:
    """Yield the rows of a text with a header."""
    found = list(_records(text, name, problems))
    yield from table_rows(found, problems, findings, is_drug)


def _records(text: str, name: str, problems: list[Problem]) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True, skipinitialspace=True)
    start = 1
    try:
        for number, record in enumerate(reader):
            if number > MOST_ROWS or len(record) > MOST_COLUMNS:
                what = f"{MOST_ROWS:,} rows" if number > MOST_ROWS else f"{MOST_COLUMNS} columns"
                raise InputError([Problem(f"{name}:{start}", f"has more than {what}: keep the schedule's only")])
            yield Record(f"{name}:{start}", [_unguarded(cell) for cell in record])
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"{name}:{start}", f'is not CSV ({error}): quote cells with " on both sides'))


def _delimiter(text: str) -> str:
    """Return the sign that stands in most of the first lines: a decimal comma, or one in a title, stands in fewer."""
    lines = [line for line in text.splitlines() if line.strip()][: MOST_ABOVE + 1]
    return max(",;\t", key=lambda sign: (sum(sign in line for line in lines), "".join(lines[:1]).count(sign)))


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@") else cell
