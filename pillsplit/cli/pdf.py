"""A page as PDF: printed by the Chromium that is installed, from the same HTML.

A browser lays out and numbers pages better than anything we could write, and most machines have one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from pillsplit.errors import UsageError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_SECONDS = 120
BY_HAND = "write a file that ends in .html, open it in a browser, and choose Print, then Save as PDF"


def printer() -> str:
    """Return the Chromium that is installed.

    Raises:
        UsageError: where there is none, with what to do instead.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None) or next(filter(os.path.exists, _PLACES), None)
    if found is None:
        raise UsageError(f"no Chromium is installed that could print a PDF: {BY_HAND}", field="output")
    return found


def as_pdf(html: str, chromium: str) -> bytes:
    """Print a page with a Chromium.

    Raises:
        UsageError: where it does not print it.
    """
    with TemporaryDirectory(prefix="pillsplit-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8", errors="replace")
        # As root, as in a container, Chromium starts without its sandbox or not at all; the page has no script.
        alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        call = [
            chromium,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={Path(folder) / 'profile'}",
            *alone,
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            subprocess.run(call, check=True, capture_output=True, timeout=_SECONDS)
            return printed.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise UsageError(
                f"the Chromium that is installed did not print the PDF: {BY_HAND}", field="output"
            ) from None
