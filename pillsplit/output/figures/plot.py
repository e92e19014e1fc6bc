"""The staircases of a checked schedule: as one SVG, as lines of block characters, as part of a page."""

from __future__ import annotations

from pillsplit.output.figures.blocks import in_blocks
from pillsplit.output.figures.staircase import staircases
from pillsplit.output.figures.svg import as_svg
from pillsplit.output.table import Drawing
from pillsplit.output.views.check import page
from pillsplit.verbs.check import Check


def svg(check: Check) -> str:
    """Return the staircases as one SVG."""
    return as_svg(page(check).title, staircases(check))


def lines(check: Check) -> tuple[str, ...]:
    """Return the staircases in block characters, a blank line between two."""
    drawn: list[str] = []
    for stairs in staircases(check):
        drawn += ["", *in_blocks(stairs)] if drawn else in_blocks(stairs)
    return tuple(drawn)


def text(check: Check) -> str:
    """Return the staircases in block characters, with their title and what is said of the whole."""
    told = page(check)
    return "\n".join((told.title, "", *lines(check), "", told.lead[0])) + "\n"


def drawing(check: Check) -> Drawing:
    """Return the staircases as a part of a page."""
    return Drawing("The dose over time", lines(check), svg(check))
