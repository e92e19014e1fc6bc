"""What the README says is true today: every block in it runs, and prints what stands there."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pillsplit import Formulary, read_text

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README.read_text(encoding="utf-8"), flags=re.S | re.M)
CONSOLE = [text for kind, text in BLOCKS if kind == "console"]
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
SHELL = [text.strip() for kind, text in BLOCKS if kind == "sh"]
CSV = [text for kind, text in BLOCKS if kind == "csv"]


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
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    for command, lines in shown:
        python = shlex.quote(sys.executable)
        script = command.replace(".venv/bin/python ", f"{python} ").replace("pillsplit ", f"{python} -m pillsplit ")
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, cwd=tmp_path, encoding="utf-8", check=False, env=env
        )
        printed = (done.stdout + done.stderr).rstrip("\n").splitlines()
        assert "Traceback" not in done.stderr
        assert matches(printed, lines), f"$ {command}\n{done.stdout}{done.stderr}"


def test_the_python_blocks_run_as_they_stand() -> None:
    for block in PYTHON:
        test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
        assert test.examples
        assert doctest.DocTestRunner().run(test).failed == 0


def fresh(folder: Path) -> Path:
    """Return a copy of what is in the repository, as a clone would be."""
    copy = folder / "clone"
    left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "node_modules")
    shutil.copytree(ROOT, copy, ignore=left_out)
    return copy


@pytest.mark.install
def test_the_first_command_sets_up_and_answers_in_a_fresh_copy(tmp_path: Path) -> None:
    copy = fresh(tmp_path)
    done = subprocess.run(["bash", "-c", SHELL[0]], capture_output=True, cwd=copy, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "4 × 10 mg" in done.stdout


@pytest.mark.install
def test_the_two_commands_of_a_batch_run_in_a_fresh_copy(tmp_path: Path) -> None:
    copy = fresh(tmp_path)
    set_up = "python3 -m venv .venv && .venv/bin/pip install -q '.[batch]'"
    (block,) = (text for text in CONSOLE if "tests.bench_batch" in text)
    commands = [command.replace("pillsplit ", ".venv/bin/pillsplit ") for command, _ in calls(block)]
    script = " && ".join((set_up, *commands))
    done = subprocess.run(["bash", "-c", script], capture_output=True, cwd=copy, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert {"answers.parquet", "stock.parquet", "table.parquet"} <= {path.name for path in copy.iterdir()}


def test_continuous_integration_runs_the_second_command_word_for_word_and_the_linters() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert SHELL[1] in script
    (linters,) = (command for command in SHELL if "ruff" in command)
    alone = linters.removeprefix(".venv/bin/pip install -q '.[lint]' && ").replace(".venv/bin/", ".venv/tools/bin/")
    assert any(line.startswith(alone) for line in script), "the same, by tools that are pinned"


def test_the_other_commands_name_what_is_there() -> None:
    commands = [line.split("&&")[-1].split() for command in SHELL[2:] for line in command.splitlines()]
    modules = [words[2:] for words in commands if words[:2] == [".venv/bin/python", "-m"]]
    assert len(modules) >= len(commands) - 2, "all but the page and the linters"
    for module, *words in modules:
        if module == "pytest":
            assert words in (
                ["-m", "slow"],
                ["-m", "install"],
                ["-m", "browser"],
                ["-m", "spark"],
                ["-m", "validators"],
            )
        else:
            assert (ROOT / module.replace(".", "/")).with_suffix(".py").is_file()


@pytest.mark.parametrize("text", CSV)
def test_the_schedules_shown_are_schedules(text: str) -> None:
    formulary = Formulary()
    assert read_text(text, "README.md", formulary.drug_name).steps
