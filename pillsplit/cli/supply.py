"""`pillsplit supply`: how many tablets and bottles, per prescription interval?"""

from __future__ import annotations

import datetime
from typing import Any

import click

from pillsplit import __version__
from pillsplit.cli.options import Amount, Request, shared_options
from pillsplit.cli.run import run
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.output.document import head
from pillsplit.output.table import Records
from pillsplit.output.view import View
from pillsplit.output.views import supply as telling
from pillsplit.output.views import supply_data as data
from pillsplit.schedules.reader import read_date, read_duration
from pillsplit.verbs.check import check
from pillsplit.verbs.stock import read_tallies
from pillsplit.verbs.supply import DAYS, supply_of


@click.command("supply")
@shared_options
@click.option(
    "--interval",
    type=Amount("duration", read_duration),
    default=f"{DAYS}d",
    metavar="DURATION",
    show_default=True,
    help="The days that one prescription covers.",
)
@click.option("--start", type=Amount("date", read_date), metavar="DATE", help="The date of day 1: 2026-12-01.")
@click.option(
    "--have", multiple=True, metavar="TEXT", help='What is in the house and used first: "2 mg=40". Repeatable.'
)
@click.option(
    "--expect",
    multiple=True,
    metavar="TEXT",
    help='A quantity for the whole schedule to check: "5 mg=100". Repeatable.',
)
@click.option("--in-full", is_flag=True, help="Write out every prescription, not its line only.")
def command(
    interval: int,
    start: datetime.date | None,
    have: tuple[str, ...],
    expect: tuple[str, ...],
    in_full: bool,
    **options: Any,
) -> int:
    """Say how much of each product SCHEDULE takes, per prescription and in all.

    Cut parts that are left over are used before a new tablet is cut. Exit code 1 where a dose cannot be made
    or a quantity to be checked is short.
    """
    request = Request(**options)
    schedule, shelf = request.read()
    checked = check(schedule, shelf, request.preferences)
    used = checked.products_used
    in_the_house, remarks = read_tallies("--have", have, shelf, used, request.preferences)
    stated, more = read_tallies("--expect", expect, shelf, used, request.preferences)
    request.remarks.extend(dict.fromkeys((*remarks, *more)))
    if NO_DRUG in schedule.drugs:
        request.remarks.append("no drug is named, so no line for a prescription names it: add --drug NAME")
    answer = supply_of(checked, interval=interval, start=start, have=in_the_house, expect=stated)
    view = View(
        page=lambda: telling.page(answer, in_full=in_full),
        records=lambda: Records(data.COLUMNS, data.rows(answer)),
        document=lambda: head("supply", __version__, shelf, request.preferences) | data.body(answer),
        products=shelf.products,
    )
    return run(
        view,
        request.format,
        request.output,
        remarks=request.remarks,
        sources=request.sources,
        code=0 if answer.complete else 1,
    )
