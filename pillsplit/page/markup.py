"""HTML that the page shows, written without a template: what is shown live has to be there at once.

Every text is escaped where it is put in; only what `Html` marks is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from pillsplit.output.table import Drawing, Lines, Page, Part, Table
from pillsplit.page.labels import with_labels


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


_NUMBER = r"[−+]?(?:[0-9][0-9.]*[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞]?|[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞])"
_AMOUNT = re.compile(rf"(?:{_NUMBER} × )?{_NUMBER} (?:mg/mL|mg|mL|g|micrograms|drops?|days?|weeks?|steps?)\b")


def text(said: str) -> Html:
    """Escape a text, put labels for the fields that it names, and keep each amount and its unit on one line."""
    return Html(_AMOUNT.sub(r"<i>\g<0></i>", escape(with_labels(said))))


def tag(name: str, *children: str, **attributes: str) -> Html:
    """Return an element; an attribute ``class_`` or ``data_step`` is written ``class`` or ``data-step``."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    inner = "".join(each if isinstance(each, Html) else text(each) for each in children)
    return Html(f"<{name}{written}>{inner}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Put parts that are HTML, or texts, one after the other."""
    return Html("".join(each if isinstance(each, Html) else text(each) for each in parts))


def listing(lines: Iterable[str], class_: str = "") -> Html:
    """Return an unordered list of sentences; nothing where there are none."""
    items = joined(tag("li", line) for line in lines)
    return tag("ul", items, class_=class_) if items else Html()


def table(part: Table, name: str) -> Html:
    """Return a table that can be scrolled sideways where it is too wide; *name* is what it is called."""
    head = tag("thead", tag("tr", joined(tag("th", cell, scope="col") for cell in part.header)))
    body = tag("tbody", joined(tag("tr", joined(tag("td", cell) for cell in row)) for row in part.rows))
    return tag("div", tag("table", head, body), class_="wide", role="region", tabindex="0", aria_label=name)


def part_of(part: Part, level: int, name: str) -> Html:
    """Return one part of a page, below its heading; nothing where it says nothing."""
    if not part.says_something:
        return Html()
    heading = tag(f"h{level}", part.heading) if part.heading else Html()
    if isinstance(part, Table):
        return joined((heading, table(part, part.heading or name)))
    if isinstance(part, Lines):
        return joined((heading, listing(part.lines)))
    assert isinstance(part, Drawing)
    return joined((heading, Html(part.svg())))


def parts_of(page: Page, level: int = 3) -> Html:
    """Return a page of a verb: its sentences and its parts, those that are details in a closed box at its end."""
    lead = joined(tag("p", line, class_="lead") for line in page.lead if line)
    shown = joined(part_of(part, level, f"{page.title}, table {number}") for number, part in enumerate(_shown(page), 1))
    return joined((lead, shown, details(page, level)))


def _shown(page: Page) -> Iterable[Part]:
    return (part for part in page.parts if not part.detail)


def details(page: Page, level: int = 3) -> Html:
    """Return the parts that are details in a closed box; nothing where there are none."""
    inner = joined(part_of(part, level, f"Details, table {number}") for number, part in enumerate(page.details, 1))
    return tag("details", tag("summary", "Sources and details"), inner) if inner else Html()
