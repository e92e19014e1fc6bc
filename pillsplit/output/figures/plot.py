"""The staircases of a plan: as one SVG, as lines of block characters, as part of a page."""

from __future__ import annotations

from functools import partial
from textwrap import wrap

from pillsplit.model.plan import Plan
from pillsplit.output.figures.blocks import in_blocks
from pillsplit.output.figures.staircase import staircases
from pillsplit.output.figures.svg import as_svg
from pillsplit.output.summary import summary
from pillsplit.output.table import Drawing
from pillsplit.output.words import title


def svg(plan: Plan, *, low: bool = False) -> str:
    """Return the staircases as one SVG; a *low* one shares a page."""
    return as_svg(title(plan.schedule), staircases(plan), low=low)


def lines(plan: Plan, width: int = 100) -> tuple[str, ...]:
    """Return the staircases in block characters on lines of at most *width*, a blank line between two."""
    drawn: list[str] = []
    for stairs in staircases(plan):
        drawn += ["", *in_blocks(stairs, width)] if drawn else in_blocks(stairs, width)
    return tuple(drawn)


def text(plan: Plan, width: int = 100) -> str:
    """Return the staircases in block characters, with their title and what is said of the whole."""
    first = wrap(title(plan.schedule, plan.shelf), width)
    return "\n".join((*first, "", *lines(plan, width), "", *wrap(summary(plan), width))) + "\n"


def drawing(plan: Plan, *, low: bool = False) -> Drawing:
    """Return the staircases as a part of a page; a *low* one leaves room for the others."""
    return Drawing("The dose over time", partial(lines, plan), partial(svg, plan, low=low))
