"""`pillsplit plan`: everything on one page."""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, profile_option, shared_options_with_fhir
from pillsplit.cli.run import answer_with, in_fhir, planned
from pillsplit.cli.stock import stock
from pillsplit.cli.verb import Verb
from pillsplit.output.views.plan import view
from pillsplit.verbs.supply import supply_of


@click.command(
    "plan",
    cls=Verb,
    counts_stock=True,
    examples=(
        "pillsplit plan nice-cks --region uk",
        'pillsplit plan "20 mg x 14d, 18.5 mg x 2w" --drug diazepam --region us --start 2026-12-01',
    ),
)
@shared_options_with_fhir
@profile_option
def command(**options: Any) -> int:
    """Say on one page whether SCHEDULE is practical, what to prescribe, and how each step is taken and measured."""
    request = Request(**options)
    answer = planned(request)
    shown = in_fhir(request, view(supply_of(answer, have=stock(request, answer))), lambda: answer)
    return answer_with(request, shown, code=0 if answer.practical else 1)
