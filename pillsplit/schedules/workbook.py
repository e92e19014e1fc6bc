"""Schedules in an Excel workbook: the cells of one sheet as text, numbers as Excel holds them."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from numbers import Real
from typing import Any

from pillsplit.errors import InputError, Problem, UsageError, quoted
from pillsplit.schedules.headers import IsDrug
from pillsplit.schedules.rows import MOST_COLUMNS, Findings, Row
from pillsplit.schedules.table import Record, table_rows

MAGIC = b"PK\x03\x04"
"""What such a file begins with; it is a zip archive."""
LARGEST_UNPACKED = 20_000_000
"""Bytes; a schedule of ten years in days takes a tenth of it, an archive that is made to explode takes more."""
MOST_ROWS = 5_000
"""Rows of a sheet, fewer than of a text: a cell takes a hundred times as long to read."""
_DAMAGED = "is damaged, or no Excel workbook: save it as .xlsx again, or as CSV"
EXTRA = 'pip install "pillsplit[excel]"'


def rows(
    data: bytes, name: str, problems: list[Problem], findings: Findings, is_drug: IsDrug, sheet: str | None = None
) -> Iterator[Row]:
    """Yield the rows of a sheet, the first where none is named.

    Raises:
        InputError: where the file cannot be read at all.
        UsageError: where what reads it is not installed.
    """
    yield from table_rows(_records(data, name, sheet, problems, findings), problems, findings, is_drug)


def _records(data: bytes, name: str, sheet: str | None, problems: list[Problem], findings: Findings) -> list[Record]:
    try:
        import openpyxl
    except ImportError:
        raise UsageError(f"{name} is an Excel workbook, and what reads it is not installed: {EXTRA}") from None
    _refuse_what_explodes(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a sheet holds beside its cells
            values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            sheets = [each.title for each in values.worksheets]
            title = _sheet(sheets, sheet, name, findings)
            return list(_cells(values[title], formulas[title], name, problems))
    except InputError:
        raise
    except Exception:  # whatever a damaged file makes the library raise
        raise InputError(
            [Problem(name, "is damaged, or no Excel workbook: save it as .xlsx again, or as CSV")]
        ) from None


def _refuse_what_explodes(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            size = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InputError(
            [Problem(name, "is damaged, or no Excel workbook: save it as .xlsx again, or as CSV")]
        ) from None
    if size > LARGEST_UNPACKED:
        raise InputError(
            [Problem(name, f"unpacks to more than {LARGEST_UNPACKED:,} bytes: keep the schedule's sheet only")]
        )
    if "[Content_Types].xml" not in names or not any(each.startswith("xl/") for each in names):
        raise InputError([Problem(name, "is no Excel workbook (.xlsx): save the sheet as .xlsx or as CSV")])


def _sheet(sheets: list[str], sheet: str | None, name: str, findings: Findings) -> str:
    """Return the title of the sheet that is read."""
    if not sheets:
        raise InputError([Problem(name, "has no sheet: save it as .xlsx again, or as CSV")])
    if sheet is None:
        if len(sheets) > 1:
            others = ", ".join(quoted(each) for each in sheets[1:6])
            findings.remark(
                f"{name}: sheet {quoted(sheets[0])} is read, not {others}; write {name}:{sheets[1]} for that one"
            )
        return sheets[0]
    found = next((each for each in sheets if each.strip().lower() == sheet.strip().lower()), None)
    if found is None:
        raise InputError(
            [
                Problem(
                    name,
                    f"has no sheet {quoted(sheet)}: its sheets are {', '.join(quoted(each) for each in sheets[:8])}",
                )
            ]
        )
    return found


def _cells(values: Any, formulas: Any, name: str, problems: list[Problem]) -> Iterator[Record]:
    values.reset_dimensions()
    formulas.reset_dimensions()
    lines = zip_longest(values.iter_rows(), formulas.iter_rows(), fillvalue=())
    for number, (line, written) in enumerate(lines, start=1):
        place = f"{name}:{number}"
        if number > MOST_ROWS:
            problems.append(Problem(place, f"has more than {MOST_ROWS:,} rows: keep the schedule's rows only"))
            return
        if len(line) > MOST_COLUMNS and any(cell.value is not None for cell in line[MOST_COLUMNS:]):
            problems.append(Problem(place, f"has more than {MOST_COLUMNS} columns: keep the schedule's columns only"))
            return
        cells, names = [], []
        for index, (cell, formula) in enumerate(zip_longest(line[:MOST_COLUMNS], written[:MOST_COLUMNS])):
            called = f"{_letters(index)}{number}"
            names.append(called)
            cells.append(_text(cell, formula, called, place, problems))
        yield Record(place, cells, names)


def _text(cell: Any, formula: Any, called: str, place: str, problems: list[Problem]) -> str:
    """Return what a cell holds as text."""
    value = None if cell is None else cell.value
    if value is None:
        source = None if formula is None else formula.value
        if isinstance(source, str) and source.startswith("="):
            problems.append(
                Problem(place, f"cell {called} holds a formula without a result: save it in Excel, or write it out")
            )
        return ""
    if isinstance(value, bool | datetime.timedelta):
        problems.append(Problem(place, f"cell {called} holds {value}, neither text nor a number: write it out"))
        return ""
    if isinstance(value, str):
        return value if not value.startswith("#") or cell.data_type != "e" else _error(value, called, place, problems)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, Real):
        return _number(value) + _unit(cell)
    return str(value)


def _error(value: str, called: str, place: str, problems: list[Problem]) -> str:
    problems.append(Problem(place, f"cell {called} holds the error {value}: write what is meant"))
    return ""


def _number(value: Real) -> str:
    """Return a number as Excel holds it: to 15 significant digits, without an exponent."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(format(value, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit(cell: Any) -> str:
    """Return the unit that the format of a cell puts after its number: ``0.0" mg"``."""
    parts = str(cell.number_format).split('"')
    unit = parts[1].strip() if len(parts) > 2 else ""
    return f" {unit}" if unit.lower() in ("mg", "mcg", "µg", "g", "ml", "d", "days", "weeks") else ""


def _letters(index: int) -> str:
    """Return the letters of a column, from 0: ``A``, ``Z``, ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
