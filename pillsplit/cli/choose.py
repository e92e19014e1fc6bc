"""`pillsplit choose`: which products should be prescribed?"""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from pillsplit import __version__
from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import run
from pillsplit.output.document import head
from pillsplit.output.table import Records
from pillsplit.output.view import View
from pillsplit.output.views import choose as telling
from pillsplit.output.views import choose_data as data
from pillsplit.verbs.choose import choose
from pillsplit.verbs.option import plan

_SECOND = 10**9


@click.command("choose")
@shared_options
@click.option("--max-products", type=click.IntRange(min=1), metavar="N", help="Sets of at most so many products.")
@click.option("--must-use", multiple=True, metavar="ID", help="Only sets with this product. Repeatable.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Show so many options; unasked {telling.SHOWN}, and all of them in JSON.",
)
@click.option("--steady", is_flag=True, help="Of equal combinations take those that change least from step to step.")
def command(max_products: int | None, must_use: tuple[str, ...], top: int | None, steady: bool, **options: Any) -> int:
    """Say which products to prescribe for SCHEDULE: every set that no other one beats, the best first.

    SCHEDULE is a CSV or JSON file, - for standard input, the name of a published schedule
    (`pillsplit formulary schedules`), or the schedule itself: "20 mg x 14d, 18 mg x 2w".
    """
    request = Request(**options)
    schedule, shelf = request.read()
    progress = Progress()
    choice = choose(
        schedule, shelf, request.preferences, max_products=max_products, must_use=must_use, progress=progress
    )
    progress.end()
    plans = [plan(choice, option, keep_steady=steady) for option in choice.options[: top or telling.SHOWN]]
    hidden = len(choice.options) - len(plans)
    beside = (f"the first {len(plans)} options are written, and {hidden} more are not: `top` says how many",)
    shown = len(choice.options) if top is None else top
    view = View(
        page=lambda: telling.page(choice, plans),
        records=lambda: Records(data.COLUMNS, data.rows(plans)),
        document=lambda: head("choose", __version__, shelf, choice.preferences) | data.body(choice, plans, shown),
        products=shelf.products,
        beside_records=lambda: beside if hidden else (),
    )
    return run(
        view,
        request.format,
        request.output,
        remarks=request.remarks,
        sources=request.sources,
        code=0 if choice.practical else 1,
    )


class Progress:
    """Says on a terminal how far the comparison is, once it takes longer than a second."""

    def __init__(self) -> None:
        self._written = False
        self._wait()

    def __call__(self, done: int, number: int) -> None:
        """Tell that *done* of *number* sets are compared."""
        if time.monotonic_ns() > self._next and sys.stderr.isatty():
            click.echo(f"\rcomparing sets of products: {100 * done // number}%", nl=False, err=True)
            self._written = True
            self._wait()

    def end(self) -> None:
        """Wipe away what was told."""
        if self._written:
            click.echo("\r\033[K", nl=False, err=True)

    def _wait(self) -> None:
        self._next = time.monotonic_ns() + _SECOND
