"""The help: every verb under its question, no line cut off, and what a shell completes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import click
import pytest
from click.shell_completion import shell_complete

from pillsplit.cli.main import QUESTIONS, VERBS, cli
from tests.cli.test_option_names import commands
from tests.conftest import Run


@pytest.mark.parametrize("columns", ["40", "80", "100"])
@pytest.mark.parametrize("call", ["--help", "formulary --help"])
def test_no_summary_is_cut_off(call: str, columns: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    help_text = run(call).out.replace("[ARGS]...", "")
    assert "..." not in help_text
    assert "…" not in help_text


def test_every_verb_stands_once_under_its_question(run: Run) -> None:
    out = run("--help").out.partition("Options:")[2]
    lines = re.findall(r"^  ([a-z]+)(?= )", out, re.MULTILINE)
    for question, verbs in QUESTIONS.items():
        assert f"{question}:" in out
        assert all(lines.count(verb) == 1 for verb in verbs)
    assert sorted(VERBS) == sorted(cli.list_commands(click.Context(cli)))
    assert len(VERBS) == len(set(VERBS))


@pytest.mark.parametrize("command", list(commands(cli)), ids=lambda command: str(command.name))
def test_every_option_says_what_it_is(command: click.Command) -> None:
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shell_complete(cli, {}, "pillsplit", "_PILLSPLIT_COMPLETE", f"{shell}_source") == 0
    assert "_PILLSPLIT_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "word", "offered"),
    [
        ("pillsplit ch", "1", "check"),
        ("pillsplit check --spl", "2", "--split"),
        ("pillsplit check --split ha", "3", "halves"),
    ],
)
def test_what_a_shell_completes(words: str, word: str, offered: str) -> None:
    environment = os.environ | {"_PILLSPLIT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": word}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'pillsplit'; from pillsplit.cli.main import main; main()"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert offered in done.stdout
