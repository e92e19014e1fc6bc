"""The two browsers, each the system's own: Chromium by Playwright, Firefox ESR by puppeteer-core over WebDriver BiDi.

Playwright cannot drive a Firefox that it has not built itself. Both are without a network where the machine allows it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from attrs import field, frozen

from pillsplit.page.build import HERE
from tests.browsing import SWITCHES, missing

MODULES = HERE / "node_modules"
PATIENCE = 60
"""Seconds after which something does not happen any more."""
ANSWERED = '#answer[aria-busy="false"] #shown > *'


def without_network() -> list[str]:
    """Return what a program is called with to have no network at all; nothing where the machine does not allow it."""
    cut = ["unshare", "--map-root-user", "--net", "--"]
    try:
        allowed = subprocess.run([*cut, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        allowed = False
    return cut if allowed else []


def program(*names: str) -> str:
    """Return the path of the first of these programs that is there."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        missing(f"the program {names[0]}")
    return str(found)


@frozen
class Opened:
    """The page as it stands in Chromium, and everything that it asked for or complained about."""

    page: Any
    began: float = field(factory=monotonic)  # seconds of the clock, no amount
    requests: list[str] = field(factory=list)
    complaints: list[str] = field(factory=list)

    def close(self) -> None:
        self.page.context.close()

    def seconds_until(self, condition: str) -> float:
        """Wait for a condition in JavaScript, and return how long after the opening it holds."""
        while not self.page.evaluate(condition):
            assert monotonic() - self.began < PATIENCE, condition
            sleep(0.005)
        return monotonic() - self.began

    def answered(self) -> str:
        """Wait until the page has answered, and return its sentence."""
        self.page.wait_for_timeout(90)  # a change is answered a moment after it
        self.page.locator('#answer[aria-busy="false"]').wait_for(timeout=PATIENCE * 1000)
        self.page.locator("#verdict:not(:empty)").wait_for()
        return str(self.page.locator("#verdict").inner_text())

    def told(self) -> None:
        """Wait until what a reader is shown stands there."""
        self.page.locator("#more-state").wait_for(state="hidden", timeout=PATIENCE * 1000)
        self.page.locator("#more:not(.stale) > *").first.wait_for(timeout=PATIENCE * 1000)

    def unfold(self, name: str) -> None:
        """Open a closed part of the form."""
        self.page.evaluate("id => { document.getElementById(id).open = true; }", name)

    def paste(self, text: str) -> None:
        """Paste a schedule and read it."""
        self.unfold("way-paste")
        self.page.locator("#paste").fill(text)
        self.page.locator("#read").click()
        self.page.locator("#read-said > *").first.wait_for()
        self.answered()

    def doses(self) -> list[dict[str, str]]:
        """Return the rows of the answer, each by its headings."""
        rows: list[dict[str, str]] = self.page.evaluate(
            """() => [...document.querySelectorAll('.doses .group [role=row]')].map(row => Object.fromEntries(
                [...row.querySelectorAll('[data-label]')].map(cell =>
                    [cell.dataset.label, cell.textContent])))"""
        )
        return rows

    def axe(self) -> list[str]:
        """Return what axe-core finds against WCAG 2.2 AA, each with its first place."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options=AXE).response["violations"]
        return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]

    def width(self) -> tuple[int, int]:
        """Return how wide the page is, and how wide what shows it."""
        across = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, shown = self.page.evaluate(across)
        return wide, shown


AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


class Chromium:
    """Chromium, with a profile of its own that is gone afterwards."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def open(self, file: Path | str, width: int = 1280, script: str = "", **options: Any) -> Opened:
        context = self._browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **options)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        opened = Opened(page)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.goto(file if isinstance(file, str) else file.as_uri(), wait_until="commit")
        return opened


@contextmanager
def chromium(*, network: bool = False) -> Iterator[Chromium]:
    """Start Chromium, without a network unless it is asked for."""
    path = program("chromium", "chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the extra `browser`")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if not network and (cut := without_network()):
            start = Path(folder) / "chromium"
            start.write_text(f'#!/bin/sh\nexec {" ".join(cut)} {path} "$@"\n', encoding="utf-8")
            start.chmod(0o755)
            path = str(start)
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield Chromium(browser)
        browser.close()


FIREFOX = Path(__file__).with_name("firefox.mjs")


class Firefox:
    """Firefox ESR; each run starts one anew, does what it is told, and gives back what came of each."""

    def __init__(self, path: str, preferences: Mapping[str, Any]) -> None:
        self._path, self._preferences = path, preferences

    def run(self, *actions: Mapping[str, Any], width: int = 1280) -> list[Any]:
        """Do the *actions*, and return what came of each; the last entry holds what the page complained about."""
        asked = {
            "firefox": self._path,
            "modules": str(MODULES),
            "preferences": dict(self._preferences),
            "width": width,
            "actions": list(actions),
        }
        done = subprocess.run(
            [program("node"), str(FIREFOX)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 4,
            # A folder that tests take from the command line, so that it finds no defaults there, Firefox needs.
            env={name: value for name, value in os.environ.items() if name != "XDG_CONFIG_HOME"},
        )
        assert done.returncode == 0, done.stderr[-2000:]
        said: list[Any] = json.loads(done.stdout)
        return said


@contextmanager
def firefox(preferences: Mapping[str, Any] | None = None) -> Iterator[Firefox]:
    """Have Firefox at hand, with *preferences* of its own."""
    path = program("firefox-esr", "firefox")
    if not (MODULES / "puppeteer-core").is_dir():
        missing("puppeteer-core (`npm ci` in pillsplit/page)")
    yield Firefox(path, preferences or {})
