"""The pages in a real browser: what it opens, asks for, complains about, shows and prints.

Run with `pytest -m browser` and the extra `browser`; Chromium is the system's own (Debian: `chromium`).
"""

from __future__ import annotations

import datetime
import io
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
from pillsplit.output.languages.language import LANGUAGES
from pillsplit.verbs.calendar import Take
from tests.browsing import SWITCHES, missing
from tests.conftest import Run
from tests.pages import wanted

pytestmark = pytest.mark.browser

START = datetime.date(2026, 12, 1)
REPORTS = [(name, region) for name in published.names() for region in ("uk", "us", "de", "fr")]
EVIL = "<script>alert(1)</script>"
MAX_BOXES_FOR_AXE = 4
PAPERS = {"A4": {(595, 842), (842, 595)}, "Letter": {(612, 792), (792, 612)}}
MARGIN = 15
"""Points at the edge of the paper on which a printer may not print."""
LETTER = ("us", "ca")


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
        """Print and return the pages, to be read and measured."""
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
        assert run("report", *arguments, "--draft", "--output", str(file), stdin=stdin).code in (0, 1)
        return file

    return written


DAYS = """() => [...document.querySelectorAll('.step')].flatMap(step => {
    const clean = node => node.innerText.replace(/\\s+/g, ' ').trim();
    const boxes = [...step.querySelectorAll('.box')].map(box => ({
        time: box.dataset.time,
        doses: [...box.querySelectorAll('.dose')].map(dose => [...dose.querySelectorAll('b')].map(clean)),
        pictures: box.querySelectorAll('svg').length,
    }));
    return [...step.querySelectorAll('.dates td')].map(cell => ({
        number: +cell.dataset.day,
        date: cell.querySelector('time')?.dateTime ?? '',
        boxes,
        ticks: [...step.querySelectorAll(`.ticks td[data-day="${cell.dataset.day}"]`)].map(tick => tick.dataset.time),
    }));
})"""


@pytest.mark.parametrize(("name", "region"), REPORTS)
def test_a_report_opens_without_a_network_and_shows_every_dose_on_its_day(
    run: Run, report: Callable[..., Path], open_file: Open, name: str, region: str
) -> None:
    file = report(name, "--region", region, "--start", "2026-12-01")
    assert file.stat().st_size < 300_000
    opened = open_file(file)
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    assert_every_dose_is_shown(opened, run("check", name, "--region", region, "--format", "json").json, region)


def assert_every_dose_is_shown(opened: Opened, document: Any, code: str) -> None:
    """Find each dose of a JSON answer on its day, with the decimal sign of the language."""
    days: dict[int, Any] = {}
    for day in opened.page.evaluate(DAYS):
        known = days.setdefault(day["number"], day | {"boxes": [], "ticks": []})
        known["boxes"] += day["boxes"]
        known["ticks"] += day["ticks"]
    comma = opened.page.evaluate("document.querySelector('#person').lang") != "en"
    for number, date, doses in wanted(document, START):
        assert days[number]["date"] == date
        boxes = {box["time"]: box for box in days[number]["boxes"]}
        for time, _, dose, made in doses:
            said = dose.replace(".", ",") if comma else dose
            assert said in [amount for _, amount in boxes[time]["doses"]]
            if made and dose != "0 mg":
                assert days[number]["ticks"].count(time) == 1
    assert len(days) == sum(step["days"] for step in document["steps"]), code


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_dose_is_shown_in_every_language_and_it_prints(
    run: Run, report: Callable[..., Path], open_file: Open, code: str
) -> None:
    shared = ("scotland-lorazepam", "--region", "uk")
    opened = open_file(report(*shared, "--start", "2026-12-01", "--language", code, "--for", "person"))
    assert opened.page.evaluate("document.documentElement.lang") == code
    assert_every_dose_is_shown(opened, run("check", *shared, "--format", "json").json, code)
    assert_printed_well(opened.pdf())
    assert_no_letter_is_smaller(opened, 11)


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(("name", "region"), REPORTS)
@pytest.mark.parametrize("width", [390, 1600])
def test_axe_finds_nothing_against_wcag_2_2_aa(
    report: Callable[..., Path], open_file: Open, name: str, region: str, width: int
) -> None:
    opened = open_file(report(name, "--region", region, "--start", "2026-12-01"), width)
    # The rules see the same boxes over and over: the steps after the first few are alike.
    opened.page.evaluate(
        f"[...document.querySelectorAll('.step')].slice({MAX_BOXES_FOR_AXE}, -2).forEach(step => step.remove())"
    )
    assert opened.axe() == []
    across = opened.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert across[0] <= across[1], "the page has to be scrolled sideways"


