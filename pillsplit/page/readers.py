"""What each reader is shown beside the answer: the person, the prescriber and the pharmacist."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

from pillsplit.errors import UsageError
from pillsplit.model.plan import Plan
from pillsplit.output.paper.cuts import cuts_of_tablets
from pillsplit.output.table import Table
from pillsplit.output.views import choose as telling_choose
from pillsplit.output.views import plan as telling_plan
from pillsplit.output.views import supply as telling_supply
from pillsplit.output.words import product_in_words, source_in_words
from pillsplit.page.asked import Asked, Wrong, WrongPageError, wrong_of
from pillsplit.page.markup import Html, joined, part_of, parts_of, tag
from pillsplit.verbs.calendar import calendar, refuse_too_long
from pillsplit.verbs.choose import choose
from pillsplit.verbs.option import plan_option
from pillsplit.verbs.plan import plan
from pillsplit.verbs.stock import read_amounts
from pillsplit.verbs.supply import refuse_too_many, supply_of

_UNMADE = "the sheet is not drawn while a dose cannot be made; “As a draft” draws it with DRAFT across each page"
CHOICES = 3
"""Choices of products that stand side by side."""


def sheet(asked: Asked, *, large_print: bool = False, code: str = "", draft: bool = False) -> str:
    """Return the person's sheet as an HTML file of its own, to be shown in a frame and printed.

    It is in the language of that *code*, else in that of the country. A plan with a dose that cannot be made is
    printed as a *draft* only.

    Raises:
        WrongPageError: where the plan is too long for a calendar, or a dose cannot be made and no draft is asked for.
    """
    # With the templates and the catalogues: only who asks for a sheet waits for them.
    from pillsplit.formulary.loader import Formulary
    from pillsplit.output.languages.language import ENGLISH, language
    from pillsplit.output.paper.person import person_pages
    from pillsplit.output.paper.wishes import PAPERS, Wishes
    from pillsplit.output.renderers.html import Paper, paper_as_html
    from pillsplit.verbs.report import report

    try:
        answer = report(
            asked.schedule,
            asked.shelf,
            asked.request.preferences,
            asked.request.measuring,
            compare=False,
        )
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None
    if not answer.practical and not draft:
        raise WrongPageError([Wrong(_UNMADE, "draft")])
    region = Formulary(*asked.request.formulary).region(asked.request.region)
    wishes = Wishes(
        language=language(code or region.language or ENGLISH),
        large_print=large_print,
        paper=region.paper or PAPERS[0],
        draft=not answer.practical,
    )
    sheet = person_pages(answer.calendar, wishes)
    return paper_as_html(Paper(sheet.title, wishes, sheet), answer.plan.shelf.products)


def prescriber(asked: Asked) -> Html:
    """Return what to prescribe now, and at most `CHOICES` choices of products side by side."""
    made = plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    supply = supply_of(made, have=_in_the_house(asked, made))
    prescribe = telling_plan.page(supply).parts[0]
    return joined((part_of(prescribe, 3, "What to prescribe"), _choices(asked)))


def _in_the_house(asked: Asked, made: Plan) -> dict[str, Fraction]:
    request = asked.request
    try:
        return read_amounts("have", request.have, made.shelf, made.products_used, request.preferences)[0]
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None


def _choices(asked: Asked) -> Html:
    heading = tag("h3", "Which products?")
    try:
        choice = choose(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    except UsageError as error:
        return joined((heading, tag("p", str(error))))
    plans = [plan_option(choice, option) for option in islice(choice.options, CHOICES)]
    says = tag("p", telling_choose.recommendation(choice, plans))
    if not plans:
        return joined((heading, says))
    figures = telling_choose.page(choice, plans).parts[0]
    assert isinstance(figures, Table)
    columns = [
        (
            joined(tag("li", choice.shelf.short_names[product.id]) for product in each.option.products),
            " ".join(each.option.ids),
        )
        for each in plans
    ]
    head = tag("tr", tag("td"), joined(tag("th", f"Option {n}", scope="col") for n, _ in enumerate(plans, 1)))
    products = tag(
        "tr", tag("th", "Products", scope="row"), joined(tag("td", tag("ul", names)) for names, _ in columns)
    )
    # What stands in the table of `choose` from left to right stands here from top to bottom: it fits a telephone.
    lines = [
        tag("tr", tag("th", name, scope="row"), joined(tag("td", row[index] or "0") for row in figures.rows))
        for index, name in enumerate(figures.header)
        if name not in ("No.", "Products")
    ]
    use = tag(
        "tr",
        tag("td"),
        joined(
            tag("td", tag("button", f"Use option {n}", type="button", data_use=ids))
            for n, (_, ids) in enumerate(columns, 1)
        ),
    )
    table = tag("table", tag("thead", head), tag("tbody", products, *lines, use), class_="choices")
    return joined(
        (heading, says, tag("div", table, class_="wide", role="region", tabindex="0", aria_label="Choices of products"))
    )


def pharmacist(asked: Asked) -> Html:
    """Return what to dispense in each interval, in packs and bottles, what is cut, and the sources of all.

    Raises:
        WrongPageError: where there would be too many intervals.
    """
    try:
        refuse_too_many(asked.request.measuring.interval, asked.schedule.last_day)
        refuse_too_long(asked.schedule)
    except UsageError as error:
        raise WrongPageError(wrong_of(error)) from None
    made = plan(asked.schedule, asked.shelf, asked.request.preferences, asked.request.measuring)
    supply = supply_of(made, have=_in_the_house(asked, made))
    sources = [
        tag("li", f"{product.name}: {product_in_words(product)}; {source_in_words(product.source)}")
        for product in made.products_used
    ]
    return joined(
        (
            parts_of(telling_supply.page(supply, in_full=False)),
            part_of(cuts_of_tablets(calendar(made)), 3, "What is cut"),
            joined((tag("h3", "Products used, with their sources"), tag("ul", joined(sources)))),
        )
    )
