"""`pillsplit titrate`: how is the liquid measured, with which syringe, and which bottles?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import answer_with, planned
from pillsplit.cli.verb import Verb
from pillsplit.output.views.titrate import view


@click.command(
    "titrate",
    cls=Verb,
    examples=(
        "pillsplit titrate solution-26-weeks --region us",
        'pillsplit titrate "4.9 mg x 2w" --drug diazepam --region uk --device "1 mL"',
    ),
)
@shared_options
def command(**options: Any) -> int:
    """Say of each dose of SCHEDULE that takes liquid how it is measured, with which device, and of which bottles."""
    request = Request(**options)
    answer = planned(request)
    return answer_with(request, view(answer), code=0 if answer.practical else 1)
