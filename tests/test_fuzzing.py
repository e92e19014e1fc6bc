"""The fuzzer itself: its targets take their corpus, and it notices what is slow and what breaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.inputs import CORPUS
from tests.fuzz.targets import TARGETS, TooLongError, amount, in_time, inline, schedule

CALLS = {
    ".csv": schedule,
    ".json": schedule,
    ".fhir": schedule,
    ".xlsx": schedule,
    ".inline": inline,
    ".amount": amount,
}


@pytest.mark.parametrize("file", sorted(CORPUS.iterdir()), ids=lambda file: file.name)
def test_each_file_of_the_corpus_is_answered_or_refused(file: Path) -> None:
    if file.suffix == ".xlsx":
        pytest.importorskip("openpyxl")
    with in_time():
        CALLS[file.suffix](file.read_bytes())


def test_what_takes_too_long_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.SECONDS", 0.05)
    with pytest.raises(TooLongError), in_time():
        sum(number for number in range(1 << 40))


@pytest.mark.slow
def test_the_command_runs_and_names_every_target() -> None:
    call = [sys.executable, "-m", "tests.fuzz", "0.01", "--seed", "1", "--target", "amounts", "--target", "csv"]
    done = subprocess.run(call, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing found" in done.stdout
    assert set(TARGETS) == {"csv", "json", "xlsx", "fhir", "inline", "amounts", "toml", "registers", "options"}
