"""What a terminal shows: how wide it is, and whether it takes signs and colours."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from pillsplit.cli.option_names import with_options
from pillsplit.output.view import Style

UNKNOWN = 80
"""Columns where nobody says how many there are."""
NARROWEST, WIDEST = 40, 120
"""Lines of text are never laid out for fewer or for more columns."""


def text_width() -> int:
    """Return the columns of the terminal within `NARROWEST` and `WIDEST`; `UNKNOWN` where standard output is none.

    The environment's COLUMNS comes first, as in other programs.
    """
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((UNKNOWN, 24)).columns))


def style_for(output: Path | None, *, sources: bool = False) -> Style:
    """Return how text is dressed for *output*, or for standard output where it is None.

    Signs and colours are for a terminal alone; NO_COLOR, set to anything, and TERM=dumb keep the escape codes out.
    """
    terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(text_width(), signs=terminal, colour=terminal and not plain, sources=sources, wording=with_options)
