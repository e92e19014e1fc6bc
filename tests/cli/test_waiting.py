"""The bar on standard error: only on a terminal, only after a second, and gone before the answer."""

from __future__ import annotations

import io
import sys
import time

import pytest

from pillsplit.cli import waiting
from tests.conftest import Run


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Put a terminal in the place of standard error; in the test itself, as pytest changes it before."""
    shown = Screen()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(waiting, "PATIENCE", 0.1)
    return shown


def test_a_bar_is_shown_for_what_takes_long_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    with waiting.waiting():
        time.sleep(0.5)
    assert "working" in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")


def test_nothing_is_shown_for_what_is_soon_done(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    with waiting.waiting():
        pass
    assert shown.getvalue() == ""


def test_the_first_line_that_is_written_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    with waiting.waiting():
        waiting.stop_waiting()
        time.sleep(0.4)
    assert shown.getvalue() == ""


def test_nothing_is_shown_where_no_terminal_is(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    assert run("check '20 mg x 14d' --drug diazepam --region uk").err == ""


def test_a_failure_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(monkeypatch)
    with pytest.raises(ValueError, match="wrong"), waiting.waiting():
        raise ValueError("wrong")
    time.sleep(0.4)
    assert shown.getvalue() == ""
