"""What a page does not show unasked, and how it is asked for."""

from __future__ import annotations

from pillsplit.output.table import Page
from pillsplit.output.view import Style


def hidden(page: Page, style: Style) -> tuple[str, ...]:
    """Say which parts are left out, and what shows them; nothing where none are."""
    if style.sources or not page.details or not page.names_details:
        return ()
    names = dict.fromkeys(f"{part.heading[:1].lower()}{part.heading[1:]}" for part in page.details)
    return (f"With `sources` also: {', '.join(names)}.",)
