"""`pillsplit report`: the plan on paper."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from pillsplit.cli.measuring import device_option, read_measuring
from pillsplit.cli.option_names import with_options
from pillsplit.cli.options import Amount, Request, shared_options_in
from pillsplit.cli.write import remark, tell
from pillsplit.formulary import published
from pillsplit.output.paper import pages as paper
from pillsplit.output.renderers.html import Paper, paper_as_html
from pillsplit.schedules.reader import read_date, read_duration
from pillsplit.verbs.report import report

READERS = ("all", "person", "prescriber", "pharmacy")


@click.command("report")
@shared_options_in("html")
@click.option(
    "--for", "reader", type=click.Choice(READERS), default=READERS[0], show_default=True, help="Who reads it."
)
@click.option("--start", type=Amount("date", read_date), metavar="DATE", help="The date of day 1: 2026-12-01.")
@click.option("--large-print", is_flag=True, help="Print the calendar in letters of 16 points, one week a page.")
@device_option
@click.option(
    "--interval",
    type=Amount("duration", read_duration),
    default="28d",
    metavar="DURATION",
    show_default=True,
    help="The days that one prescription covers.",
)
def command(
    reader: str,
    start: datetime.date | None,
    large_print: bool,
    device: tuple[str, ...],
    interval: int,
    **options: Any,
) -> int:
    """Put SCHEDULE on paper: a calendar for the person, the plan for the prescriber, supply for the pharmacy.

    One HTML file, made to be printed on A4: -o plan.html. It asks for nothing from anywhere and runs no script.
    Liquids are measured as `pillsplit titrate` does, to the mark of a device.
    """
    request = Request(**options)
    schedule, shelf = request.read()
    if not schedule.source:
        schedule = evolve(schedule, title=Path(schedule.title).name)  # no path of this machine on a printed page
    measuring = read_measuring(request.formulary, device, interval)
    compare = reader in ("all", "prescriber")
    answer = report(schedule, shelf, request.preferences, measuring, start=start, compare=compare)
    remark(request.remarks)
    assumed = published.published(request.schedule).assumed if request.schedule in published.names() else ""
    pages = []
    if reader in ("all", "prescriber"):
        pages.append(("prescriber", paper.prescriber(answer, request.remarks, assumed)))
    if reader in ("all", "pharmacy"):
        pages.append(("pharmacy", paper.pharmacy(answer)))
    told = Paper(
        paper.title(answer),
        answer.calendar if reader in ("all", "person") else None,
        tuple(pages),
        answer.titration.notes,
    )
    html = paper_as_html(told, answer.check.shelf.products, large_print=large_print)
    tell(with_options(html), request.output)
    return 0 if answer.practical else 1
