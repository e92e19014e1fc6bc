"""`pillsplit doses`: which doses can be made at all, and where are the gaps?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit import __version__
from pillsplit.amounts.quantity import Mass
from pillsplit.cli.options import MASS, Request, shelf_options
from pillsplit.cli.write import dressed, remark, tell
from pillsplit.output.document import head
from pillsplit.output.table import as_csv, as_json
from pillsplit.output.views import doses as telling
from pillsplit.verbs.doses import doses


@click.command("doses")
@click.argument("schedule", required=False)
@shelf_options
@click.option("--max", "most", type=MASS, metavar="MASS", help='The highest dose to look at: "20 mg".')
def command(schedule: str | None, most: Mass | None, **options: Any) -> int:
    """Say which doses the products of --drug make, and where the gaps are.

    Up to --max; without it, up to twice the largest strength. Where a SCHEDULE is given instead of a drug, its drugs
    are meant, up to their highest doses.
    """
    request = Request(schedule=schedule or "", **options)
    if schedule:
        plan, shelf = request.read()
        reach = {drug: most or plan.highest(drug) or None for drug in plan.drugs}
        said = "Looked at up to the highest dose of the schedule; --max sets another end."
    else:
        shelf = request.shelf()
        reach = {drug.name: most for drug in shelf.drugs}
        said = "Looked at up to twice the largest strength; --max sets another end."
    if most is not None:
        said = ""
    answers = [doses(shelf, drug, request.preferences, most=end) for drug, end in reach.items()]
    remark(request.remarks)
    match request.format:
        case "csv":
            text = as_csv(telling.COLUMNS, telling.rows(answers))
        case "json":
            start = head("doses", __version__, answers[0].shelf, answers[0].preferences)
            text = as_json(start | telling.body(answers) | {"remarks": request.remarks})
        case _:
            text = dressed(telling.page(answers, said), request.format, answers[0].shelf.products)
    tell(text, request.output)
    return 0 if all(each.answers for each in answers) else 1