@pytest.mark.parametrize("verb", ["check --plot", "choose", "supply", "titrate"])
def test_the_pages_of_the_other_verbs_are_clean_too(run: Run, open_file: Open, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "page.html"
    name, *options = verb.split()
    call = (name, "solution-26-weeks", "--region", "uk", *options, "--format", "html", "-o", str(file))
    assert run(*call).code in (0, 1)
    opened = open_file(file)
    assert (opened.requests, opened.complaints) == ([file.as_uri()], [])
    assert opened.axe() == []


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(("name", "region"), REPORTS)
def test_a_report_prints_a_page_for_the_prescriber_and_two_for_the_pharmacy_with_heading_foot_and_number(
    report: Callable[..., Path], open_file: Open, name: str, region: str
) -> None:
    file = report(name, "--region", region, "--start", "2026-12-01", "--language", "en")
    texts = assert_printed_well(open_file(file).pdf(), "Letter" if region in LETTER else "A4")
    person = [text for text in texts if "It only does sums" in text]
    assert all(re.search(r"Your .* plan, 1 Dec 2026 to \d+ [A-Z][a-z]{2} 20\d\d", text) for text in person)
    # The part for the pharmacy begins a page, so that what stands between is the prescriber's.
    others = texts[len(person) :]
    begins = next(number for number, text in enumerate(others) if "For the pharmacy" in text)
    assert (begins, len(others) - begins <= 2) == (1, True)


@pytest.mark.parametrize(("options", "most"), [((), 10), (("--large-print",), 26)])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_fifty_weeks_are_few_pages(
    report: Callable[..., Path], open_file: Open, options: tuple[str, ...], most: int, paper: str
) -> None:
    shared = ("nice-cks", "--region", "uk", "--start", "2026-12-01", "--for", "person", "--paper", paper)
    opened = open_file(report(*shared, *options))
    assert len(assert_printed_well(opened.pdf(), paper)) <= most
    assert_no_letter_is_smaller(opened, 16 if options else 11)


TWO_DRUGS = "step,weeks,drug,morning_mg,midday_mg,evening_mg,night_mg\n" + "".join(
    f"{step},2,diazepam,{10 - step / 4},2.5,,{12 - step / 4}\n{step},2,clonazepam,0.25,,0.75,0.5\n"
    for step in range(1, 27)
)
LIQUIDS = "weeks,morning_mg,midday_mg,night_mg\n" + "".join(
    f"2,{2.35 - step / 10:.2f},{1.35 - step / 10:.2f},{3.45 - step / 10:.2f}\n" for step in range(12)
)
DROPS = "weeks,dose_mg\n" + "".join(f"2,{20 - step * 0.7:.1f}\n" for step in range(26))


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("layout", ["steps", "days"])
@pytest.mark.parametrize(
    ("weeks", "what", "large"),
    [
        (12, "one drug", ()),
        (12, "two drugs", ()),
        (12, "two drugs", ("--large-print",)),
        (12, "drops", ()),
        (12, "liquids", ()),
        (12, "liquids", ("--large-print",)),
        (52, "one drug", ()),
        (52, "one drug", ("--large-print",)),
        (52, "two drugs", ()),
    ],
)
def test_no_box_is_broken_and_nothing_is_cut_off_in_print(
    report: Callable[..., Path], open_file: Open, weeks: int, large: tuple[str, ...], what: str, layout: str
) -> None:
    if what == "two drugs":
        table = "".join(TWO_DRUGS.splitlines(keepends=True)[: weeks + 1])
        arguments: tuple[str, ...] = ("--split", "quarters", "--region", "uk")
    else:
        table = "".join((LIQUIDS if what == "liquids" else DROPS).splitlines(keepends=True)[: weeks // 2 + 1])
        arguments = ("--drug", "diazepam", "--region", "fr" if what == "drops" else "uk", "--language", "en")
    shared = (*arguments, "--for", "person", "--start", "2026-12-01", "--layout", layout, *large)
    opened = open_file(report("-", *shared, stdin=table))
    assert_each_box_stands_whole_on_one_page(opened, ".day" if layout == "days" else ".step")
    assert_no_letter_is_smaller(opened, 16 if large else 11)


def assert_each_box_stands_whole_on_one_page(opened: Opened, box: str) -> None:
    """Write a mark into the first and the last line of each box, print, and find both on the same page."""
    number = opened.page.evaluate(
        """box => {
            const boxes = [...document.querySelectorAll(box)];
            boxes.forEach((each, number) => {
                each.querySelector('h4, .date').append(`<${number}`);
                (each.querySelector('figure:last-of-type figcaption, .take > .box:last-child .words:last-child')
                    ?? [...each.querySelectorAll('.words')].at(-1)).append(` ${number}>`);
            });
            return boxes.length;
        }""",
        box,
    )
    found: list[str] = []
    for text in assert_printed_well(opened.pdf()):
        opens, closes = re.findall(r"<(\d+)", text), re.findall(r"(\d+)>", text)
        assert sorted(opens) == sorted(closes)
        found += opens
    assert sorted(map(int, found)) == list(range(number))


SMALLEST = """() => {
    const sizes = [];
    const walker = document.createTreeWalker(document.querySelector('.person'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.textContent.trim()) sizes.push(parseFloat(getComputedStyle(node.parentElement).fontSize));
    }
    for (const picture of document.querySelectorAll('.person svg')) {
        const symbol = document.querySelector(picture.querySelector('use').getAttribute('href'));
        const unit = picture.getBoundingClientRect().height / symbol.viewBox.baseVal.height;
        for (const text of symbol.querySelectorAll('text')) sizes.push(unit * text.getAttribute('font-size'));
    }
    return Math.min(...sizes) * 72 / 96;
}"""


def assert_no_letter_is_smaller(opened: Opened, points: int) -> None:
    """Measure the letters of the person's part as they are printed, those in pictures too."""
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(SMALLEST) >= points - 0.05
    opened.page.emulate_media(media="screen")


FOOT = re.compile(
    r"It only does sums: your prescriber chooses the doses|It shows what these products can make|pillsplit"
)


def assert_printed_well(document: Any, paper: str = "A4") -> list[str]:
    """Measure each printed page: its size, its foot and number, no text outside the margins, none empty."""
    texts = []
    total = len(document)
    for number in range(1, total + 1):
        page = document[number - 1]
        width, height = page.get_size()
        assert (round(width), round(height)) in PAPERS[paper]
        printed = page.get_textpage()
        places = [printed.get_rect(index) for index in range(printed.count_rects())]
        for place in places:
            left, bottom, right, top = place
            inside = min(left, bottom) >= MARGIN and right <= width - MARGIN and top <= height - MARGIN
            assert inside or is_of_a_draft(printed.get_text_bounded(*place)), f"page {number}: {place} is cut off"
        text = printed.get_text_bounded()
        said = " ".join(text.split())
        assert re.search(rf"\b{number} \w+ {total}\b", said), f"page {number} has no number"
        assert FOOT.search(said)
        assert any(bottom > 90 for _, bottom, _, _ in places), f"page {number} is empty"
        texts.append(said)
    return texts


def is_of_a_draft(text: str) -> bool:
    """Whether a text is the word across a draft, which may run over the margins."""
    return text.strip() in "DRAFT"


def test_a_draft_says_so_across_every_page(run: Run, open_file: Open, tmp_path: Path) -> None:
    file = tmp_path / "draft.html"
    shared = ("nice-cks", "--region", "fr", "--language", "en", "--start", "2026-12-01", "--draft")
    assert run("report", *shared, "-o", str(file)).code == 1
    document = open_file(file).pdf()
    for page in document:
        printed = page.get_textpage()
        places = [printed.get_charbox(index) for index in range(printed.count_chars())]
        tall = [top - bottom for _, bottom, _, top in places if top - bottom > LARGEST_OTHER]
        assert len(tall) == len("DRAFT"), "every page of a draft says that it is one"


LARGEST_OTHER = 40
"""Points: no letter but those across a draft is taller."""


EDGE = 3
"""Dots at the edge of a picture, where it may share one with what lies behind it."""


def shot(page: Any, where: str) -> Any:
    """Photograph an element and return its picture."""
    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator(where).first.screenshot())).convert("L")
    return picture.crop((EDGE, EDGE, picture.width - EDGE, picture.height - EDGE))


@pytest.mark.parametrize("preferred", ["dark", "light"])
def test_what_is_taken_stays_black_where_dark_is_forced(
    report: Callable[..., Path], open_file: Open, preferred: str
) -> None:
    """A person's dark mode leaves the page as it is printed; one that is forced on all pages at least the pictures."""
    file = report("nice-cks", "--region", "uk", "--start", "2026-12-01", "--for", "person")
    plain = open_file(file, color_scheme="light")
    dark = open_file(file, color_scheme=preferred)
    session = dark.page.context.new_cdp_session(dark.page)
    session.send("Emulation.setAutoDarkModeOverride", {"enabled": True})
    where = ".step .pictures svg"
    assert shot(dark.page, where).tobytes() == shot(plain.page, where).tobytes()
    dots = shot(plain.page, where).get_flattened_data()
    assert sum(dot < 64 for dot in dots) > len(dots) // 3
    if preferred == "dark":
        assert shot(dark.page, ".step").tobytes() == shot(plain.page, ".step").tobytes()


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
            return [...document.querySelectorAll('p, span, td, th, h1, h2, h3, h4, li, .lead')]
                .filter(node => !node.closest('svg') && node.innerText.trim())
                .filter(node => Math.abs(light(getComputedStyle(node).color) - ground(node)) < 500)
                .map(node => node.outerHTML.slice(0, 200));
            }"""
        )
        assert unreadable == []
        paper = opened.page.evaluate(
            "[...document.querySelectorAll('svg')].map(node => getComputedStyle(node).forcedColorAdjust)"
        )
        assert set(paper) == {"none"}, "pictures keep their own paper"


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
    for strength, shape, rings in (("0.125 mg", "disc", 0), ("2 mg", "square", 1), ("12.5 mg", "hexagon", 2)):
        tablet = read_tablet(f"{strength}/quarters", "diazepam")
        takes = {
            "whole": [Take(tablet, WHOLE)],
            "half": [Take(tablet, HALF), Take(tablet, HALF, cut=WHOLE)],
            "third": [Take(tablet, THIRD), Take(tablet, THIRD, cut=WHOLE)],
            "quarter": [Take(tablet, QUARTER), Take(tablet, QUARTER, cut=WHOLE), Take(tablet, QUARTER, cut=HALF)],
            "eighth": [Take(tablet, EIGHTH), *(Take(tablet, EIGHTH, cut=cut) for cut in (WHOLE, HALF, QUARTER))],
        }
        look = pictures.Look(shape, 60, rings)
        black = {
            kind: [
                page.evaluate(
                    BLACK,
                    f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60" '
                    f'font-family="Arial">{pictures.piece(take, look, strength).drawn}</svg>',
                )
                for take in several
            ]
            for kind, several in takes.items()
        }
        assert min(black["whole"]) > max(black["half"]) + 10
        for kept_or_cut in (0, 1):
            assert black["half"][kept_or_cut] > black["quarter"][kept_or_cut] + 5, black
    page.close()


def test_names_and_notes_that_look_like_code_are_shown_and_not_run(
    report: Callable[..., Path], open_file: Open
) -> None:
    table = f"days,drug,dose_mg,note\n7,{EVIL},2.5,=cmd()\n7,{EVIL},1,{EVIL}\n"
    opened = open_file(report("-", "--tablet", "5 mg/halves", "--tablet", "1 mg", stdin=table))
    assert opened.complaints == []
    assert opened.page.evaluate("document.scripts.length") == 0
    text = opened.page.inner_text("main")
    assert f"{EVIL} tablets, 5 mg" in text
    assert "=cmd()" in text
