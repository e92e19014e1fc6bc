"""Finished files: whole or not at all, found again, and the same however often the run was broken off."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pillsplit.batch import portions
from pillsplit.batch.run import Outputs, Summary, batch
from pillsplit.errors import UsageError
from pillsplit.request import Request
from tests.batch.rows import population

REQUEST = Request(region="uk", switch="as-needed")
FILES = 6


def inputs(folder: Path, number: int = 30) -> str:
    """Write some files of schedules, none in two of them, and return the pattern of their names."""
    folder.mkdir(exist_ok=True)
    table = population(number * FILES, seed=1, is_plain=True).table().drop_columns(["time"])
    for place in range(FILES):
        here = pc.and_(
            pc.greater_equal(table["schedule_id"], place * number),
            pc.less(table["schedule_id"], (place + 1) * number),
        )
        pq.write_table(table.filter(here), folder / f"in-{place}.parquet")
    return str(folder / "in-*.parquet")


def outputs(folder: Path) -> Outputs:
    return Outputs(answers=folder / "answers", steps=folder / "steps", stock=folder / "stock")


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def program(pattern: str, out: Path) -> list[str]:
    places = ("--output", out / "answers", "--steps", out / "steps", "--stock", out / "stock")
    return [sys.executable, "-m", "pillsplit", "batch", pattern, "--region", "uk", *map(str, places)]


def test_each_input_has_a_finished_file_and_is_passed_over_where_it_is_the_same(tmp_path: Path) -> None:
    pattern = inputs(tmp_path / "in")
    told: list[int | None] = []
    first = batch(pattern, REQUEST, outputs(tmp_path / "out"), told=lambda _, __, rows: told.append(rows))
    before = content(tmp_path / "out")
    assert len(before) == 4 * FILES
    assert all(told)
    told.clear()
    assert batch(pattern, REQUEST, outputs(tmp_path / "out"), told=lambda _, __, rows: told.append(rows)) == first
    assert not any(told)
    assert content(tmp_path / "out") == before


def test_other_preferences_or_another_input_are_answered_again(tmp_path: Path) -> None:
    pattern = inputs(tmp_path / "in")

    def answered(request: Request) -> list[bool]:
        told: list[bool] = []
        batch(pattern, request, outputs(tmp_path / "out"), told=lambda _, __, rows: told.append(bool(rows)))
        return told

    assert answered(REQUEST) == [True] * FILES
    assert answered(Request(region="uk", switch="as-needed", max_pieces=5)) == [True] * FILES
    os.utime(tmp_path / "in" / "in-2.parquet", (1, 1))
    assert answered(Request(region="uk", switch="as-needed", max_pieces=5)).count(True) == 1


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    pattern = inputs(tmp_path / "in", number=400)
    batch(pattern, REQUEST, outputs(tmp_path / "whole"))
    killed = subprocess.Popen(program(pattern, tmp_path / "broken"), stderr=subprocess.DEVNULL)
    answers = tmp_path / "broken" / "answers"
    deadline = time.monotonic() + 60
    while not (answers.is_dir() and list(answers.glob("*.parquet"))) and time.monotonic() < deadline:
        time.sleep(0)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert 0 < len(list(answers.glob("*.parquet"))) < FILES
    assert subprocess.run(program(pattern, tmp_path / "broken"), capture_output=True, check=False).returncode in (0, 1)
    assert content(tmp_path / "broken") == content(tmp_path / "whole")


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    pattern = inputs(tmp_path / "in", number=400)

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))  # no file grows larger, as where a disk is full

    failed = subprocess.run(
        program(pattern, tmp_path / "out"), capture_output=True, text=True, check=False, preexec_fn=small
    )
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith("pillsplit: the database stopped (")
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    for path in left:
        assert path.suffix == ".parquet"
        assert pq.read_table(path).num_columns
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("memory", ["lots", "-1GB"])
def test_a_memory_that_is_none_is_refused(memory: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`memory`"):
        batch(inputs(tmp_path / "in", number=2), REQUEST, outputs(tmp_path / "out"), memory=memory)


def test_little_memory_gives_the_same(tmp_path: Path) -> None:
    pattern = inputs(tmp_path / "in")
    much: Summary = batch(pattern, REQUEST, outputs(tmp_path / "much"))
    assert batch(pattern, REQUEST, outputs(tmp_path / "little"), memory="100MB") == much
    assert content(tmp_path / "little") == content(tmp_path / "much")


@pytest.mark.parametrize("ids", ["numbers", "text"])
def test_schedules_in_small_portions_come_to_the_same(
    ids: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = population(100, seed=5, is_plain=ids == "numbers").table()
    if ids == "text":
        names = pa.array([f"it's {number}" for number in table["schedule_id"].to_pylist()])
        table = table.set_column(0, "schedule_id", names)
    else:
        table = table.drop_columns(["time"])
    pq.write_table(table.sort_by("step"), tmp_path / "in.parquet")  # no schedule's rows stand together

    def answered(folder: Path) -> tuple[Summary, dict[str, bytes]]:
        files = Outputs(answers=folder / "answers.parquet", steps=folder / "steps.parquet", stock=folder / "s.parquet")
        return batch(str(tmp_path / "in.parquet"), REQUEST, files), content(folder)

    whole = answered(tmp_path / "whole")
    monkeypatch.setattr(portions, "ROWS", 40)
    monkeypatch.setattr(portions, "_SAMPLED", 3)
    assert answered(tmp_path / "parts") == whole
