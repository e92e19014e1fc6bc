"""The page for whoever uses it: by keyboard, on a telephone, enlarged, in the dark, in colours of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pillsplit.formulary import published
from tests.page.browsers import Chromium, Opened

pytestmark = pytest.mark.browser

EVERYTHING = "document.querySelectorAll('details').forEach(each => { each.open = !each.matches('.menu'); })"


@pytest.fixture
def opens() -> Iterator[list[Opened]]:
    """What a test opens, closed when it is over."""
    opened: list[Opened] = []
    yield opened
    for each in opened:
        each.close()


@pytest.mark.parametrize("width", [320, 390, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_has_to_be_scrolled_sideways(
    browser: Chromium, page: Path, opens: list[Opened], width: int, scheme: str
) -> None:
    opened = browser.open(page, width, color_scheme=scheme)
    opens.append(opened)
    opened.answered()
    wide, shown = opened.width()
    assert wide <= shown
    assert opened.axe() == []
    opened.page.evaluate(EVERYTHING)
    opened.page.get_by_label("For the prescriber").check()
    opened.told()
    opened.page.locator("#what").select_option("liquid")
    opened.page.locator("#what-if[aria-busy=false] .beside").wait_for()
    opened.paste("dose_mg,days\n13.3,\n1,000,14\n")
    opened.page.get_by_label("Dose, step 1", exact=True).fill("1,000")
    opened.answered()
    wide, shown = opened.width()
    assert wide <= shown
    assert opened.axe() == []


@pytest.mark.parametrize("text", ["morning_mg,midday_mg,evening_mg,night_mg,days\n5,2.5,2.5,7.5,14\n5,2,2,7,14\n"])
def test_four_times_of_day_fit_a_telephone(browser: Chromium, page: Path, opens: list[Opened], text: str) -> None:
    opened = browser.open(page, 320)
    opens.append(opened)
    opened.answered()
    opened.paste(text)
    wide, shown = opened.width()
    assert wide <= shown
    assert opened.axe() == []


SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary, label.button')]
    .filter(each => each.checkVisibility() && !each.closest('.out') && !each.matches('.skip'))
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => (box.width < 24 || box.height < 24) && !each.closest('p, li') && box.width > 2)
    .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width} ${box.height}`)"""


@pytest.mark.parametrize("width", [320, 1600])
def test_everything_that_is_touched_is_large_enough(
    browser: Chromium, page: Path, opens: list[Opened], width: int
) -> None:
    opened = browser.open(page, width, has_touch=True)
    opens.append(opened)
    opened.answered()
    opened.page.evaluate(EVERYTHING)
    assert opened.page.evaluate(SMALL) == []


def test_every_cell_and_field_has_a_name_of_its_own(browser: Chromium, page: Path, opens: list[Opened]) -> None:
    opened = browser.open(page)
    opens.append(opened)
    opened.answered()
    opened.page.evaluate(EVERYTHING)
    names = opened.page.evaluate(
        """[...document.querySelectorAll('input:not([type=file]), select, textarea')].map(each =>
            each.ariaLabel || each.labels[0]?.innerText.trim().split('\\n')[0] || each.id)"""
    )
    assert all(names)
    in_steps = [name for name in names if "step" in name]
    assert len(in_steps) == len(set(in_steps)) == 75
    assert opened.page.locator("[aria-live=polite], [role=status]").count() <= 2
    assert opened.page.locator("#verdict").get_attribute("aria-live") == "polite"


def focused(opened: Opened) -> str:
    return str(
        opened.page.evaluate(
            """(() => { const at = document.activeElement;
                return at.ariaLabel || (at.labels?.[0] ?? at).innerText.split('\\n')[0]; })()"""
        )
    ).strip()


def tab_to(opened: Opened, name: str, key: str = "Tab") -> None:
    """Press a key until what is called *name* has the focus; it has to be seen and not covered."""
    for _ in range(400):
        opened.page.keyboard.press(key)
        if focused(opened).startswith(name):
            break
    else:
        pytest.fail(f"{name} is not reached")
    # An answer that arrives meanwhile may move what is below it: whoever comes back to it sees it.
    back = "Shift+Tab" if key == "Tab" else "Tab"
    for again in (back, key), (back, key), ():
        opened.page.wait_for_timeout(100)
        if seen(opened) == [True, False]:
            return
        for each in again:
            opened.page.keyboard.press(each)
    assert seen(opened) == [True, False], name


