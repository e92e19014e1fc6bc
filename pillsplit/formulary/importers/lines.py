"""Files of rows, read a line at a time: tab-separated or comma-separated, in UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from pillsplit.errors import InputError, Problem
from pillsplit.formulary.importers.findings import Findings

LONGEST_LINE = 1_000_000
"""Bytes; a register's longest rows are a hundredth of it."""
_BEGINNING = 10_000
"""So many bytes of a row that cannot be read are looked at for the drug's name."""
_MOST_LINES = 50
"""A row of quoted cells spans no more; a mark that is left open would swallow the file."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f]")
_BEGINS_A_ROW = re.compile(r'"[0-9]+",')


@frozen
class Row:
    """One row: its cells by the names of their columns, and where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        """The place as people look for it: ``product.txt:17``."""
        return f"{self.file}:{self.number}"

    @property
    def line(self) -> str:
        """The row as a source names it: ``line 17``."""
        return f"line {self.number}"

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str) -> str:
        """Return a cell of a column that not every copy has; empty where it has none."""
        return self.cells.get(column, "")


def tabbed(path: Path, columns: Sequence[str], findings: Findings) -> Iterator[Row]:
    """Yield the rows of a tab-separated file without a header, whose first columns are *columns*."""
    for number, line in _lines(path, findings):
        cells = [cell.strip() for cell in line.split("\t")]
        if row := _row(path, number, cells, columns, len(columns), findings):
            yield row


def with_header(path: Path, needed: Sequence[str], findings: Findings) -> Iterator[Row]:
    """Yield the rows of a tab-separated file whose header names at least the columns *needed*.

    Raises:
        InputError: where the header does not.
    """
    header: list[str] | None = None
    for number, line in _lines(path, findings):
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = [cell.upper() for cell in cells]
            if missing := [name for name in needed if name not in header]:
                what = f"has no column {', '.join(missing)}: is it the file as it was published?"
                raise InputError([Problem(f"{path.name}:{number}", what)])
        elif row := _row(path, number, cells, header, 1 + max(map(header.index, needed)), findings):
            yield row


def comma_separated(path: Path, columns: Sequence[str], findings: Findings) -> Iterator[Row]:
    """Yield the rows of a comma-separated file of quoted cells; a header, which some copies have, is passed over."""
    for number, line in _quoted(path, findings):
        try:
            cells = next(csv.reader(line.splitlines(keepends=True), strict=True), [])
        except csv.Error as error:
            findings.unreadable(path.name, number, f"is not a row of quoted cells ({error})", line)
            continue
        cells = list(map(_in_one_line if "\n" in line else str.strip, cells))
        if cells[:1] == [columns[0]]:
            continue
        if row := _row(path, number, cells, columns, len(columns), findings):
            yield row


def _in_one_line(cell: str) -> str:
    return " ".join(cell.split())


def _quoted(path: Path, findings: Findings) -> Iterator[tuple[int, str]]:
    """Yield the rows of quoted cells, each with the number of its first line: a cell may hold line breaks.

    A quotation mark that is never closed is noted where the next row begins.
    """
    begun, row, marks = 0, "", 0
    lines = 0
    for number, line in _lines(path, findings):
        if marks % 2 and (lines == _MOST_LINES or _BEGINS_A_ROW.match(line)):
            findings.unreadable(path.name, begun, _OPEN, row)
            marks = 0
        if marks % 2 == 0:
            begun, row, marks, lines = number, "", 0, 0
        row = f"{row}\n{line}" if row else line
        marks += line.count('"')
        lines += 1
        if marks % 2 == 0:
            yield begun, row
    if marks % 2:
        findings.unreadable(path.name, begun, _OPEN, row)


_OPEN = "has a quotation mark that is not closed"


def _row(
    path: Path, number: int, cells: Sequence[str], columns: Sequence[str], least: int, findings: Findings
) -> Row | None:
    if not any(cells):
        return None
    if len(cells) < least:
        what = f"has {len(cells)} columns, and at least {least} are needed"
        findings.unreadable(path.name, number, what, "\t".join(cells))
        return None
    if len(cells) < len(columns):
        cells = [*cells, *[""] * (len(columns) - len(cells))]
    return Row(path.name, number, dict(zip(columns, cells, strict=False)))


def _lines(path: Path, findings: Findings) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that are text, with their numbers; the others are noted."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(_raw_lines(file), start=1):
                if len(raw) > LONGEST_LINE:
                    what = f"is longer than {LONGEST_LINE:,} bytes"
                    findings.unreadable(path.name, number, what, raw[:_BEGINNING].decode("latin-1"))
                elif (text := _text(raw)) is None:
                    what = "is not text in UTF-8 or Windows-1252"
                    findings.unreadable(path.name, number, what, raw[:_BEGINNING].decode("latin-1"))
                else:
                    yield number, text
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}): check its permissions")]) from None


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, of each that is too long only its beginning."""
    while raw := file.readline(LONGEST_LINE + 1):
        yield raw
        while len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
            raw = file.readline(LONGEST_LINE + 1)


def _text(raw: bytes) -> str | None:
    """Return the text of a line, or None where it is none.

    A row of French or English in Windows-1252 with a letter beyond ASCII is no UTF-8, so UTF-8 is tried first.
    """
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding).rstrip("\r\n")
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None
