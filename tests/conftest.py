"""What every test may use: the command line run in this process."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen
from hypothesis import settings

from pillsplit.cli.main import main

# The data are as old as they are on the day they were checked, whenever the tests run.
os.environ["PILLSPLIT_TODAY"] = "2026-11-29"
# Answers are laid out for a terminal of this width, whichever the tests run in, and without its colours.
os.environ["COLUMNS"] = "100"
# Whoever runs the tests may have defaults of their own; the tests have none.
os.environ["XDG_CONFIG_HOME"] = os.devnull

# The same examples in every run: what failed there fails here. `--hypothesis-profile=explore` looks for others.
settings.register_profile("default", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile("default")


@frozen
class Ran:
    """What one call of the command line gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        import json

        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `pillsplit` with arguments (or one text that is split as a shell splits it) and give back what it says."""

    def call(*arguments: str, stdin: str | bytes = "") -> Ran:
        words = shlex.split(arguments[0]) if len(arguments) == 1 else list(arguments)
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        code = main(words)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return call
