"""The pages in a real browser: what it opens, asks for, complains about, shows and prints.

Run with `pytest -m browser` and the extra `browser`; Chromium is the system's own (Debian: `chromium`).
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from pillsplit.formulary import published
from pillsplit.formulary.own_products import read_tablet
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE
from pillsplit.output.figures import pictures
from pillsplit.verbs.calendar import Take
from tests.conftest import Run
from tests.pages import wanted

pytestmark = pytest.mark.browser

START = datetime.date(2026, 12, 1)
REPORTS = [(name, region) for name in published.names() for region in ("uk", "us")]
EVIL = "<script>alert(1)</script>"
MAX_DAYS_FOR_AXE = 28
A4 = {(595, 842), (842, 595)}
MARGIN = 15
"""Points at the edge of the paper on which a printer may not print."""
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(what: str) -> None:
    """Skip where somebody has not installed *what*; fail where it must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, with a profile of its own that is gone afterwards."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("the program chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the extra `browser`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield launched
        launched.close()


@frozen
class Opened:
    """A page as it stands in the browser, and everything that it asked for or complained about."""

    page: Any
    requests: list[str]
    complaints: list[str]

    def axe(self) -> list[str]:
        """Return what axe-core finds against WCAG 2.2 AA, each with its first place."""
        from axe_playwright_python.sync_playwright import Axe

        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]

    def pdf(self) -> Any:
        """Print to A4 and return the pages, to be read and measured."""
        import pypdfium2

        return pypdfium2.PdfDocument(self.page.pdf(prefer_css_page_size=True))


Open = Callable[..., Opened]


@pytest.fixture
def open_file(browser: Any) -> Iterator[Open]:
    """Open a file in a browser that has no network."""
    contexts = []

    def opened(file: Path, width: int = 1280, **options: Any) -> Opened:
        context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(file.as_uri())
        return Opened(page, requests, complaints)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def report(run: Run, tmp_path: Path) -> Callable[..., Path]:
    """Write a report with the command line and return its file."""

    def written(*arguments: str, stdin: str = "") -> Path:
        file = tmp_path / "plan.html"
        assert run("report", *arguments, "--output", str(file), stdin=stdin).code in (0, 1)
        return file

    return written


DAYS = """() => [...document.querySelectorAll('.day')].map(day => ({
    number: +day.dataset.day,
    date: day.querySelector('time')?.dateTime ?? '',
    text: day.innerText.replace(/\\s+/g, ' '),
    boxes: [...day.querySelectorAll('.box')].map(box => ({
        time: box.querySelector('b').innerText.toLowerCase().replace('today', 'day'),
        text: box.innerText.replace(/\\s+/g, ' '),
        ticks: box.querySelectorAll('.tick').length,
        pictures: box.querySelectorAll('svg').length,
    })),
}))"""


@pytest.mark.parametrize(("name", "region"), REPORTS)
def test_a_report_opens_without_a_network_and_shows_every_dose_on_its_day(
    run: Run, report: Callable[..., Path], open_file: Open, name: str, region: str
) -> None:
    file = report(name, "--region", region, "--start", "2026-12-01")
    assert file.stat().st_size < 1_000_000
    opened = open_file(file)
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    days = {day["number"]: day for day in opened.page.evaluate(DAYS)}
    document = run("check", name, "--region", region, "--format", "json").json
    for number, date, doses in wanted(document, START):
        assert days[number]["date"] == date
        for time, drug, dose, made in doses:
            (box,) = (each for each in days[number]["boxes"] if each["time"] == time)
            assert dose in box["text"]
            assert (box["ticks"], box["pictures"] > 0) == ((1, True) if made and dose != "0 mg" else (0, False))
            assert drug in opened.page.title()


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(("name", "region"), REPORTS)
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_against_wcag_2_2_aa(
    report: Callable[..., Path], open_file: Open, name: str, region: str, width: int
) -> None:
    opened = open_file(report(name, "--region", region, "--start", "2026-12-01"), width)
    # The rules see the same boxes over and over: the days after the first four weeks are alike.
    opened.page.evaluate(
        f"[...document.querySelectorAll('.day')].slice({MAX_DAYS_FOR_AXE}).forEach(day => day.remove())"
    )
    assert opened.axe() == []
    across = opened.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert across[0] <= across[1], "the page has to be scrolled sideways"


