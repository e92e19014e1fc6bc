"""What the README says is true today: every block in it runs, and prints what stands there."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README.read_text(encoding="utf-8"), flags=re.S | re.M)
CONSOLE = [text for kind, text in BLOCKS if kind == "console"]
PYTHON = [text for kind, text in BLOCKS if kind == "python"]


def calls(block: str) -> list[tuple[str, list[str]]]:
    """Split a console block into its commands (`$ …`), each with the lines printed below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def matches(printed: list[str], shown: list[str]) -> bool:
    """Compare lines; a line `…` stands for any number of lines that are left out."""
    if not shown:
        return not printed
    if shown[0] == "…":
        return any(matches(printed[index:], shown[1:]) for index in range(len(printed) + 1))
    return bool(printed) and printed[0].rstrip() == shown[0].rstrip() and matches(printed[1:], shown[1:])


@pytest.mark.parametrize("block", CONSOLE)
def test_each_console_block_prints_what_the_readme_shows(block: str, tmp_path: Path) -> None:
    shown = calls(block)
    assert shown
    for command, lines in shown:
        script = command.replace("pillsplit ", f"{shlex.quote(sys.executable)} -m pillsplit ")
        done = subprocess.run(["bash", "-c", script], capture_output=True, cwd=tmp_path, encoding="utf-8", check=False)
        printed = (done.stdout + done.stderr).rstrip("\n").splitlines()
        assert "Traceback" not in done.stderr
        assert matches(printed, lines), f"$ {command}\n{done.stdout}{done.stderr}"


def test_the_python_blocks_run_as_they_stand() -> None:
    for block in PYTHON:
        test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
        assert test.examples
        assert doctest.DocTestRunner().run(test).failed == 0
