"""One row of a schedule as it was written, whatever it was written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pillsplit.model.schedule import TIMES

MOST_ROWS = 10_000
"""Rows of one file: every step that a schedule may have, of two drugs."""
MOST_COLUMNS = 100
DOSE_COLUMNS = ("dose", *TIMES)
COLUMNS = ("step", "drug", *DOSE_COLUMNS, "days", "weeks", "start", "end", "note")
"""The columns that a schedule is told to have; what else they are called stands in the data."""
COUNTED = {"tablets": "tablet", "drops": "drop", "volume": "ml"}
"""Columns that count out a product, each with what it counts."""
PLACES = ("step", "days", "weeks", "week", "on_day", "period", "start", "end")
"""Columns that say when a row holds."""


class Row(NamedTuple):
    """One row: its place, and the text of each column with the unit of the column's header.

    A time at which a dose is taken is a column of its own: ``morning``, ``08:00``.
    """

    place: str
    cells: Mapping[str, tuple[str, str | None]]
    names: Mapping[str, str] = {}
    """What a sheet calls the cell of each column: ``C3``."""

    def text(self, column: str) -> str:
        """Return what stands in *column*, without the blanks around it; empty where nothing does."""
        cell = self.cells.get(column)
        return cell[0].strip() if cell else ""

    def unit(self, column: str) -> str | None:
        """Return the unit that the header of *column* gives."""
        return self.cells.get(column, ("", None))[1]

    def called(self, column: str) -> str:
        """Return how *column* of this row is called where something is wrong there: ``dose``, ``dose (C3)``."""
        name, said = self.names.get(column), column.removeprefix("on_")
        return f"{said} ({name})" if name else said


class Findings:
    """What the readers have to say of a whole file beside its rows."""

    def __init__(self) -> None:
        self.remarks: dict[str, None] = {}
        """Sentences, each once, in order."""
        self.beside: str = ""
        """The first text beside a dose that was passed over."""

    def remark(self, text: str) -> None:
        """Keep a sentence, once."""
        self.remarks[text] = None

    def beside_dose(self, text: str) -> None:
        """Keep that a text beside a dose was passed over."""
        self.beside = self.beside or text

    def said(self) -> tuple[str, ...]:
        """Return every remark."""
        more = (f"what stands beside a dose, such as {self.beside}, is passed over",) if self.beside else ()
        return (*self.remarks, *more)
