"""Pages as text for a terminal: as wide as it is, with signs and colours where it shows them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from attrs import evolve

from pillsplit.output.renderers.hidden import hidden
from pillsplit.output.table import Lines, Page, Part, Table
from pillsplit.output.view import PLAIN, Style, View
from pillsplit.output.visible import visible

_BETWEEN_ITEMS = " + "
_BETWEEN_COLUMNS = "  "
_BULLET = "- "
_NO_BREAK = "\u00a0"
_UNBREAKABLE = re.compile(r"(?<=[0-9½¼¾⅓⅔⅙⅚⅛⅜⅝⅞]) (?=mg|mL|×|drops?\b|days?\b|per mL)|(?<=×) |(?<=per) (?=mL)")
"""Between a number and its unit, and between a count and what is counted, no line is broken."""
_HYPHEN = re.compile(r"(?<=-)(?=.)")
_SENTENCE = re.compile(r".*?[.?!](?=\s|$)|.+", re.DOTALL)
_SIGNS: Mapping[str, str] = {
    "whole": "✓",
    "halves": "½",
    "thirds": "⅓",
    "quarters": "¼",
    "eighths": "⅛",
    "liquid": "L",
    "unreachable": "✗",
}
_BOLD, _GREEN, _CYAN, _YELLOW, _MAGENTA, _RED = "1", "32", "36", "33", "35", "1;31"
_COLOURS: Mapping[str, str] = {
    "whole": _GREEN,
    "halves": _CYAN,
    "thirds": _YELLOW,
    "quarters": _YELLOW,
    "eighths": _YELLOW,
    "liquid": _MAGENTA,
    "unreachable": _RED,
}


def render(view: View, style: Style) -> str:
    """Dress the page of a view for a terminal."""
    return as_text(view.page(), style)


def as_text(page: Page, style: Style = PLAIN) -> str:
    """Dress a page for a terminal; the details stand in it where *style* asks for them.

    In colour the first sentence of the answer is bold. Columns are narrowed where a table is too wide; one that is
    still too wide then is left so, for no number is parted from its unit.
    """
    title = "\n".join(_wrapped(page.title, style.width))
    answer, rest = (page.lead[0], page.lead[1:]) if page.lead else ("", ())
    blocks = [title]
    if answer:
        blocks.append(_answer(answer, style))
    blocks += ["\n".join(_wrapped(line, style.width)) for line in rest]
    for part in page.shown(details=style.sources):
        heading = _wrapped(part.heading, style.width) if part.heading else []
        blocks.append("\n".join((*heading, *_part(part, style))))
    blocks += ["\n".join(_wrapped(line, style.width)) for line in hidden(page, style)]
    return style.wording("\n\n".join(blocks) + "\n")


def _part(part: Part, style: Style) -> Iterable[str]:
    if isinstance(part, Table):
        return (_table(part, style),)
    if isinstance(part, Lines):
        return (row for line in part.lines for row in _wrapped(line, style.width, _BULLET))
    return part.lines(style.width)


def _answer(text: str, style: Style) -> str:
    """Write the sentences that answer, the first one bold where there is colour: on each of its lines by itself."""
    lines = _wrapped(text, style.width)
    if not style.colour:
        return "\n".join(lines)
    first = _SENTENCE.match(text)
    left = len(first[0]) if first else 0
    bold = []
    for line in lines:
        bold.append(_coloured(line[:left], _BOLD) + line[left:] if left > 0 else line)
        left -= len(line) + 1
    return "\n".join(bold)


def _coloured(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if text else ""


def _wrapped(line: str, width: int, bullet: str = "") -> list[str]:
    line = visible(line)
    if len(bullet) + len(line) <= width:
        return [bullet + line]
    return textwrap.wrap(
        line,
        width,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(table: Table, style: Style) -> str:
    """Lay out a table, its header above a rule; a cell that is too long takes several lines."""
    from tabulate import tabulate

    if style.signs:
        table = _signed(table)
    table = evolve(table, rows=tuple(tuple(map(visible, row)) for row in table.rows))
    widths = _widths(table, style.width)
    lines: list[Sequence[str]] = list(zip_longest(*map(_cell, table.header, widths), fillvalue=""))
    rule = len(lines)
    for number, row in enumerate(table.rows):
        cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
        if style.colour and table.tones:
            cells = [
                [_coloured(line, code) if (code := _COLOURS.get(tone)) else line for line in cell]
                for cell, tone in zip(cells, table.tones[number], strict=True)
            ]
        lines += zip_longest(*cells, fillvalue="")
    lines.insert(rule, ["-" * width for width in widths])
    return str(tabulate(lines, tablefmt="plain", disable_numparse=True))


def _signed(table: Table) -> Table:
    """Return the table with the sign of its verdict before each cell that has one."""
    rows = tuple(
        tuple(
            f"{sign} {cell}" if cell and (sign := _SIGNS.get(tone)) else cell
            for cell, tone in zip(row, tones, strict=True)
        )
        for row, tones in zip(table.rows, table.tones, strict=bool(table.tones))
    )
    return Table(table.header, rows or table.rows, table.heading, table.detail, table.tones)


def _widths(table: Table, width: int) -> list[int]:
    """Return the width of each column, the widest ones narrowed until the table fits *width*.

    They are narrowed down to a word, and only where that is not enough down to a part of a word.
    """
    different = [set(column) for column in zip(table.header, *table.rows, strict=True)]
    widths = [max(map(len, column)) for column in different]
    too_much = sum(widths) + len(_BETWEEN_COLUMNS) * (len(widths) - 1) - width
    for longest in (_longest_word, _longest_part):
        if too_much <= 0:
            break
        narrowest = [max(map(longest, column)) for column in different]
        while too_much > 0 and (wide := [index for index, least in enumerate(narrowest) if widths[index] > least]):
            widths[max(wide, key=widths.__getitem__)] -= 1
            too_much -= 1
    # What a cell does not fill when it is broken is left to nobody.
    return [
        max(len(line) for cell in column for line in _cell(cell, width))
        for column, width in zip(different, widths, strict=True)
    ]


def _longest_word(cell: str) -> int:
    return max(map(len, _together(cell).split(" ")))


def _longest_part(cell: str) -> int:
    return max(len(part) for word in _together(cell).split(" ") for part in _HYPHEN.split(word))


@lru_cache(maxsize=4096)  # a column is measured by the cells that it will hold, and most of them stand in many rows
def _cell(cell: str, width: int) -> Sequence[str]:
    """Break a cell into lines, between the items that it adds up before anywhere else."""
    if len(cell) <= width:
        return (cell,)
    lines: list[str] = []
    for item in map(_together, cell.split(_BETWEEN_ITEMS)):
        if lines and len(lines[-1]) + len(_BETWEEN_ITEMS) + len(item) <= width:
            lines[-1] += _BETWEEN_ITEMS + item
            continue
        text = _BETWEEN_ITEMS.lstrip() + item if lines else item
        fits = len(text) <= width
        lines += [text] if fits else textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return tuple(part.replace(_NO_BREAK, " ") for line in lines for part in _parts(line, width))


def _parts(line: str, width: int) -> list[str]:
    """Break a line that is a single word, longer than *width*, behind its hyphens."""
    if len(line) <= width:
        return [line]
    parts = [""]
    for part in _HYPHEN.split(line):
        if parts[-1] and len(parts[-1]) + len(part) > width:
            parts.append("")
        parts[-1] += part
    return parts


def _together(cell: str) -> str:
    return _UNBREAKABLE.sub(_NO_BREAK, cell)
