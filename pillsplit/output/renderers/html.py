"""Pages as HTML: one file each, made to be printed, without a script, a font or a request.

Every text that comes from a file or a command line goes through Jinja2's escaping; what is marked as safe is drawn by
`svg` and `pictures`, which escape what they write.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from importlib.resources import files

from attrs import frozen
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from pillsplit import __version__
from pillsplit.errors import Note
from pillsplit.model.product import Product
from pillsplit.output.paper.person import person_pages
from pillsplit.output.table import Lines, Page, Part, Table
from pillsplit.output.view import Style, View
from pillsplit.verbs.calendar import Calendar

DISCLAIMER = "An arithmetic aid. It shows what these products can make; it does not choose a dose or a rate."


@frozen
class Foot:
    """What stands at the foot of every page."""

    version: str
    dated: datetime.date | None
    """The day of the youngest fact among the products; None on a shelf of one's own."""
    rests_on_products: bool = True

    @property
    def text(self) -> str:
        """The foot, without the page number."""
        data = f"product data of {self.dated.isoformat()} · " if self.dated else "products as stated · "
        return f"pillsplit {self.version} · {data if self.rests_on_products else ''}{DISCLAIMER}"


def foot(products: Iterable[Product] | None) -> Foot:
    """Return the foot for an answer that rests on *products*, or on none."""
    dates = (each.source.checked for each in products or () if each.source.checked)
    return Foot(__version__, max(dates, default=None), products is not None)


def render(view: View, style: Style) -> str:
    """Dress the page of a view as HTML, all of its parts."""
    return style.wording(as_html(view.page(), view.products))


def as_html(page: Page, products: Iterable[Product] | None = None) -> str:
    """Dress a page as HTML; the date of the *products* that it rests on stands at its foot."""
    return _render("page.html", title=page.title, page=page, foot=foot(products))


@frozen
class Paper:
    """What `pillsplit report` prints: a title, the person's calendar, and pages for those who look after them."""

    title: str
    calendar: Calendar | None
    pages: tuple[tuple[str, Page], ...]
    """Pages under the ids of their sections."""
    notes: tuple[Note, ...] = ()
    """The notes on the plan as a whole."""


def paper_as_html(paper: Paper, products: Iterable[Product], *, large_print: bool = False) -> str:
    """Dress a report as HTML."""
    weeks = 1 if large_print else 4
    person = person_pages(paper.calendar, paper.notes, weeks_a_sheet=weeks) if paper.calendar else None
    return _render(
        "report.html", title=paper.title, paper=paper, person=person, large_print=large_print, foot=foot(products)
    )


def _render(template: str, **context: object) -> str:
    return _environment().get_template(template).render(context)


def _environment() -> Environment:
    folder = files("pillsplit.output") / "templates"
    templates = {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir() if each.is_file()}
    environment = Environment(
        loader=DictLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"kind": _kind, "drawn": Markup, "css": _css, "together": _together}
    return environment


def _kind(part: Part) -> str:
    """Name the sort of a part, empty for one that says nothing."""
    if not part.says_something:
        return ""
    return "table" if isinstance(part, Table) else "lines" if isinstance(part, Lines) else "drawing"


_UNBROKEN = re.compile(
    r"[−+]?(?:[0-9][0-9.]*[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞]?|[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞]) (?:mg/mL|mg|mL|drops?)\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
)


def _together(text: str) -> Markup:
    """Keep each amount on one line with its unit, so that no number is read without it, and each date on one."""
    return Markup(_UNBROKEN.sub(r"<i>\g<0></i>", str(escape(text))))


def _css(text: str) -> Markup:
    """Quote a text for a style sheet within HTML: no quote, backslash, bracket or line end stays as it is."""
    return Markup('"' + "".join(c if c.isalnum() or c in " .,;·-" else f"\\{ord(c):x} " for c in text) + '"')
