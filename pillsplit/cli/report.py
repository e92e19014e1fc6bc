"""`pillsplit report`: the plan on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve

from pillsplit.cli.choices import OneOf
from pillsplit.cli.clock_times import read_times
from pillsplit.cli.language import language_option, read_language
from pillsplit.cli.option_names import with_options
from pillsplit.cli.options import Request, shared_options_in
from pillsplit.cli.pdf import as_pdf, printer
from pillsplit.cli.stock import stock
from pillsplit.cli.verb import Verb
from pillsplit.cli.write import remark, tell, tell_bytes
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.output.paper import pages as paper
from pillsplit.output.paper.person import person_pages
from pillsplit.output.paper.wishes import LAYOUTS, PAPERS, Wishes
from pillsplit.output.renderers.html import Paper, paper_as_html
from pillsplit.verbs.report import Report, report
from pillsplit.verbs.supply import supply_of

READERS = ("all", "person", "prescriber", "pharmacy")
UNMADE = "the person's part is not printed while a dose cannot be made; `draft` prints it with DRAFT across each page"
_PDF = ".pdf"


@click.command(
    "report",
    cls=Verb,
    counts_stock=True,
    also_writes=("pdf",),
    examples=(
        "pillsplit report nice-cks --region uk --start 2026-12-01 -o plan.html",
        "pillsplit report taper.csv --for person --large-print --language es -o sheet.pdf",
    ),
)
@shared_options_in("html")
@click.option("--for", "reader", type=OneOf(READERS), default=READERS[0], show_default=True, help="Who reads it.")
@click.option(
    "--layout",
    type=OneOf(LAYOUTS),
    help="A box a step or a box a day.  [default: steps, or days where most steps last less than 3 days]",
)
@click.option("--large-print", is_flag=True, help="Print the person's part in letters of 16 points.")
@language_option
@click.option(
    "--paper",
    "sheet",
    type=OneOf(PAPERS, case_sensitive=False),
    help="What it is printed on.  [default: by region]",
)
@click.option(
    "--time", "times", multiple=True, metavar="TIME", help='When a dose is taken: "morning", "night=21:00". Repeatable.'
)
@click.option(
    "--draft", is_flag=True, help="Print the person's part although a dose cannot be made, marked as a draft."
)
def command(
    reader: str,
    layout: str | None,
    large_print: bool,
    code: str | None,
    sheet: str | None,
    times: tuple[str, ...],
    draft: bool,
    **options: Any,
) -> int:
    """Put SCHEDULE on paper: a sheet for the person, a page for the prescriber, supply for the pharmacy.

    One HTML file, made to be printed: -o plan.html; or a PDF, where Chromium is installed: -o plan.pdf. It asks for
    nothing from anywhere and runs no script. Every page tells from the one plan that `pillsplit check` shows.
    """
    request = Request(**options)
    region = Formulary(*request.formulary).region(request.region)
    language = read_language(code, region)
    chromium = printer() if request.output and request.output.suffix.lower() == _PDF else ""
    schedule, shelf = request.read()
    if not schedule.source:
        schedule = evolve(schedule, title=Path(schedule.title).name)  # no path of this machine on a printed page
    compare = reader in ("all", "prescriber")
    answer = report(schedule, shelf, request.preferences, request.measuring, compare=compare)
    answer = evolve(answer, supply=supply_of(answer.plan, have=stock(request, answer.plan)))
    whens, assumed = read_times(times, answer.calendar, bare=True)
    for_person = reader in ("all", "person")
    remark([*request.remarks, *(assumed if for_person else ())])
    if for_person and not answer.practical and not draft:
        if reader == "person":
            raise UnmadeError(UNMADE)
        remark([UNMADE])
    wishes = Wishes(
        language=language,
        layout=layout,
        large_print=large_print,
        paper=sheet or region.paper or PAPERS[0],
        times=whens,
        draft=draft and for_person and not answer.practical,
    )
    html = with_options(paper_as_html(_sheets(answer, reader, wishes, request), answer.plan.shelf.products))
    if chromium and request.output:
        tell_bytes(as_pdf(html, chromium), request.output)
    else:
        tell(html, request.output)
    return 0 if answer.practical else 1


class UnmadeError(UsageError):
    """The part that was asked for cannot be printed, since a dose of it cannot be made."""

    exit_code = 1


def _sheets(answer: Report, reader: str, wishes: Wishes, request: Request) -> Paper:
    assumed = published.published(request.schedule).assumed if request.schedule in published.names() else ""
    person = person_pages(answer.calendar, wishes) if reader in ("all", "person") else None
    pages = []
    if reader in ("all", "prescriber"):
        pages.append(("prescriber", paper.prescriber(answer, request.remarks, assumed)))
    if reader in ("all", "pharmacy"):
        pages.append(("pharmacy", paper.pharmacy(answer)))
    return Paper(person.title if reader == "person" and person else paper.title(answer), wishes, person, tuple(pages))
