"""No text smuggles a control character, or turns the direction of a line, past the reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillsplit.output.visible import visible
from tests.conftest import Run

UNSEEN = [*map(chr, [*range(9), *range(11, 32), *range(127, 160)]), *"\u202a\u202e\u2066\u2069\u200f\u2028\ufeff"]


@pytest.mark.parametrize("char", UNSEEN, ids=lambda char: f"{ord(char):04x}")
def test_each_is_written_out(char: str) -> None:
    assert visible(f"5{char} mg") == f"5\\u{ord(char):04x} mg"


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"])))
def test_what_is_clean_stays_so(text: str) -> None:
    assert visible(text) == text


@pytest.mark.hazard("H20")
@pytest.mark.parametrize("form", ["text", "markdown", "csv", "json", "html"])
def test_no_form_lets_a_note_smuggle_anything(form: str, tmp_path: Path, run: Run) -> None:
    schedule = tmp_path / "plan.json"
    note = "ask \x1b[31mme\x07 \u202egm 5 <script>alert(1)</script>"
    schedule.write_text(json.dumps([{"dose_mg": "5", "days": "14", "note": note}]), encoding="utf-8")
    done = run("check", str(schedule), "--drug", "diazepam", "--region", "uk", "--format", form)
    assert done.code == 0
    assert not set(done.out + done.err) & set(UNSEEN)
    if form in ("markdown", "html"):
        assert "<script>" not in done.out
    if form == "json":
        assert note in json.dumps(json.loads(done.out), ensure_ascii=False).replace("\\u001b", "\x1b").replace(
            "\\u0007", "\x07"
        )


@pytest.mark.hazard("H20")
def test_a_message_is_one_line_whatever_the_words_of_the_call_hold(run: Run) -> None:
    done = run("check", "5 mg\x1b[31m\u202e x 7d", "--drug", "diazepam")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert not set(done.err[:-1]) & set(UNSEEN)
