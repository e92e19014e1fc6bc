"""How many schedules a second `pillsplit batch` answers, against a loop over `check`, and what it takes of memory.

Run it with ``python -m tests.bench_batch``, or with a number of schedules for a smaller run; with a folder as well it
only writes the rows there. They are tapers of 26 steps on the 0.1 mg grid, and to the microgram.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import duckdb

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.request import Request
from pillsplit.verbs.check import check

SCHEDULES = 10_000_000
STEPS = 26
PER_FILE = 1_000_000
LOOPED = 200
SHELF = {
    "drug": "diazepam",
    "tablet": ("10 mg/halves", "5 mg/halves", "2 mg/halves"),
    "liquid": ("1 mg/mL, 100 mL", "0.4 mg/mL, 100 mL", "2 mg/mL, 20 drops per mL, 20 mL", "5 mg/mL, 100 mL"),
}
LIMITS = {
    "schedules a second / those of a loop over check": "at least 1000",
    "schedules a second, four liquids": "at least 83,333",
    "seconds for all, four liquids": "at most 120",
    "GB of memory": "at most 1.5",
    "seconds for ten times the rows / for the rows": "at most 11",
    "schedules a second, doses to the microgram": "at least 25,000",
}


_SHUFFLED = "range * 2654435761 % 4294967296"
"""SQL for a number as good as random for each ``range``, the same in every version of every database."""


def generate(folder: Path, schedules: int, grid: int) -> None:
    """Write tapers of 26 steps from 2 to 40 mg down, with doses of whole multiples of *grid* micrograms."""
    folder.mkdir(parents=True)
    duckdb.execute("set enable_progress_bar = false")
    for first in range(0, schedules, PER_FILE):
        last = min(schedules, first + PER_FILE)
        # Below a start of 11 mg to the microgram: so many distinct doses there are.
        start = f"2000 + {_SHUFFLED} % {38_000 if grid > 1 else 9_000}"
        duckdb.execute(
            f"copy (select s.schedule_id, cast(t.step as smallint) as step, cast(s.days as smallint) as days, "
            f"'diazepam' as drug, cast(s.start * ({STEPS} - t.step + 1) // {STEPS} // {grid} * {grid} as integer) "
            f"as dose_ug from (select range as schedule_id, {start} as start, "
            f"7 + 7 * ({_SHUFFLED} // 65536 % 2) as days from range({first}, {last})) s, "
            f"(select unnest(range(1, {STEPS + 1})) as step) t "
            f"order by schedule_id, step) to '{folder}/{first // PER_FILE:03}.parquet' (format parquet)"
        )


def seconds(source: Path, output: Path) -> tuple[float, float]:
    """Return how many seconds the program takes for the files in *source*, and its most GB of memory so far."""
    options = [
        word
        for name, values in SHELF.items()
        for value in ((values,) if isinstance(values, str) else values)
        for word in (f"--{name}", value)
    ]
    command = [sys.executable, "-m", "pillsplit", "batch", f"{source}/*.parquet", *options]
    start = perf_counter()
    process = subprocess.Popen(
        [*command, "--output", str(output)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 1), command
    return perf_counter() - start, usage.ru_maxrss / 1024**2


def loop(source: Path) -> float:
    """Return how many schedules a second a loop over `check` answers."""
    rows = duckdb.execute(
        f"select schedule_id, step, days, dose_ug from '{source}/000.parquet' where schedule_id < {LOOPED} order by all"
    ).fetchall()
    by_id: dict[int, list[Step]] = {}
    for identity, step, days, dose in rows:
        taken = Dose("diazepam", DAY, Mass(Fraction(dose, 1000)))
        by_id.setdefault(identity, []).append(Step(step, days, (taken,)))
    request = Request(**SHELF, switch="as-needed")  # type: ignore[arg-type]  # its values are of several types
    shelf = request.shelf_of(("diazepam",))
    start = perf_counter()
    for steps in by_id.values():
        check(Schedule(tuple(steps)), shelf, request.preferences, request.measuring)
    return len(by_id) / (perf_counter() - start)


def main(schedules: int = SCHEDULES, rows: Path | None = None) -> None:
    if rows:
        generate(rows, schedules, 100)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: the most memory of one that is started counts what its parent had taken before.
        with get_context("spawn").Pool(1) as apart:
            apart.starmap(
                generate,
                [
                    (folder / "all", schedules, 100),
                    (folder / "tenth", schedules // 10, 100),
                    (folder / "fine", schedules // 10, 1),
                ],
            )
        looped = loop(folder / "tenth")
        tenth, _ = seconds(folder / "tenth", folder / "1" / "out.parquet")
        fine, _ = seconds(folder / "fine", folder / "2" / "out.parquet")
        every, memory = seconds(folder / "all", folder / "3" / "out")
    figures = (
        schedules / every / looped,
        schedules / every,
        every,
        memory,
        every / tenth,
        schedules / 10 / fine,
    )
    print(f"{schedules:,} schedules of {STEPS} steps; {os.cpu_count()} cores; a loop over check: {looped:.0f} a second")
    for (what, limit), figure in zip(LIMITS.items(), figures, strict=True):
        print(f"{what}: {figure:,.2f} ({limit})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SCHEDULES, Path(sys.argv[2]) if sys.argv[2:] else None)
