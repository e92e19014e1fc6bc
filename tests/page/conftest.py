"""The page, built once for all tests that open it; and the browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pillsplit.page.build import build
from tests.browsing import missing
from tests.page.browsers import MODULES, Chromium, Firefox, chromium, firefox


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page as one file, and as it is served."""
    if not (MODULES / "pyodide").is_dir():
        missing("pyodide (`npm ci` in pillsplit/page)")
    folder = tmp_path_factory.mktemp("page")
    build(folder / "pillsplit.html", served=folder / "served")
    return folder


@pytest.fixture(scope="session")
def page(built: Path) -> Path:
    """The page, one file."""
    return built / "pillsplit.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Chromium without a network."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def fox() -> Iterator[Firefox]:
    """Firefox ESR."""
    with firefox() as started:
        yield started
