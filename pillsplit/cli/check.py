"""`pillsplit check`: is this schedule practical?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, profile_option, shared_options_with_fhir
from pillsplit.cli.run import answer_with, in_fhir
from pillsplit.cli.verb import Verb
from pillsplit.errors import UsageError
from pillsplit.output.table import Part
from pillsplit.output.views.check import view
from pillsplit.verbs.plan import plan as _plan


@click.command(
    "check",
    cls=Verb,
    examples=(
        "pillsplit check nice-cks --region uk",
        "pillsplit check taper.csv --region de --split halves --plot",
    ),
)
@shared_options_with_fhir
@profile_option
@click.option("--divide", type=int, metavar="N", help="Divide each daily dose in 2, 3 or 4 easy parts.")
@click.option("--plot", is_flag=True, help="Draw the dose over time as well.")
def command(divide: int | None, plot: bool, **options: Any) -> int:
    """Say of each step of SCHEDULE how its doses are made, or why they cannot be."""
    request = Request(**options)
    if plot and request.format in ("csv", "json", "fhir"):
        raise UsageError(f"--plot draws no {request.format}: leave one of the two out, or use `pillsplit plot`")
    schedule, shelf = request.read()
    if divide is None:
        answer = _plan(schedule, shelf, request.preferences, request.measuring)
    else:
        from pillsplit.verbs.divide import check_divided  # few ask for it, and it costs

        answer = check_divided(schedule, shelf, request.preferences, request.measuring, number=divide)
    more: tuple[Part, ...] = ()
    if plot:
        from pillsplit.output.figures.plot import drawing

        more = (drawing(answer),)
    shown = in_fhir(request, view(answer, more), lambda: answer)
    return answer_with(request, shown, code=0 if answer.practical else 1)
