"""`pillsplit doses`: which doses can be made at all, and where are the gaps?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pillsplit.amounts.quantity import Mass
from pillsplit.cli.options import MASS, Request, shelf_options
from pillsplit.cli.run import answer_with
from pillsplit.cli.verb import Verb
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.formulary.loader import Formulary
from pillsplit.output.views import doses as telling
from pillsplit.verbs.doses import doses


@click.command(
    "doses",
    cls=Verb,
    examples=(
        'pillsplit doses --drug diazepam --region uk --max "20 mg"',
        'pillsplit doses --drug clonazepam --tablet "0.5 mg/halves" --tablet "2 mg/quarters"',
    ),
)
@click.argument("schedule", required=False)
@shelf_options
@click.option("--max", "most", type=MASS, metavar="MASS", help='The highest dose to look at: "20 mg".')
def command(schedule: str | None, most: Mass | None, **options: Any) -> int:
    """Say which doses the products of --drug make, and where the gaps are.

    Up to --max; without it, up to twice the largest strength. Where a SCHEDULE is given instead of a drug, its drugs
    are meant, up to their highest doses; the name of a drug alone is that of --drug.
    """
    if schedule and not options["drug"] and _is_drug(schedule, options["formulary"]):
        schedule, options["drug"] = None, schedule
    request = Request(schedule=schedule or "", **options)
    if schedule:
        wanted, shelf = request.read()
        names = wanted.names
        reach = {drug: most or wanted.highest(drug) or None for drug in wanted.drugs}
        said = "Looked at up to the highest dose of the schedule; `most` sets another end."
    else:
        shelf = request.shelf()
        names = tuple((drug.name, request.drug) for drug in shelf.drugs if request.drug)
        reach = {drug.name: most for drug in shelf.drugs}
        said = "Looked at up to twice the largest strength; `most` sets another end."
    if most is not None:
        said = ""
    answers = [
        doses(
            shelf,
            drug,
            request.preferences,
            request.measuring,
            most=end,
            names=[name for named, name in names if named == drug],
        )
        for drug, end in reach.items()
    ]
    code = 0 if all(each.answers for each in answers) else 1
    return answer_with(request, telling.view(answers, said), code=code)


def _is_drug(name: str, folders: tuple[Path, ...]) -> bool:
    """Whether *name* is a drug's, and not that of a file or a published schedule."""
    if name in published.names() or Path(name).exists():
        return False
    try:
        Formulary(*folders).drug_name(name)
    except UsageError:
        return False
    return True
