"""`pillsplit plot`: the dose over time as a staircase."""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.option_names import with_options
from pillsplit.cli.options import Request, shared_options_in
from pillsplit.cli.run import planned
from pillsplit.cli.terminal import text_width
from pillsplit.cli.verb import Verb
from pillsplit.cli.write import remark, tell
from pillsplit.output.figures import plot as telling


@click.command(
    "plot",
    cls=Verb,
    examples=(
        "pillsplit plot nice-cks --region uk -o taper.svg",
        "pillsplit plot taper.csv --format text",
    ),
)
@shared_options_in("svg", "text")
def command(**options: Any) -> int:
    """Draw the dose of SCHEDULE over time as a staircase: wanted, made, and with what.

    SVG by default, for -o taper.svg; `--format text` draws it in block characters.
    """
    request = Request(**options)
    answer = planned(request)
    remark(request.remarks)
    text = telling.svg(answer) if request.format == "svg" else telling.text(answer, text_width())
    tell(with_options(text), request.output)
    return 0 if answer.practical else 1
