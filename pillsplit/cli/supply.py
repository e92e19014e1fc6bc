"""`pillsplit supply`: how many tablets and bottles, per prescription interval?"""

from __future__ import annotations

from typing import Any

import click
from attrs import evolve

from pillsplit.cli.options import Request, shared_options_with_fhir
from pillsplit.cli.run import answer_with, asks_for_fhir
from pillsplit.cli.stock import stock
from pillsplit.cli.verb import Verb
from pillsplit.formulary.own_products import NO_DRUG
from pillsplit.output.views.supply import view
from pillsplit.verbs.plan import plan as _plan
from pillsplit.verbs.stock import read_amounts
from pillsplit.verbs.supply import refuse_too_many, supply_of


@click.command(
    "supply",
    cls=Verb,
    counts_stock=True,
    examples=(
        "pillsplit supply nice-cks --region uk --start 2026-12-01",
        'pillsplit supply taper.csv --region fr --interval 14d --have "5 mg=20"',
    ),
)
@shared_options_with_fhir
@click.option(
    "--expect",
    multiple=True,
    metavar="TEXT",
    help='A quantity for the whole schedule to check: "5 mg=100". Repeatable.',
)
@click.option("--in-full", is_flag=True, help="Write out every prescription, with its lines and packs.")
def command(expect: tuple[str, ...], in_full: bool, **options: Any) -> int:
    """Say how much of each product SCHEDULE takes, per prescription and in all.

    Cut parts that are left over are used before a new tablet is cut. Exit code 1 where a dose cannot be made
    or a quantity to be checked is short.
    """
    request = Request(**options)
    schedule, shelf = request.read()
    refuse_too_many(request.measuring.interval, schedule.last_day)
    plan = _plan(schedule, shelf, request.preferences, request.measuring)
    in_the_house = stock(request, plan)
    expected, remarks = read_amounts("expect", expect, plan.shelf, plan.products_used, request.preferences)
    request.remarks.extend(each for each in dict.fromkeys(remarks) if each not in request.remarks)
    if NO_DRUG in schedule.drugs:
        request.remarks.append("no drug is named, so no line for a prescription names it: add --drug NAME")
    answer = supply_of(plan, have=in_the_house, expect=expected)
    shown = view(answer, in_full=in_full)
    if asks_for_fhir(request.format, request.patient):
        from pillsplit.output.fhir.prescriptions import of_supply  # few ask for it, and it costs

        shown = evolve(shown, fhir=lambda: of_supply(answer, request.patient))
    return answer_with(request, shown, code=0 if answer.complete else 1)
