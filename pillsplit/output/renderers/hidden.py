"""What a page does not show unasked, and how it is asked for."""

from __future__ import annotations

from pillsplit.errors import listed
from pillsplit.output.table import Page
from pillsplit.output.view import Style


def hidden(page: Page, style: Style) -> tuple[str, ...]:
    """Say in a sentence which parts are left out, and what shows them; nothing where none are."""
    if style.sources or not page.details:
        return ()
    names = dict.fromkeys(part.heading.lower() for part in page.details)
    return (f"Not shown: {listed(names)}. `sources` shows {'them' if len(names) > 1 else 'it'}.",)
