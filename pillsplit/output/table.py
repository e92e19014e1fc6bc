"""An answer as a page of finished text, and the renderers that dress it.

Cells and lines are finished text; escaping belongs to the renderer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from attrs import frozen

_WIDTH = 100
_BETWEEN_ITEMS = " + "
_NO_BREAK = "\u00a0"
_UNBREAKABLE = re.compile(r"(?<=[0-9½¼¾⅓⅔⅙⅚]) (?=mg|mL|×|drops?\b|days?\b)|(?<=×) |(?<=per) (?=mL)")
"""Between a number and its unit, and between a count and what is counted, no line is broken."""


@frozen
class Table:
    """A header and rows of finished text, all of one length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str = ""

    def without_empty(self) -> Table:
        """Return the table without the columns in which no row says anything."""
        kept = [index for index in range(len(self.header)) if any(row[index] for row in self.rows)]
        return Table(
            tuple(self.header[index] for index in kept),
            tuple(tuple(row[index] for index in kept) for row in self.rows),
            self.heading,
        )


@frozen
class Lines:
    """A heading and sentences below it."""

    heading: str
    lines: tuple[str, ...]


@frozen
class Drawing:
    """A picture: in block characters where text is read, in SVG where HTML is."""

    heading: str
    lines: tuple[str, ...]
    svg: str


Part = Table | Lines | Drawing


@frozen
class Page:
    """What a person reads: a title, sentences, and then tables, lists and pictures."""

    title: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]


def as_text(page: Page) -> str:
    """Dress a page for a terminal of 100 columns."""
    blocks = [_wrapped(line) for line in (page.title, *page.lead)]
    for part in page.parts:
        if isinstance(part, Table) and part.rows:
            blocks.append(_heading(part.heading) + _text_table(part))
        elif isinstance(part, Lines) and part.lines:
            blocks.append(_heading(part.heading) + "\n".join(_wrapped(line, "- ") for line in part.lines))
        elif isinstance(part, Drawing):
            blocks.append(_heading(part.heading) + "\n".join(part.lines))
    return "\n\n".join(blocks) + "\n"


def as_markdown(page: Page) -> str:
    """Dress a page in Markdown."""
    blocks = [f"# {_escaped(page.title)}", *(_escaped(line) for line in page.lead)]
    for part in page.parts:
        if isinstance(part, Table) and part.rows:
            blocks += _markdown_heading(part.heading)
            rows = [part.header, tuple("---" for _ in part.header), *part.rows]
            blocks.append("\n".join(_markdown_row(row, escape=number != 1) for number, row in enumerate(rows)))
        elif isinstance(part, Lines) and part.lines:
            blocks += _markdown_heading(part.heading)
            blocks.append("\n".join(f"- {_escaped(line)}" for line in part.lines))
        elif isinstance(part, Drawing):
            blocks += _markdown_heading(part.heading)
            blocks.append("\n".join(("```text", *part.lines, "```")))
    return "\n\n".join(blocks) + "\n"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Dress rows as CSV; a text that a spreadsheet would run as a formula is kept from it by an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_no_formula(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_json(document: object) -> str:
    """Dress a document as JSON."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _no_formula(cell: str) -> str:
    is_number = cell.lstrip("-").replace(".", "", 1).replace("/", "", 1).isdigit()
    # Apostrophes of its own are kept apart by one more, so that `rows` can take the one off that was put on.
    return f"'{cell}" if cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else cell


def _heading(heading: str) -> str:
    return f"{heading}\n" if heading else ""


def _wrapped(line: str, bullet: str = "") -> str:
    if len(bullet) + len(line) <= _WIDTH:
        return bullet + line
    return textwrap.fill(
        line,
        _WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text_table(table: Table) -> str:
    from tabulate import tabulate

    widths = _widths(table)
    rows: list[Sequence[str]] = []
    for row in table.rows:
        cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
        rows += zip_longest(*cells, fillvalue="")
    header = ["\n".join(_cell(cell, width)) for cell, width in zip(table.header, widths, strict=True)]
    return str(tabulate(rows, headers=header, tablefmt="simple", disable_numparse=True))


def _widths(table: Table) -> list[int]:
    """Return the width of each column, the widest ones narrowed, down to a word, until the table fits the page."""
    columns = list(zip(table.header, *table.rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    narrowest: list[int] = []
    while sum(map(_taken, table.header, widths)) + 2 * (len(widths) - 1) > _WIDTH:
        narrowest = narrowest or [max(map(_longest_word, column)) for column in columns]
        wide = [index for index, least in enumerate(narrowest) if widths[index] > least]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _longest_word(cell: str) -> int:
    return max(map(len, _together(cell).split(" ")))


def _taken(header: str, width: int) -> int:
    """Return what a column of *width* takes on the page: tabulate leaves two signs beside a header."""
    return max(width, 2 + max(map(len, _cell(header, width))))


def _cell(cell: str, width: int) -> list[str]:
    """Break a cell into lines, between the items that it adds up before anywhere else."""
    if len(cell) <= width:
        return [cell]
    lines: list[str] = []
    for item in map(_together, cell.split(_BETWEEN_ITEMS)):
        if lines and len(lines[-1]) + len(_BETWEEN_ITEMS) + len(item) <= width:
            lines[-1] += _BETWEEN_ITEMS + item
            continue
        text = _BETWEEN_ITEMS.lstrip() + item if lines else item
        fits = len(text) <= width
        lines += [text] if fits else textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _together(cell: str) -> str:
    return _UNBREAKABLE.sub(_NO_BREAK, cell)


def _markdown_heading(heading: str) -> list[str]:
    return [f"## {_escaped(heading)}"] if heading else []


def _markdown_row(row: Sequence[str], *, escape: bool) -> str:
    return "| " + " | ".join(_escaped(cell) if escape else cell for cell in row) + " |"


def _escaped(text: str) -> str:
    for sign in "\\|<>*_`[]#":
        text = text.replace(sign, f"\\{sign}")
    return text
