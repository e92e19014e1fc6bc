"""`pillsplit titrate`: how is the liquid measured, with which syringe, and which bottles?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import run
from pillsplit.errors import UsageError
from pillsplit.output.views.titrate import view
from pillsplit.verbs.plan import plan


@click.command("titrate")
@shared_options
def command(**options: Any) -> int:
    """Say of each dose of SCHEDULE that takes liquid how it is measured, with which device, and of which bottles."""
    request = Request(**options)
    if request.no_liquid:
        raise UsageError("--no-liquid leaves nothing to measure: leave it out, or ask `pillsplit check`")
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