@pytest.mark.parametrize("verb", ["check --plot", "choose", "supply", "titrate"])
def test_the_pages_of_the_other_verbs_are_clean_too(run: Run, open_file: Open, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "page.html"
    name, *options = verb.split()
    assert run(name, "solution-26-weeks", "--region", "uk", *options, "--format", "html", "-o", str(file)).code in (
        0,
        1,
    )
    opened = open_file(file)
    assert (opened.requests, opened.complaints) == ([file.as_uri()], [])
    assert opened.axe() == []


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(("name", "region"), REPORTS)
def test_a_printed_report_is_a4_with_the_foot_and_the_number_on_every_page(
    report: Callable[..., Path], open_file: Open, name: str, region: str
) -> None:
    assert_printed_well(open_file(report(name, "--region", region, "--start", "2026-12-01")).pdf())


TWO_DRUGS = "step,weeks,drug,morning_mg,midday_mg,evening_mg,night_mg\n" + "".join(
    f"{step},2,diazepam,{10 - step / 4},2.5,,{12 - step / 4}\n{step},2,clonazepam,0.25,,0.75,0.5\n"
    for step in range(1, 27)
)


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("weeks", "drugs", "large"),
    [
        (12, "one drug", ()),
        (12, "two drugs", ()),
        (12, "two drugs", ("--large-print",)),
        (52, "one drug", ()),
        (52, "one drug", ("--large-print",)),
        (52, "two drugs", ()),
    ],
)
def test_no_day_is_broken_and_nothing_is_cut_off_in_print(
    report: Callable[..., Path], open_file: Open, weeks: int, large: tuple[str, ...], drugs: str
) -> None:
    if drugs == "one drug":
        lines = "".join(f"2,{20 - step * 0.7:.1f}\n" for step in range(weeks // 2))
        arguments, table = ("--drug", "diazepam"), f"weeks,dose_mg\n{lines}"
    else:
        arguments, table = ("--split", "quarters"), "".join(TWO_DRUGS.splitlines(keepends=True)[: weeks + 1])
    file = report("-", *arguments, "--region", "uk", "--start", "2026-12-01", *large, stdin=table)
    assert file.stat().st_size < 1_000_000
    assert_each_day_stands_whole_on_one_page(open_file(file), weeks * 7)


def assert_each_day_stands_whole_on_one_page(opened: Opened, number: int) -> None:
    """Write a mark into the first and the last line of each day, print, and find both on the same page."""
    opened.page.evaluate(
        """() => { for (const day of document.querySelectorAll('.day')) {
            const n = day.dataset.day;
            day.querySelector('.date').append(`<${n}`);
            [...day.querySelectorAll('.box p > span:not(.tick)')].at(-1).append(` ${n}>`);
        } }"""
    )
    found: list[str] = []
    for text in assert_printed_well(opened.pdf()):
        opens, closes = re.findall(r"<(\d+)", text), re.findall(r"(\d+)>", text)
        assert sorted(opens) == sorted(closes)
        found += opens
    assert sorted(map(int, found)) == list(range(1, number + 1))


def assert_printed_well(document: Any) -> list[str]:
    """Measure each printed page: A4, with its foot, no text outside the margins, none empty; return their texts."""
    texts = []
    total = len(document)
    for number in range(1, total + 1):
        page = document[number - 1]
        width, height = page.get_size()
        assert (round(width), round(height)) in A4
        printed = page.get_textpage()
        places = [printed.get_rect(index) for index in range(printed.count_rects())]
        for place in places:
            left, bottom, right, top = place
            inside = min(left, bottom) >= MARGIN and right <= width - MARGIN and top <= height - MARGIN
            assert inside, f"page {number}: {printed.get_text_bounded(*place)!r} is cut off"
        text = printed.get_text_bounded()
        said = " ".join(text.split())
        assert f"page {number} of {total}" in said
        assert "An arithmetic aid. It shows what these products can make" in said
        assert re.search(r"pillsplit [\d.]+ · product data of \d{4}-\d\d-\d\d", said)
        assert any(bottom > 60 for _, bottom, _, _ in places), f"page {number} is empty"
        texts.append(text)
    return texts


def test_text_stays_readable_where_the_colours_are_forced(report: Callable[..., Path], open_file: Open) -> None:
    file = report("solution-26-weeks", "--region", "uk", "--start", "2026-12-01")
    for scheme in ("light", "dark"):
        opened = open_file(file, forced_colors="active", color_scheme=scheme)
        assert opened.page.evaluate("matchMedia('(forced-colors: active)').matches")
        unreadable = opened.page.evaluate(
            """() => {
            const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return r + g + b; };
            const ground = node => {
                for (; node; node = node.parentElement) {
                    const colour = getComputedStyle(node).backgroundColor;
                    if (!/^rgba.*, 0\\)$/.test(colour)) return light(colour);
                }
                return 765;
            };
            return [...document.querySelectorAll('.day p, .day span, td, th, h1, h2, h3, li, .lead')]
                .filter(node => !node.closest('svg') && node.innerText.trim())
                .filter(node => Math.abs(light(getComputedStyle(node).color) - ground(node)) < 500)
                .map(node => node.outerHTML.slice(0, 200));
            }"""
        )
        assert unreadable == []
        paper = opened.page.evaluate(
            "[...document.querySelectorAll('svg')].map(node => getComputedStyle(node).forcedColorAdjust)"
        )
        assert set(paper[1:]) == {"none"}, "pictures keep their own paper"


BLACK = """async svg => {
    const picture = new Image();
    picture.src = 'data:image/svg+xml;utf8,' + encodeURIComponent(svg);
    await picture.decode();
    const size = 24, canvas = Object.assign(document.createElement('canvas'), {width: size, height: size});
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, size, size);
    brush.drawImage(picture, 0, 0, size, size);
    const dots = brush.getImageData(0, 0, size, size).data;
    let black = 0;
    for (let at = 0; at < dots.length; at += 4) black += dots[at] + dots[at + 1] + dots[at + 2] < 384;
    return Math.round(100 * black / (size * size));
}"""


@pytest.mark.hazard("H09")
def test_a_whole_a_half_and_a_quarter_are_told_apart_in_black_and_white_at_arm_s_length(browser: Any) -> None:
    """At 24 dots and in two colours, the share of black tells them apart, whatever strength is written on them."""
    page = browser.new_page()
    for strength in ("0.125 mg", "2 mg", "12.5 mg"):
        tablet = read_tablet(f"{strength}/quarters", "diazepam")
        takes = {
            "whole": [Take(tablet, WHOLE)],
            "half": [Take(tablet, HALF), Take(tablet, HALF, cut=WHOLE)],
            "third": [Take(tablet, THIRD), Take(tablet, THIRD, cut=WHOLE)],
            "quarter": [Take(tablet, QUARTER), Take(tablet, QUARTER, cut=WHOLE), Take(tablet, QUARTER, cut=HALF)],
            "eighth": [Take(tablet, EIGHTH), *(Take(tablet, EIGHTH, cut=cut) for cut in (WHOLE, HALF, QUARTER))],
        }
        black = {
            kind: [
                page.evaluate(
                    BLACK,
                    f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60" '
                    f'font-family="Arial">{pictures.piece(take).drawn}</svg>',
                )
                for take in several
            ]
            for kind, several in takes.items()
        }
        assert min(black["whole"]) > max(black["half"]) + 10
        assert min(black["half"]) > max(black["quarter"]) + 5, black
    page.close()


def test_names_and_notes_that_look_like_code_are_shown_and_not_run(
    report: Callable[..., Path], open_file: Open
) -> None:
    table = f"days,drug,dose_mg,note\n7,{EVIL},2.5,=cmd()\n7,{EVIL},1,{EVIL}\n"
    opened = open_file(report("-", "--tablet", "5 mg/halves", "--tablet", "1 mg", stdin=table))
    assert opened.complaints == []
    assert opened.page.evaluate("document.scripts.length") == 0
    text = opened.page.inner_text("main")
    assert f"{EVIL} 5 mg tablets" in text
    assert "=cmd()" in text
