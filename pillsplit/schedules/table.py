"""The rows of a table with a header, whether it is text or a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem, quoted
from pillsplit.schedules.headers import Column, IsDrug, is_a_slip, passed_over, read_headers, unknown_column
from pillsplit.schedules.rows import COUNTED, PLACES, Findings, Row

MOST_ABOVE = 10
"""Lines that may stand above the header."""


class Record(NamedTuple):
    """One line of a table: its place, its cells, and what a sheet calls each of them."""

    place: str
    cells: Sequence[str]
    names: Sequence[str] = ()


def table_rows(
    records: Iterable[Record], problems: list[Problem], findings: Findings, is_drug: IsDrug
) -> Iterator[Row]:
    """Yield the rows under the header of a table; what is wrong goes to *problems*, what is passed over is remarked."""
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    header, above = _header(filled, is_drug)
    if header is None:
        return
    for record in filled[:above]:
        findings.remark(f"{record.place}: what stands above the header is passed over")
    columns = read_headers(header.cells, header.place, problems, is_drug)
    body = filled[above + 1 :]
    if not columns or not _are_enough(columns, header, body, problems):
        return
    columns = _total_in_the_same_unit(columns)
    if said := passed_over(columns):
        findings.remark(f"{header.place}: {said}")
    for record in body:
        if len(record.cells) > len(columns) and any(cell.strip() for cell in record.cells[len(columns) :]):
            problems.append(
                Problem(
                    record.place,
                    f"has {len(record.cells)} cells under {len(columns)} columns: quote a cell that holds a comma, "
                    "a semicolon or a tab",
                )
            )
            continue
        yield from _rows(record, columns)


def _header(records: Sequence[Record], is_drug: IsDrug) -> tuple[Record | None, int]:
    """Return the header and its index: the first line, or the first below it with more than one column known."""
    for index, record in enumerate(records[: MOST_ABOVE + 1]):
        cells = [cell for cell in record.cells if cell.strip()]
        if len(cells) < 2 and index + 1 < len(records):
            below = max((sum(map(bool, each.cells)) for each in records[index + 1 : index + 3]), default=0)
            if below > 1 and not any(column.name for column in read_headers(cells, "", [], is_drug)):
                continue
        return record, index
    return (records[0], 0) if records else (None, 0)


def _are_enough(columns: Sequence[Column], header: Record, body: Sequence[Record], problems: list[Problem]) -> bool:
    """Return whether what is passed over is not needed; where it may be, it is a problem."""
    lacks = not any(column.holds_doses for column in columns) or not any(column.name in PLACES for column in columns)
    before = len(problems)
    for index, column in enumerate(columns):
        if column.known or (not column.written and not _holds(body, index)):
            continue
        if lacks or is_a_slip(column):
            problems.append(Problem(header.place, unknown_column(column)))
        elif column.unit or _holds_masses(body, index):
            what = quoted(column.written) if column.written else f"{index + 1}, which has no name,"
            problems.append(
                Problem(
                    header.place,
                    f"column {what} holds amounts, and it is not known of what: name a time of day, such as morning or "
                    "08:00, or a drug, or leave it out",
                )
            )
    return len(problems) == before


def _total_in_the_same_unit(columns: Sequence[Column]) -> list[Column]:
    """Give a total without a unit that of its parts, where they have one."""
    units = {column.unit for column in columns if column.holds_doses and column.name != "total"}
    unit = units.pop() if len(units) == 1 else None
    return [each._replace(unit=each.unit or unit) if each.name == "total" else each for each in columns]


def _holds(body: Sequence[Record], index: int) -> bool:
    return any(record.cells[index].strip() for record in body if index < len(record.cells))


def _holds_masses(body: Sequence[Record], index: int) -> bool:
    """Return whether a cell of a column is a number with a unit of mass."""
    units = "|".join(map(re.escape, Mass.UNITS))
    return any(
        re.match(rf"[0-9.,/½¼¾⅓⅔⅛]{{1,20}} ?(?:{units})\b", record.cells[index].strip().lower())
        for record in body
        if index < len(record.cells)
    )


def _rows(record: Record, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the row of a line, or a row for each drug where the header names some."""
    has_other = any(column.holds_doses and column.name not in (*COUNTED, "total") for column in columns)
    cells: dict[str, tuple[str, str | None]] = {}
    names: dict[str, str] = {}
    drugs: dict[str, tuple[str, str | None]] = {}
    for index, (column, cell) in enumerate(zip(columns, record.cells, strict=False)):
        if not column.name or (column.name in COUNTED and has_other):
            continue
        if column.drug:
            drugs[column.drug] = (cell, column.unit)
            continue
        cells[column.name] = (cell, column.unit)
        if index < len(record.names):
            names[column.name] = record.names[index]
    if not drugs:
        yield Row(record.place, cells, names)
    taken = {drug: cell for drug, cell in drugs.items() if cell[0].strip()}
    for drug, dose in (taken or drugs).items():
        yield Row(record.place, cells | {"drug": (drug, None), "dose": dose}, names)
