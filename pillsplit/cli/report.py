"""`pillsplit report`: the plan on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve

from pillsplit.cli.choices import OneOf
from pillsplit.cli.option_names import with_options
from pillsplit.cli.options import Request, shared_options_in
from pillsplit.cli.stock import stock
from pillsplit.cli.verb import Verb
from pillsplit.cli.write import remark, tell
from pillsplit.formulary import published
from pillsplit.output.paper import pages as paper
from pillsplit.output.renderers.html import Paper, paper_as_html
from pillsplit.verbs.report import report
from pillsplit.verbs.supply import supply_of

READERS = ("all", "person", "prescriber", "pharmacy")


@click.command(
    "report",
    cls=Verb,
    counts_stock=True,
    examples=(
        "pillsplit report nice-cks --region uk --start 2026-12-01 -o plan.html",
        "pillsplit report taper.csv --for person --large-print -o sheet.html",
    ),
)
@shared_options_in("html")
@click.option("--for", "reader", type=OneOf(READERS), default=READERS[0], show_default=True, help="Who reads it.")
@click.option("--large-print", is_flag=True, help="Print the calendar in letters of 16 points, one week a page.")
def command(reader: str, large_print: bool, **options: Any) -> int:
    """Put SCHEDULE on paper: a calendar for the person, the plan for the prescriber, supply for the pharmacy.

    One HTML file, made to be printed on A4: -o plan.html. It asks for nothing from anywhere and runs no script.
    Every page tells from the one plan that `pillsplit check` shows.
    """
    request = Request(**options)
    schedule, shelf = request.read()
    if not schedule.source:
        schedule = evolve(schedule, title=Path(schedule.title).name)  # no path of this machine on a printed page
    compare = reader in ("all", "prescriber")
    answer = report(schedule, shelf, request.preferences, request.measuring, compare=compare)
    answer = evolve(answer, supply=supply_of(answer.plan, have=stock(request, answer.plan)))
    remark(request.remarks)
    assumed = published.published(request.schedule).assumed if request.schedule in published.names() else ""
    pages = []
    if reader in ("all", "prescriber"):
        pages.append(("prescriber", paper.prescriber(answer, request.remarks, assumed)))
    if reader in ("all", "pharmacy"):
        pages.append(("pharmacy", paper.pharmacy(answer)))
    sheets = Paper(
        paper.title(answer),
        answer.calendar if reader in ("all", "person") else None,
        tuple(pages),
        answer.plan.notes,
    )
    html = paper_as_html(sheets, answer.plan.shelf.products, large_print=large_print)
    tell(with_options(html), request.output)
    return 0 if answer.practical else 1
