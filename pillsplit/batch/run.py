"""A whole batch: every input file in turn, each with its finished files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from attrs import asdict, fields, frozen

from pillsplit import __version__
from pillsplit.amounts.number import written_percent
from pillsplit.batch.engine import Engine
from pillsplit.batch.parts import finished, key_of, place, put
from pillsplit.batch.sources import Source, files, opened
from pillsplit.batch.spellings import Spellings
from pillsplit.errors import InputError, Problem, UsageError
from pillsplit.model.noun import Noun
from pillsplit.request import Request

_STOCK = pa.schema(
    [
        *((name, pa.string()) for name in ("product", "drug", "tablets", "parts", "ml")),
        ("bottles_at_least", pa.int64()),
        ("schedules", pa.int64()),
    ]
)


@frozen(eq=False, kw_only=True)
class Outputs(Noun):
    """Where the answers go; with several input files each is a folder with one file for each of them."""

    answers: Path
    steps: Path | None = None
    stock: Path | None = None

    @property
    def problems(self) -> Path:
        """What was left out, beside the answers."""
        return self.answers.with_name("problems.parquet")

    def all(self) -> list[Path]:
        """Return those that are written, the answers last: where they are, the others are."""
        return [each for each in (self.problems, self.steps, self.stock, self.answers) if each]


@frozen(eq=False, kw_only=True)
class Summary(Noun):
    """What a batch comes to."""

    rows: int = 0
    schedules: int = 0
    practical: int = 0
    with_liquid: int = 0
    unreachable: int = 0
    left_out: int = 0
    wrong_rows: int = 0
    """Rows that were wrong; their schedules are left out."""

    def plus(self, more: dict[str, int]) -> Summary:
        """Return the sum of this and the figures of one more file."""
        return Summary(**{name: number + more[name] for name, number in asdict(self).items()})


def batch(
    schedules: str,
    request: Request,
    outputs: Outputs,
    *,
    memory: str = "1GB",
    temp: Path | None = None,
    max_wrong: Fraction | None = None,
    told: Callable[[Path, int, int | None], None] | None = None,
) -> Summary:
    """Answer the schedules of one file or of many, and write what they come to.

    Args:
        schedules: the name of a Parquet, CSV or Arrow file, or a pattern; a schedule stands whole in one file.
        request: the shelf, preferences and devices; its schedule plays no part.
        outputs: where the answers go.
        memory: the most that the database keeps in memory, such as ``1GB``.
        temp: the folder for what does not fit; one of the system's where it is None.
        max_wrong: the share of wrong rows at which it stops.
        told: is called after each file with its path, how many are done, and its rows (None where it was before).

    Raises:
        UsageError: for options, files or names that cannot be acted on, or a disk that is full.
        InputError: for a file that cannot be read or whose columns are wrong, or more wrong rows than *max_wrong*.
    """
    paths = files(schedules)
    refuse_inputs(paths, outputs)
    spellings = Spellings(request)
    try:
        with tempfile.TemporaryDirectory(prefix="pillsplit-", dir=temp) as folder:
            return _batch(paths, spellings, outputs, memory, Path(folder), max_wrong, told)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        first = str(error).splitlines()[0]
        raise UsageError(
            f"the database stopped ({first}): give it more `memory`, or a `temp` and an `output` with more room"
        ) from None


def refuse_inputs(paths: Sequence[Path], outputs: Outputs) -> None:
    """Refuse to write over what is read, or two answers to one file.

    Raises:
        UsageError: with the name of what would be lost.
    """
    targets = [each.resolve() for each in outputs.all()]
    for path in paths:
        if path.resolve() in targets or path.resolve().parent in targets:
            raise UsageError(f"{path} is what is read: write the answers elsewhere (`output`)")
    if len(set(targets)) < len(targets):
        raise UsageError("two answers would go to one file: name one for each (`output`, `steps`, `stock`)")
    for target in targets:
        if target.is_dir() and len(paths) == 1:
            raise UsageError(f"{target.name} is a folder: name a file")
        if target.is_file() and len(paths) > 1:
            raise UsageError(f"{target.name} is a file, and several files need a folder: name another (`output`)")


def _batch(
    paths: Sequence[Path],
    spellings: Spellings,
    outputs: Outputs,
    memory: str,
    folder: Path,
    max_wrong: Fraction | None,
    told: Callable[[Path, int, int | None], None] | None,
) -> Summary:
    request, summary = spellings.request, Summary()
    twice = _in_two_files(paths, memory, folder, request.drug)
    taken: list[Path] = []
    for done, path in enumerate(paths, start=1):
        taken.append(place(outputs.answers, path, len(paths), taken))
        places = {each: place(each, taken[-1], len(paths)) for each in outputs.all()}
        here = twice.get(path)
        status = path.stat()
        key = key_of(
            __version__, path.name, status.st_size, status.st_mtime_ns, _shelf_key(request), here and here.to_pylist()
        )
        before = [finished(each, key) for each in places.values()]
        figures = before[-1] if all(each is not None for each in before) else None
        if figures is None:
            with closing(_connected(memory, folder)) as connection, tempfile.TemporaryDirectory(dir=folder) as own:
                source = opened(connection, path, Path(own), drug=request.drug)
                figures = _answer(connection, source, spellings, outputs, places, key, Path(own), here)
            rows: int | None = figures["rows"]
        else:
            rows = None
        summary = summary.plus(figures)
        if told:
            told(path, done, rows)
        if max_wrong is not None and summary.wrong_rows > max_wrong * summary.rows:
            what = f"{summary.wrong_rows:,} of {summary.rows:,} rows are wrong, more than {written_percent(max_wrong)}"
            raise InputError([Problem(str(path), f"{what}: see {outputs.problems} and mend them, or allow more")])
    return summary


def _answer(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    spellings: Spellings,
    outputs: Outputs,
    places: dict[Path, Path],
    key: str,
    folder: Path,
    twice: pa.Table | None,
) -> dict[str, int]:
    engine = Engine(connection, source, spellings)
    engine.read(folder, twice)
    engine.total()
    summary = engine.summary()
    queries = {
        outputs.problems: engine.problems(),
        outputs.steps: engine.steps(),
        outputs.answers: engine.answers(),
    }
    if outputs.stock:
        connection.register("stock", pa.Table.from_pylist(engine.stock(), schema=_STOCK))
        queries[outputs.stock] = "select * from stock"
    for output, where in places.items():
        put(connection, queries[output], where, key, summary)
    return summary


def _connected(memory: str, folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    try:
        connection.execute("set memory_limit = $1", ["" if memory.startswith("-") else memory])  # -1 is no limit there
    except duckdb.Error:
        raise UsageError("write how much it may use, such as 1GB", field="memory", value=memory) from None
    connection.execute("set temp_directory = $1", [str(folder)])
    connection.execute("set enable_progress_bar = false")
    return connection


def _in_two_files(paths: Sequence[Path], memory: str, folder: Path, drug: str | None) -> dict[Path, pa.Table]:
    """Return for each file the ids of its schedules that stand in another file too."""
    if len(paths) == 1:
        return {}
    found: dict[Path, pa.Table] = {}
    with closing(_connected(memory, folder)) as connection, tempfile.TemporaryDirectory(dir=folder) as own:
        spans: dict[Path, tuple[Any, Any]] = {}
        rows: dict[Path, str] = {}
        kinds: set[str] = set()
        for number, path in enumerate(paths):
            inside = Path(own) / str(number)
            inside.mkdir()
            rows[path] = opened(connection, path, inside, drug=drug).rows
            low, high, kind = connection.sql(
                f"select min(schedule_id), max(schedule_id), any_value(typeof(schedule_id)) from {rows[path]}"
            ).fetchall()[0]
            spans[path] = low, high
            kinds.add(kind)
        identity = "schedule_id" if len(kinds) == 1 else "cast(schedule_id as varchar)"
        beside = [
            path
            for path, span in spans.items()
            if any(other != path and not _apart(span, theirs) for other, theirs in spans.items())
        ]
        if not beside:
            return {}
        every = " union all ".join(
            f"select {identity} as id, {number} as file from {rows[path]}" for number, path in enumerate(beside)
        )
        connection.execute(
            f"create temp table in_two as select id from ({every}) where id is not null group by id "
            "having min(file) <> max(file)"
        )
        for path in beside:
            ids = connection.sql(
                f"select distinct schedule_id from {rows[path]} where {identity} in (select id from in_two) "
                "order by schedule_id"
            ).to_arrow_table()
            if ids.num_rows:
                found[path] = ids
    return found


def _apart(one: tuple[Any, Any], another: tuple[Any, Any]) -> bool:
    """Whether two spans of ids have none in common; those of different types may have."""
    if None in one or None in another:
        return True
    try:
        return bool(one[1] < another[0] or another[1] < one[0])
    except TypeError:
        return False


def _shelf_key(request: Request) -> str:
    """Return what of *request* changes an answer: names of files of data with their content's age too."""
    asked = (each.name for each in fields(Request))  # what the command line adds says how an answer is written
    left = ("schedule", "today", "standard_input", "remarks", "switch")
    facts = {name: str(getattr(request, name)) for name in asked if name not in left}
    facts["formulary"] = str(
        [(str(each), each.stat().st_mtime_ns) for folder in request.formulary for each in sorted(folder.rglob("*"))]
    )
    return str(sorted(facts.items()))
