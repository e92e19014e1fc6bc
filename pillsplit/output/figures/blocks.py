"""A staircase in block characters, for a terminal."""

from __future__ import annotations

from fractions import Fraction

from pillsplit.amounts.number import written
from pillsplit.output.figures.staircase import HARDEST_LAST, LIQUID, NO_STEP, TABLETS, UNREACHABLE, Staircase

_ROWS = 10
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_FULL = {TABLETS: "█", LIQUID: "▒", UNREACHABLE: "░", NO_STEP: " "}
_MARK = {TABLETS: "─", LIQUID: "L", UNREACHABLE: "×", NO_STEP: " "}
_LEGEND = {LIQUID: "▒ L takes liquid", UNREACHABLE: "░ × cannot be made", NO_STEP: "(blank) no step"}


def in_blocks(stairs: Staircase, width: int = 100) -> tuple[str, ...]:
    """Draw a staircase on lines of at most *width* characters.

    Heights of tablets are to the eighth of a line, those of the other patterns to the line; whatever is above 0 is
    seen. Where several steps share a column, it shows the highest dose and the hardest way among them.
    """
    top = stairs.top.mg
    labels = [written(top), written(top / 2), "0"]
    margin = max(map(len, labels)) + 1
    columns = _columns(stairs, width - margin - 1)
    at = {0: labels[0], _ROWS // 2: labels[1]}
    lines = [f"mg of {stairs.drug} a day"]
    for row in range(_ROWS):
        cells = "".join(_cell(height, kind, _ROWS - 1 - row) for height, kind in columns)
        lines.append(f"{at.get(row, ''):>{margin - 1}} │{cells}".rstrip())
    lines.append(f"{'0':>{margin - 1}} └" + "".join(_MARK[kind] for _, kind in columns))
    end = f"day {stairs.days}"
    lines.append(" " * (margin + 1) + "day 1" + f"{end:>{len(columns) - 5}}")
    if shown := [_LEGEND[kind] for kind in HARDEST_LAST if kind in _LEGEND and any(kind == k for _, k in columns)]:
        lines.append(" " * (margin + 1) + " · ".join(("█ tablets", *shown)))
    return tuple(lines)


def _columns(stairs: Staircase, most: int) -> list[tuple[Fraction, str]]:
    """Return for each column its height in rows and its kind."""
    columns = max(min(most, stairs.days * -(-20 // stairs.days)), min(most, 20))
    top = stairs.top.mg or Fraction(1)
    share: list[list[tuple[Fraction, str]]] = [[] for _ in range(columns)]
    day = 0
    for tread in stairs.treads:
        first = day * columns // stairs.days
        day += tread.days
        last = max(first + 1, -(-day * columns // stairs.days))
        height = max(tread.wanted, tread.made or tread.wanted).mg * _ROWS / top
        for column in range(first, last):
            share[column].append((height, tread.kind))
    return [
        (max(height for height, _ in here), max((kind for _, kind in here), key=HARDEST_LAST.index)) for here in share
    ]


def _cell(height: Fraction, kind: str, row: int) -> str:
    """Return the sign of a column in *row* (0 the lowest)."""
    if kind == TABLETS:
        eighths = max(1, round(height * 8)) if height else 0
        return _EIGHTHS[max(0, min(8, eighths - 8 * row))]
    rows = max(1, round(height)) if height else 0
    return _FULL[kind] if row < rows else " "
