"""The command line asks how wide the terminal is, and colours for a terminal alone."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pillsplit.cli.option_names import with_options
from tests.conftest import Run

DOSES = ["doses", "--drug", "diazepam", "--region", "uk", "--max", "2 mg"]
termios = pytest.importorskip("termios", reason="this system has no terminals to open")


def on_a_terminal(columns: int, *arguments: str, **env: str) -> str:
    """Run the command line on a terminal of so many columns and return what it shows."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    inherited = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-m", "pillsplit", *arguments],
        stdout=slave,
        stderr=subprocess.DEVNULL,
        env=inherited | {"TERM": "xterm", "PYTHONPATH": str(Path(__file__).parent.parent.parent)} | env,
    ) as process:
        os.close(slave)
        shown = b""
        try:
            while chunk := os.read(master, 65536):
                shown += chunk
        except OSError:  # how some systems say that nobody writes any more
            pass
        os.close(master)
        assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def visible(text: str) -> int:
    return max(len(re.sub(r"\033\[[0-9;]*m", "", line)) for line in text.splitlines())


@pytest.mark.parametrize("columns", [60, 80, 110])
def test_an_answer_is_as_wide_as_the_terminal(columns: int) -> None:
    shown = on_a_terminal(columns, *DOSES)
    assert columns - 12 <= visible(shown) <= columns
    assert "\033[1mdiazepam: " in shown
    assert "✓ whole" in shown


def test_a_wide_terminal_is_not_filled() -> None:
    assert visible(on_a_terminal(300, *DOSES)) <= 120


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_color_keeps_the_codes_out_and_the_signs_in(env: dict[str, str]) -> None:
    shown = on_a_terminal(80, *DOSES, **env)
    assert "\033" not in shown
    assert "✓ whole" in shown


def test_an_empty_no_color_says_nothing() -> None:
    assert "\033[1m" in on_a_terminal(80, *DOSES, NO_COLOR="")


def test_what_goes_to_a_file_or_a_pipe_has_no_codes_and_no_signs(tmp_path: Path) -> None:
    file = tmp_path / "doses.txt"
    assert on_a_terminal(80, *DOSES, "-o", str(file)) == ""
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    piped = subprocess.run(
        [sys.executable, "-m", "pillsplit", *DOSES],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        encoding="utf-8",
        check=True,
    ).stdout
    assert file.read_text(encoding="utf-8") == piped
    assert visible(piped) <= 80
    assert "\033" not in piped
    assert "✓" not in piped


@pytest.mark.parametrize(("columns", "most"), [("1", 70), ("nonsense", 80), ("0", 80), ("9999", 120)])
def test_a_strange_width_is_kept_within_reason(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, most: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert visible(run(*DOSES).out) <= most


def test_details_stand_behind_sources(run: Run) -> None:
    unasked, asked = run(*DOSES).out, run(*DOSES, "--sources").out
    assert "checked 2026-11-2" not in unasked
    assert "With --sources also: basis" in unasked
    assert "checked 2026-11-2" in asked
    assert "With --sources also" not in asked
    assert "Products used" in run(*DOSES, "--format", "html").out
    assert "With --sources also: basis" in run(*DOSES, "--format", "markdown").out


class TestOptionNames:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("`max_pieces` 8 would allow it", "--max-pieces 8 would allow it"),
            ("`from_` is missing", "--from is missing"),
            ("see `pillsplit titrate`", "see `pillsplit titrate`"),
            ("`nothing_known` stays", "`nothing_known` stays"),
            ("no field at all", "no field at all"),
        ],
    )
    def test_a_field_becomes_its_option_and_other_words_stay(self, text: str, said: str) -> None:
        assert with_options(text) == said

    def test_answers_name_options_in_every_form(self, run: Run) -> None:
        taper = ("taper", "--drug", "diazepam", "--from", "20 mg", "--cut", "10%", "--every", "14d")
        for form in ("text", "markdown", "json", "html"):
            done = run(*taper, "--format", form)
            assert "--stop-below sets another" in done.out
            assert "`stop_below`" not in done.out
        assert "--stop-below sets another" in run(*taper).err


@pytest.mark.parametrize("arguments", [["list"], ["schedules"]])
def test_what_can_be_named_is_told_in_every_form(run: Run, arguments: list[str]) -> None:
    text = run("formulary", *arguments)
    names = {row["name" if "schedules" in arguments else "region"] for row in _csv(run, arguments)}
    document = run("formulary", *arguments, "--format", "json").json
    assert document["command"] == f"formulary {arguments[0]}"
    listed = document["schedules" if "schedules" in arguments else "regions"]
    assert {each["name" if "schedules" in arguments else "region"] for each in listed} == names
    assert all(name in text.out for name in names)


def _csv(run: Run, arguments: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("formulary", *arguments, "--format", "csv").out)))


def test_a_verb_loads_no_renderer_that_it_does_not_need() -> None:
    code = (
        "import sys; from pillsplit.cli.main import main; main(['check', '20 mg x 14d', '--drug', 'diazepam']); "
        "loaded = [n for n in sys.modules if n.startswith('pillsplit.output.renderers.') or n in ('jinja2', 'json')]; "
        "print(sorted(loaded), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.splitlines() == ["['pillsplit.output.renderers.hidden', 'pillsplit.output.renderers.text']"]
