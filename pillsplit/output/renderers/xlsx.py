"""Records as an Excel workbook, which every verb that takes a schedule reads back.

Numbers are number cells of the very digits that the CSV has; what Excel could not hold exactly, such as a third, is
text. No text is ever a formula.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pillsplit.errors import UsageError
from pillsplit.output.table import Records
from pillsplit.output.view import Style, View

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

EXTRA = 'pip install "pillsplit[excel]"'
MOST_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
WIDEST = 60
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def render(view: View, style: Style) -> bytes:
    """Dress the records of a view as a workbook of one sheet.

    Raises:
        UsageError: where the library that writes it is not installed, or the view has no table.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise UsageError(f"Excel workbooks are written by a library that is not installed: {EXTRA}") from None
    records = view.records()
    if not records.keys:
        raise UsageError("has no table to write: choose text", field="format", value="xlsx")
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "pillsplit"
    _fill(sheet, records, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, records: Records, style: Style) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    wording = str if records.verbatim else style.wording
    rows = [records.keys, *([wording(cell) for cell in row] for row in records.rows)]
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                _write(sheet, number, column, text)
    for column, _ in enumerate(records.keys, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _width(rows, column - 1)
    sheet.freeze_panes = "A2"


def _width(rows: Sequence[Sequence[str]], column: int) -> int:
    return min(WIDEST, 2 + max(len(row[column]) for row in rows))


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if re.fullmatch(_NUMBER, text) and len(re.sub("[^0-9]", "", text).lstrip("0")) <= MOST_DIGITS:
        cell.value = Decimal(text)
    elif re.fullmatch(_DATE, text) and (date := _date(text)):
        cell.value = date
        cell.number_format = "yyyy-mm-dd"
    else:
        cell.value = _printable(text)
        cell.data_type = "s"  # never a formula, whatever it begins with


def _date(text: str) -> datetime.date | None:
    """Return a date that Excel has: it begins to count with the year 1900."""
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year > 1900 else None


def _printable(text: str) -> str:
    """Take out what no workbook may hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
