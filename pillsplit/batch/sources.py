"""One input file of a batch, seen as rows in the database: Parquet, CSV or Arrow."""

from __future__ import annotations

import csv
import glob
import os
from pathlib import Path
from typing import NamedTuple

import duckdb

from pillsplit.errors import InputError, Problem, UsageError, did_you_mean, shown

NEEDED = ("schedule_id", "step", "days")
DOSES = ("dose_ug", "dose", "dose_mg")
KNOWN = (*NEEDED, "drug", "time", *DOSES)
ARROW = (".arrow", ".feather", ".ipc")
TEXTS = (".csv", ".tsv", ".txt")
FORMS = (".parquet", *TEXTS, *ARROW)
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_FLOATS = ("FLOAT", "DOUBLE")
_LONGEST_HEADER = 65_536


class Source(NamedTuple):
    """The rows of one file."""

    path: Path
    parquet: Path
    """The file itself, or what a CSV or Arrow file was turned into."""
    dose: str
    """The column that holds the doses: of ``DOSES``."""
    is_plain: bool
    """Whether doses are whole micrograms of a Parquet file, without times of day: nothing has to be read first."""
    has_drug: bool
    has_time: bool
    step: str
    """SQL that gives the step as a whole number, null where it is none."""
    days: str

    @property
    def rows(self) -> str:
        """SQL for its rows, each with its number in the file (``file_row_number``, from 0)."""
        return f"read_parquet({quoted(self.parquet)}, file_row_number=true)"


def quoted(text: str | Path) -> str:
    """Write *text* as a string of SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def files(written: str) -> list[Path]:
    """Return the files that a name or a pattern such as ``2026/*.parquet`` stands for, in order.

    Raises:
        UsageError: where there are none, or one is of a form that is not read here.
    """
    found = [Path(written)] if os.path.isfile(written) else sorted(map(Path, glob.glob(written, recursive=True)))
    found = [path for path in found if path.is_file()]
    if not found:
        raise UsageError(f"{shown(written, 200)} is no file: name a Parquet, CSV or Arrow file, or a pattern in quotes")
    for path in found:
        if path.suffix.lower() not in FORMS:
            raise UsageError(f"{shown(str(path), 200)} is none of {', '.join(FORMS)}: name a file of these")
    return found


def opened(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, *, drug: str | None) -> Source:
    """Return the rows of the file at *path*; what is no Parquet is turned into it in *folder*.

    Raises:
        InputError: where it cannot be read, or a column is missing or of a type that holds no exact number.
    """
    parquet = path
    try:
        if path.suffix.lower() != ".parquet":
            parquet = folder / f"{path.name}.parquet"
            _turn(connection, path, parquet)
        described = connection.sql(f"describe select * from read_parquet({quoted(parquet)})").fetchall()
    except (duckdb.Error, OSError, ValueError) as error:
        if isinstance(error, duckdb.OutOfMemoryException) or "No space" in str(error):
            raise
        first = str(error).splitlines()[0]
        raise InputError([Problem(shown(str(path), 200), f"cannot be read ({first}): write it again")]) from None
    types = {name.lower(): kind for name, kind, *_ in described}
    problems = _problems(types, drug)
    if problems:
        raise InputError([Problem(shown(str(path), 200), what) for what in problems])
    (dose,) = (name for name in DOSES if name in types)
    return Source(
        path,
        parquet,
        dose,
        dose == "dose_ug" and types[dose] in _WHOLE and "time" not in types,
        "drug" in types,
        "time" in types,
        _whole("step", types["step"]),
        _whole("days", types["days"]),
    )


def _turn(connection: duckdb.DuckDBPyConnection, path: Path, parquet: Path) -> None:
    if path.suffix.lower() in TEXTS:
        # Nothing is left for DuckDB to guess: what it takes for a title or a stray line would be passed over unsaid.
        separator, names = _header(path)
        columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
        rows = (
            f"read_csv({quoted(path)}, auto_detect=false, header=true, delim={quoted(separator)}, quote='\"', "
            f"escape='\"', nullstr='', strict_mode=true, columns={{{columns}}})"
        )
    else:
        from pyarrow import dataset  # DuckDB's own reader of Arrow files is a download

        connection.register("arrow_rows", dataset.dataset(path, format="ipc"))
        rows = "arrow_rows"
    connection.execute(f"copy (select * from {rows}) to {quoted(parquet)} (format parquet)")
    if rows == "arrow_rows":
        connection.unregister(rows)


def _header(path: Path) -> tuple[str, list[str]]:
    """Return what separates the columns of a text, and their names in lower case."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        first = text.readline(_LONGEST_HEADER)
    separator = max((",", ";", "\t"), key=first.count)
    names = next(csv.reader([first], delimiter=separator), [])
    return separator, [name.strip().lower() for name in names]


def _problems(types: dict[str, str], drug: str | None) -> list[str]:
    problems = []
    for name in (*NEEDED, *(() if drug else ("drug",))):
        if name not in types:
            near = did_you_mean(name, types)
            problems.append(f"there is no column {name}{near}: the columns are {', '.join(NEEDED)}, drug and a dose")
    doses = [name for name in DOSES if name in types]
    if len(doses) != 1:
        problems.append(
            f"{' and '.join(doses) or 'no column'} for the dose: write one of dose_ug (whole micrograms), dose (text "
            "with its unit) and dose_mg (a decimal type)"
        )
    for name in (*NEEDED[1:], *doses):
        kind = types.get(name, "VARCHAR")
        if kind in _FLOATS:
            problems.append(
                f"{name} is a binary float ({kind.lower()}), which cannot hold 0.1 exactly: write "
                + ("whole numbers" if name in NEEDED else "dose_ug as whole micrograms, or dose_mg as a decimal type")
            )
        elif kind not in _WHOLE and kind != "VARCHAR" and not (name == "dose_mg" and kind.startswith("DECIMAL")):
            problems.append(f"{name} is of the type {kind.lower()}: write whole numbers or text")
    if types.get("dose") in _WHOLE:
        problems.append("dose holds numbers without a unit: name it dose_ug, or write text such as 2.5 mg")
    return problems


def _whole(name: str, kind: str) -> str:
    if kind in _WHOLE:
        return f"cast({name} as bigint)"
    return f"case when regexp_full_match(trim({name}), '[0-9]{{1,9}}') then cast(trim({name}) as bigint) end"
