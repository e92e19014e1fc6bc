"""The form of a file follows its ending, in every verb; what cannot be written is refused and not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

BEGINS = {
    "html": "<!doctype html>",
    "csv": "step,",
    "json": "{",
    "md": "# ",
    "txt": "",
    "svg": "<svg",
    "ics": "BEGIN:VCALENDAR",
}
EVERY_FORM = ("html", "csv", "json", "md", "txt")
SCHEDULE = ("2 mg x 14d, 1.5 mg x 2w", "--drug", "diazepam", "--region", "uk", "--start", "2026-12-01")
VERBS = {
    "plan": EVERY_FORM,
    "check": EVERY_FORM,
    "choose": EVERY_FORM,
    "fit": EVERY_FORM,
    "doses": EVERY_FORM,
    "supply": EVERY_FORM,
    "titrate": EVERY_FORM,
    "plot": ("svg", "txt"),
    "report": ("html",),
    "calendar": ("ics",),
}
TAPER = ("taper", "--drug", "diazepam", "--from", "20 mg", "--cut", "2 mg", "--every", "14d")


@pytest.mark.parametrize(("verb", "ending"), [(verb, ending) for verb, forms in VERBS.items() for ending in forms])
def test_the_form_follows_the_ending(verb: str, ending: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"plan.{ending.upper() if ending == 'html' else ending}"
    done = run(verb, *SCHEDULE, "--output", str(file))
    assert (done.code, done.out) == (0, "")
    written = file.read_text(encoding="utf-8")
    assert written.startswith(BEGINS[ending] if ending != "csv" else "")
    if ending == "csv":
        assert "," in written.partition("\n")[0]


@pytest.mark.parametrize("ending", ["docx", "png", "jpg", "xls", "foo", "pdf", "svg", "ics"])
@pytest.mark.parametrize("call", [*((verb, *SCHEDULE) for verb in VERBS), TAPER], ids=lambda call: call[0])
def test_an_ending_that_cannot_be_written_is_refused(
    call: tuple[str, ...], ending: str, run: Run, tmp_path: Path
) -> None:
    if (call[0], ending) in (("plot", "svg"), ("calendar", "ics"), ("report", "pdf")):
        return
    file = tmp_path / f"plan.{ending}"
    done = run(*call, "-o", str(file))
    assert (done.code, done.out) == (2, "")
    assert f"{call[0]} writes no .{ending}: " in done.err
    assert "write ." in done.err or "writes ." in done.err
    assert not file.exists()


def test_a_form_that_contradicts_the_ending_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    done = run("check", *SCHEDULE, "--format", "csv", "-o", str(file))
    assert done.code == 2
    assert "a file .json is json, and --format says csv: leave one of the two out" in done.err
    assert not file.exists()


@pytest.mark.parametrize("name", ["plan.txt", "plan"])
def test_text_and_no_ending_are_what_the_form_says(name: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / name
    assert run("check", *SCHEDULE, "--format", "json", "-o", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith("{")
    assert run("check", *SCHEDULE, "-o", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith("diazepam")


def test_a_taper_is_written_in_the_form_of_its_file(run: Run, tmp_path: Path) -> None:
    for name, begins in (("taper.csv", "step,"), ("taper.json", "{"), ("taper.md", "# "), ("taper", "step,")):
        file = tmp_path / name
        assert run(*TAPER, "-o", str(file)).code == 0
        assert file.read_text(encoding="utf-8").startswith(begins)
