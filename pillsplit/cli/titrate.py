"""`pillsplit titrate`: how is the liquid measured, with which syringe, and which bottles?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import run
from pillsplit.cli.verb import Verb
from pillsplit.output.views.titrate import view
from pillsplit.verbs.plan import plan


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
    schedule, shelf = request.read()
    answer = plan(schedule, shelf, request.preferences, request.measuring)
    return run(
        view(answer),
        request.format,
        request.output,
        remarks=request.remarks,
        sources=request.sources,
        code=0 if answer.practical else 1,
    )
