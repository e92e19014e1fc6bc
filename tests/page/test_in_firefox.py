"""The page in Firefox ESR: opened from a file, answered, changed, wrong and right, read by axe, in each dress."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pillsplit.formulary import published
from tests.conftest import Run
from tests.page.browsers import AXE, Firefox, firefox
from tests.page.test_for_everybody import EVERYTHING, UNREADABLE

pytestmark = pytest.mark.browser

ANSWERED = {"wait": "#answer[aria-busy='false'] #shown > *"}
SETTLED = """async () => {
    await new Promise(done => setTimeout(done, 90));
    while (document.querySelector('#answer').ariaBusy !== 'false') await new Promise(done => setTimeout(done, 20));
    return document.querySelector('#verdict').textContent;
}"""
TAKE = """async example => {
    const list = document.querySelector('#examples');
    list.value = example;
    list.dispatchEvent(new Event('change', {bubbles: true}));
}"""
WRITE = """async ([selector, text]) => {
    const field = document.querySelector(selector);
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
DOSES = "[...document.querySelectorAll('.doses .group .c-dose')].map(cell => cell.textContent)"


def axe_source() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def opening(page: Path) -> list[dict[str, Any]]:
    return [{"goto": page.as_uri()}, ANSWERED, {"eval": SETTLED}]


def values(said: list[Any]) -> list[Any]:
    """Return what the actions gave back, after looking that nothing was complained about or asked for."""
    *results, last = said
    assert last["complaints"] == []
    assert {each.split(":")[0] for each in last["requests"]} <= {"file", "blob", "data", "about"}
    return [each.get("value") for each in results]


def test_it_opens_answers_and_answers_a_change(fox: Firefox, page: Path) -> None:
    said = values(
        fox.run(
            *opening(page),
            {"eval": WRITE, "with": ["[aria-label='Dose, step 3']", "33.3"]},
            {"eval": SETTLED},
            {"eval": "document.querySelector('#changed').textContent"},
            {"eval": WRITE, "with": ["[aria-label='Dose, step 3']", "1,000"]},
            {"eval": SETTLED},
            {"eval": "document.querySelector('#wrong a').click(), document.activeElement.ariaLabel"},
            {"eval": "document.querySelector('#undo').click()"},
            {"eval": SETTLED},
        )
    )
    assert "make 44 of 50 weeks" in said[2]
    assert said[5].startswith("Step 3 now needs liquid.")
    assert said[7] == "No answer yet: one thing has to be put right."
    assert said[8] == "Dose, step 3"
    assert "1 mg/mL" in said[10]


@pytest.mark.parametrize("name", published.names())
def test_a_published_schedule_is_answered_as_the_command_line_does(
    fox: Firefox, page: Path, run: Run, name: str
) -> None:
    said = values(fox.run(*opening(page), {"eval": TAKE, "with": name}, {"eval": SETTLED}, {"eval": DOSES}))
    region = published.published(name).region
    theirs = run("check", name, "--region", region, "--format", "json").json
    assert said[5] == [f"{dose['dose_mg']} mg" for step in theirs["steps"] for dose in step["doses"]]


READERS = """async () => {
    const said = [];
    for (const who of ['prescriber', 'pharmacist', 'person']) {
        document.querySelector(`[value=${who}]`).click();
        await new Promise(done => setTimeout(done, 50));
        while (!document.querySelector('#more-state').hidden) await new Promise(done => setTimeout(done, 50));
        const frame = document.querySelector('iframe.sheet');
        if (frame) await new Promise(done => setTimeout(done, 500));
        const area = frame ? frame.contentDocument.body : document.querySelector('#more');
        said.push(area.innerText);
    }
    return said;
}"""
PASTED = """async text => {
    document.querySelector('#paste').value = text;
    document.querySelector('#read').click();
    while (!document.querySelector('#read-said').innerText) await new Promise(done => setTimeout(done, 20));
    return document.querySelector('#read-said').innerText;
}"""


def test_every_reader_and_every_way_in(fox: Firefox, page: Path) -> None:
    said = values(
        fox.run(
            *opening(page),
            {"eval": READERS},
            {"eval": "document.querySelectorAll('details.way').forEach(way => { way.open = true; })"},
            {"eval": PASTED, "with": "20 mg x 1 month"},
            {"eval": PASTED, "with": "20 mg x 14d, 18 mg x 2w"},
            {"eval": SETTLED},
            {"eval": DOSES},
            {"eval": "pillsplit.ask('save', pillsplit.given())"},
            {"eval": "pillsplit.ask('what_if', {...pillsplit.given(), what: 'liquid'})"},
        )
    )
    prescriber, pharmacist, person = said[3]
    assert "First 28 days" in prescriber
    assert "To dispense in all" in pharmacist
    assert "For the person who takes it" in person
    assert "what you gave is kept" in said[5]
    assert said[6] == "2 steps were read; they stand in the table."
    assert said[8] == ["20 mg", "18 mg"]
    assert json.loads(said[9]["text"])["command"] == "saved plan"
    assert "Both plans" in said[10]["html"]


FOUND = """async options => {
    const found = await axe.run(document, options);
    return found.violations.map(each => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
}"""
ACROSS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.mark.parametrize("width", [320, 390, 1600])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_and_nothing_has_to_be_scrolled_sideways(page: Path, width: int, dark: bool) -> None:
    with firefox({"layout.css.prefers-color-scheme.content-override": 0 if dark else 1}) as fox:
        said = values(
            fox.run(
                *opening(page),
                {"eval": "matchMedia('(prefers-color-scheme: dark)').matches"},
                {"eval": EVERYTHING},
                {"eval": ACROSS},
                {"eval": f"{axe_source()}; undefined"},
                {"eval": FOUND, "with": AXE},
                width=width,
            )
        )
    assert said[3] is dark
    assert said[5][0] <= said[5][1]
    assert said[7] == []


def test_text_stays_readable_where_the_colours_are_forced(page: Path) -> None:
    with firefox({"browser.display.document_color_use": 2}) as fox:
        said = values(
            fox.run(
                *opening(page),
                {"eval": "matchMedia('(forced-colors: active)').matches"},
                {"eval": EVERYTHING},
                {"eval": UNREADABLE},
            )
        )
    assert said[3] is True
    assert said[5] == []


def test_nothing_moves_for_who_wants_nothing_to_move(page: Path) -> None:
    with firefox({"ui.prefersReducedMotion": 1}) as fox:
        said = values(
            fox.run(
                *opening(page),
                {"eval": "matchMedia('(prefers-reduced-motion: reduce)').matches"},
                {
                    "eval": "[...document.querySelectorAll('*')].filter(each => "
                    "parseFloat(getComputedStyle(each).transitionDuration) > 0).length"
                },
            )
        )
    assert said[3:] == [True, 0]


def test_a_change_is_made_with_the_keyboard_alone(fox: Firefox, page: Path) -> None:
    tab = [{"press": "Tab"}] * 8
    said = fox.run(
        *opening(page),
        *tab,
        {"eval": "document.activeElement.tagName"},
        {"eval": "document.querySelector('[aria-label=\"Dose, step 1\"]').focus()"},
        {"press": "End"},
        {"press": "Backspace"},
        {"press": "Backspace"},
        {"type": "38.5"},
        {"press": "Tab"},
        {"eval": "document.activeElement.ariaLabel"},
        {"eval": SETTLED},
        {"eval": DOSES},
    )
    results = values(said)
    assert results[11] != "BODY"
    assert results[-3] == "How long, step 1"
    assert results[-1][0] == "38.5 mg"
