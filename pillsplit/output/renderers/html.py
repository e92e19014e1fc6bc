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
from pillsplit.model.product import Product
from pillsplit.output.languages.language import Language
from pillsplit.output.paper.person import PersonPages
from pillsplit.output.paper.wishes import Wishes
from pillsplit.output.table import Lines, Page, Part, Table
from pillsplit.output.view import Style, View

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
    """What `pillsplit report` prints: the person's sheet, and pages for those who look after them."""

    title: str
    wishes: Wishes
    person: PersonPages | None
    pages: tuple[tuple[str, Page], ...] = ()
    """Pages under the ids of their sections."""

    @property
    def language(self) -> Language:
        """The person's language."""
        return self.wishes.language

    @property
    def heading(self) -> str:
        """What stands at the head of each of the person's pages."""
        title = self.person.title if self.person else self.title
        return f"{self.draft} · {title}" if self.draft else title

    @property
    def draft(self) -> str:
        """The word across every page of a draft."""
        return self.language.say("DRAFT") if self.wishes.draft else ""

    @property
    def foot(self) -> str:
        """What stands at the foot of each of the person's pages."""
        say = self.language.say
        aid = say("pillsplit {version}. It only does sums: your prescriber chooses the doses.", version=__version__)
        if self.language.reviewed:
            return aid
        awaits = say("This translation still awaits the review of a native pharmacist.")
        return f"{aid} {awaits}"

    @property
    def pages_said(self) -> str:
        """What numbers the person's pages, for a style sheet."""
        before, between, after = re.split(r"[{][a-z]+[}]", self.language.gettext("page {page} of {pages}"))
        return f"{_css(before)} counter(page) {_css(between)} counter(pages) {_css(after)}"

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The parts, by their ids, where there are several: the way between them."""
        say = self.language.say
        names = {
            "person": say("For the person who takes it"),
            "prescriber": say("For the prescriber"),
            "pharmacy": say("For the pharmacy"),
        }
        parts = [*(["person"] if self.person else []), *(name for name, _ in self.pages)]
        return tuple((name, names[name]) for name in parts) if len(parts) > 1 else ()

    @property
    def ways_label(self) -> str:
        """What the way between the parts is called."""
        return self.language.say("The parts of this plan")


def paper_as_html(paper: Paper, products: Iterable[Product]) -> str:
    """Dress a report as HTML."""
    return _render(
        "report.html",
        title=paper.title,
        paper=paper,
        foot=foot(products),
        lang="en" if paper.pages else paper.language.code,
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
    environment.filters |= {"kind": _kind, "drawn": Markup, "css": _css, "raw": Markup, "together": _together}
    return environment


def _kind(part: Part) -> str:
    """Name the sort of a part, empty for one that says nothing."""
    if not part.says_something:
        return ""
    return "table" if isinstance(part, Table) else "lines" if isinstance(part, Lines) else "drawing"


_UNBROKEN = re.compile(
    r"[−+]?(?:[0-9][0-9.,]*[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞]?|[¼½¾⅓⅔⅙⅚⅛⅜⅝⅞]) (?:mg/mL|mg|mL|drops?)\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
)


def _together(text: str) -> Markup:
    """Keep each amount on one line with its unit, so that no number is read without it, and each date on one."""
    return Markup(_UNBROKEN.sub(r"<i>\g<0></i>", str(escape(text))))


def _css(text: str) -> Markup:
    """Quote a text for a style sheet within HTML: no quote, backslash, bracket or line end stays as it is."""
    return Markup('"' + "".join(c if c.isalnum() or c in " .,;·-" else f"\\{ord(c):x} " for c in text) + '"')
