"""A file is written whole or not at all, what is read is never written over, and a closed way out is told in a line."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pillsplit.cli.whole_file import write_whole
from pillsplit.errors import UsageError
from tests.conftest import Run

CHECK = ("check", "5 mg x 7d", "--drug", "diazepam", "--region", "uk")
OLD = b"the plan that stood here before\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "plan.csv"
    file.write_bytes(OLD)
    file.chmod(0o640)
    return file


@pytest.mark.hazard("H13")
def test_what_is_written_stands_in_the_place_of_the_old_with_its_mode(old: Path) -> None:
    write_whole(old, b"new")
    assert old.read_bytes() == b"new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert list(old.parent.iterdir()) == [old]


def test_a_symbolic_link_stays_one_and_what_it_stands_for_is_written(old: Path) -> None:
    link = old.with_name("link.csv")
    link.symlink_to(old)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


def test_a_pipe_is_written_into_as_it_is() -> None:
    read, write = os.pipe()
    write_whole(Path(f"/dev/fd/{write}"), b"through")
    os.close(write)
    assert os.read(read, 100) == b"through"
    os.close(read)


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("fails", ["write", "fsync", "replace", "fchmod"])
def test_where_writing_fails_the_old_file_stands_and_nothing_is_left(
    old: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\): name another file"):
        write_whole(old, b"half a page")
    monkeypatch.undo()
    assert old.read_bytes() == OLD
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("verb", ["check", "report", "calendar", "plot", "supply"])
def test_a_limit_on_the_size_of_files_loses_nothing(old: Path, verb: str) -> None:
    ending = {"report": "html", "calendar": "ics", "plot": "svg"}.get(verb, "csv")
    file = old.rename(old.with_suffix(f".{ending}"))
    form = ["--format", "csv"] if ending == "csv" else []
    words = [sys.executable, "-m", "pillsplit", verb, "nice-cks", "--region", "uk", "--start", "2026-12-01", *form]
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *words, "-o", str(file)], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"cannot be written (File too large)" in done.stderr.splitlines()[-1]
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("verb", ["check", "fit", "supply", "report", "plot"])
def test_the_schedule_that_is_read_is_never_written_over(verb: str, tmp_path: Path, run: Run) -> None:
    schedule = tmp_path / "plan.csv"
    schedule.write_text("dose_mg,days\n5,14\n", encoding="utf-8")
    link = tmp_path / "same.csv"
    link.symlink_to(schedule)
    for output in (schedule, link):
        done = run(verb, str(schedule), "--drug", "diazepam", "--region", "uk", "-o", str(output))
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
    assert schedule.read_text(encoding="utf-8") == "dose_mg,days\n5,14\n"


@pytest.mark.hazard("H13")
def test_a_file_of_the_data_in_use_is_never_written_over(tmp_path: Path, run: Run) -> None:
    inside = tmp_path / "regions" / "uk" / "counted.csv"
    inside.parent.mkdir(parents=True)
    done = run(*CHECK, "--formulary", str(tmp_path), "-o", str(inside))
    assert done.code == 2
    assert "is what is read" in done.err


def shell(command: str, *words: str) -> tuple[int, list[str]]:
    """Run the program with its streams as the shell's *command* says, and return its code and what it says."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {command}', "sh", sys.executable, "-m", "pillsplit", *words],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode().splitlines()


@pytest.mark.hazard("H13")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
def test_a_way_out_that_is_full_or_closed_is_told_in_a_line(where: str) -> None:
    code, said = shell(where, *CHECK)
    assert code == 2
    assert len(said) == 1
    assert said[0].startswith("pillsplit: the answer cannot be written (")


def test_a_way_in_that_is_closed_is_told_in_a_line() -> None:
    code, said = shell("<&-", "check", "-", "--drug", "diazepam")
    assert (code, len(said)) == (2, 1)
    assert "closed" in said[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("where", ["2> /dev/full", "2>&-"])
def test_where_nobody_can_be_told_the_code_still_says_it(where: str) -> None:
    assert shell(where, "check", "nonsense of no kind") == (2, [])


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_locale_of_ascii_reads_words_as_utf_8(locale: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "utf8=0",
            "-m",
            "pillsplit",
            "check",
            "½ mg × 14d",
            "--drug",
            "diazepam",
            "--region",
            "uk",
        ],
        env=os.environ | {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert "0.5 mg" in done.stdout.decode()
