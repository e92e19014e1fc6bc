"""Records as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from pillsplit.output.table import Records
from pillsplit.output.view import Style, View


def render(view: View, style: Style) -> str:
    """Dress the records of a view as CSV."""
    return as_csv(view.records(), style.wording)


def as_csv(records: Records, wording: Callable[[str], str] = str) -> str:
    """Dress records as CSV; a text that a spreadsheet would run as a formula is kept from it by an apostrophe."""
    if not records.keys:
        return ""
    if records.verbatim:
        wording = str
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records.keys)
    writer.writerows([_no_formula(wording(cell)) for cell in row] for row in records.rows)
    return out.getvalue()


def _no_formula(cell: str) -> str:
    is_number = cell.lstrip("-").replace(".", "", 1).replace("/", "", 1).isdigit()
    # Apostrophes of its own are kept apart by one more, so that `rows` can take the one off that was put on.
    return f"'{cell}" if cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else cell
