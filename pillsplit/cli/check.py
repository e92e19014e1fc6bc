"""`pillsplit check`: is this schedule practical?"""

from __future__ import annotations

from typing import Any

import click
from attrs import evolve

from pillsplit import __version__
from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import run
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.model.plan import Plan
from pillsplit.output.document import head
from pillsplit.output.table import Page, Records
from pillsplit.output.view import View
from pillsplit.output.views import check as telling
from pillsplit.verbs.check import check


@click.command("check")
@shared_options
@click.option("--divide", type=int, metavar="N", help="Divide each daily dose in 2, 3 or 4 parts, as even as can be.")
@click.option("--plot", is_flag=True, help="Draw the dose over time as well.")
def command(divide: int | None, plot: bool, **options: Any) -> int:
    """Say of each step of SCHEDULE how its doses are made, or why they cannot be.

    SCHEDULE is a CSV or JSON file, - for standard input, the name of a published schedule
    (`pillsplit formulary schedules`), or the schedule itself: "20 mg x 14d, 18 mg x 2w".
    """
    request = Request(**options)
    if plot and request.format in ("csv", "json"):
        raise UsageError(f"--plot draws no {request.format}: leave one of the two out, or use `pillsplit plot`")
    schedule, shelf = request.read()
    devices = Formulary(*request.formulary).devices
    if divide is None:
        answer = check(schedule, shelf, request.preferences, devices)
    else:
        from pillsplit.verbs.divide import check_divided  # few ask for it, and it costs

        answer = check_divided(schedule, shelf, request.preferences, devices, number=divide)
    view = View(
        page=lambda: _page(answer, plot=plot),
        records=lambda: Records(telling.COLUMNS, telling.rows(answer)),
        document=lambda: head("check", __version__, shelf, answer.preferences) | telling.body(answer),
        products=shelf.products,
    )
    return run(
        view,
        request.format,
        request.output,
        remarks=request.remarks,
        sources=request.sources,
        code=0 if answer.practical else 1,
    )


def _page(answer: Plan, *, plot: bool) -> Page:
    page = telling.page(answer)
    if not plot:
        return page
    from pillsplit.output.figures.plot import drawing

    return evolve(page, parts=(drawing(answer), *page.parts))
