"""Pages as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from pillsplit.output.renderers.hidden import hidden
from pillsplit.output.table import Drawing, Lines, Page, Part
from pillsplit.output.view import PLAIN, Style, View


def render(view: View, style: Style) -> str:
    """Dress the page of a view in Markdown."""
    return as_markdown(view.page(), style)


def as_markdown(page: Page, style: Style = PLAIN) -> str:
    """Dress a page in Markdown; the details stand in it where *style* asks for them."""

    def escaped(text: str) -> str:
        return _escaped(style.wording(text))

    blocks = [f"# {escaped(page.title)}", *map(escaped, page.lead)]
    for part in page.shown(details=style.sources):
        blocks += [f"## {escaped(part.heading)}"] if part.heading else []
        blocks.append(_part(part, style, escaped))
    blocks += map(escaped, hidden(page, style))
    return "\n\n".join(blocks) + "\n"


def _part(part: Part, style: Style, escaped: Callable[[str], str]) -> str:
    if isinstance(part, Lines):
        return "\n".join(f"- {escaped(line)}" for line in part.lines)
    if isinstance(part, Drawing):
        return "\n".join(("```text", *part.lines(style.width), "```"))
    head, *rows = ([escaped(cell) for cell in row] for row in (part.header, *part.rows))
    return "\n".join(map(_row, (head, ["---"] * len(head), *rows)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    for sign in "\\|*_`[]#":
        text = text.replace(sign, f"\\{sign}")
    return escape(text, quote=False)