def seen(opened: Opened) -> object:
    """Return whether what has the focus is within the window, and whether the bar covers it."""
    return opened.page.evaluate(
        """(() => { const at = document.activeElement, box = at.getBoundingClientRect();
            const bar = document.querySelector('#brief').getBoundingClientRect();
            const covered = !at.closest('#brief') && box.bottom > bar.top + 2 && box.top < bar.bottom - 2;
            return [box.top >= 0 && box.bottom <= innerHeight, covered]; })()"""
    )


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("width", [390, 1280])
def test_a_plan_is_made_with_the_keyboard_alone(
    browser: Chromium, page: Path, opens: list[Opened], name: str, width: int
) -> None:
    opened = browser.open(page, width)
    opens.append(opened)
    opened.answered()
    keyboard = opened.page.keyboard
    keyboard.press("Tab")
    assert focused(opened) == "Skip to the answer"
    tab_to(opened, "Examples")
    for _ in range(published.names().index(name) + 1):
        keyboard.press("ArrowDown")
    opened.answered()
    tab_to(opened, "More, step 1")
    keyboard.press("Enter")
    tab_to(opened, "Hold for 2 more weeks")
    keyboard.press("Enter")
    assert focused(opened) == "How long, step 2"
    keyboard.press("Control+A")
    keyboard.type("3")
    opened.answered()
    assert opened.page.locator("#wrong").is_hidden()
    assert opened.doses()[1].get("For") == "21 days" or opened.doses()[0]["Time"]
    tab_to(opened, "For the person who takes it")
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    opened.told()
    opened.page.get_by_text(re.compile("What to prescribe|Which products")).first.wait_for()
    tab_to(opened, "Save the plan")
    with opened.page.expect_download():
        keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stays_readable_where_the_colours_are_forced(
    browser: Chromium, page: Path, opens: list[Opened], scheme: str
) -> None:
    opened = browser.open(page, forced_colors="active", color_scheme=scheme)
    opens.append(opened)
    opened.answered()
    assert opened.page.evaluate("matchMedia('(forced-colors: active)').matches")
    opened.page.evaluate(EVERYTHING)
    assert opened.page.evaluate(UNREADABLE) == []
    assert opened.page.evaluate("getComputedStyle(document.querySelector('.stairs svg')).forcedColorAdjust") == "none"


UNREADABLE = """() => {
    const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return r + g + b; };
    const ground = node => {
        for (; node; node = node.parentElement) {
            const colour = getComputedStyle(node).backgroundColor;
            if (!/^rgba.*, 0\\)$/.test(colour)) return light(colour);
        }
        return 765;
    };
    return [...document.querySelectorAll('p, li, label, td, th, h1, h2, h3, summary, button, [role=cell]')]
        .filter(node => node.checkVisibility() && !node.closest('svg, [disabled]') && node.innerText.trim())
        .filter(node => Math.abs(light(getComputedStyle(node).color) - ground(node)) < 300)
        .map(node => node.outerHTML.slice(0, 200));
}"""


def test_nothing_moves_for_who_wants_nothing_to_move(browser: Chromium, page: Path, opens: list[Opened]) -> None:
    opened = browser.open(page, reduced_motion="reduce")
    opens.append(opened)
    opened.answered()
    moving = opened.page.evaluate(
        """[...document.querySelectorAll('*')].filter(each => {
            const style = getComputedStyle(each);
            return parseFloat(style.transitionDuration) > 0 || (style.animationName !== 'none');
        }).map(each => each.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_only_the_last_answer_is_said_to_be_the_answer(browser: Chromium, page: Path, opens: list[Opened]) -> None:
    opened = browser.open(page)
    opens.append(opened)
    opened.answered()
    for dose in ("39", "38", "37.3", "36"):
        opened.page.get_by_label("Dose, step 1", exact=True).fill(dose)
        assert opened.page.locator("#answer").get_attribute("aria-busy") == "true"
    opened.answered()
    assert opened.doses()[0]["Dose"] == "36 mg"
