"""`pillsplit choose`: which products should be prescribed?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit.cli.options import Request, shared_options
from pillsplit.cli.run import answer_with
from pillsplit.cli.verb import Verb
from pillsplit.output.views.choose import SHOWN, view
from pillsplit.verbs.choose import choose
from pillsplit.verbs.option import plan_option


@click.command(
    "choose",
    cls=Verb,
    examples=(
        "pillsplit choose nice-cks --region uk",
        "pillsplit choose taper.csv --region us --max-products 3 --top 10",
    ),
)
@shared_options
@click.option("--max-products", type=click.IntRange(min=1), metavar="N", help="Sets of at most so many products.")
@click.option("--must-use", multiple=True, metavar="ID", help="Only sets with this product. Repeatable.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Show so many options; unasked {SHOWN}, and all of them in JSON.",
)
def command(max_products: int | None, must_use: tuple[str, ...], top: int | None, **options: Any) -> int:
    """Say which products to prescribe for SCHEDULE: every set that no other one beats, the best first."""
    request = Request(**options)
    schedule, shelf = request.read()
    choice = choose(
        schedule, shelf, request.preferences, request.measuring, max_products=max_products, must_use=must_use
    )
    plans = [plan_option(choice, option) for option in choice.options[: top or SHOWN]]
    return answer_with(request, view(choice, plans, top), code=0 if choice.practical else 1)
