"""`pillsplit titrate`: how is the liquid measured, with which syringe, and which bottles?"""

from __future__ import annotations

from typing import Any

import click

from pillsplit import __version__
from pillsplit.cli.options import Amount, Request, shared_options
from pillsplit.cli.run import run
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.output.document import head
from pillsplit.output.table import Records
from pillsplit.output.view import View
from pillsplit.output.views import titrate as telling
from pillsplit.output.views import titrate_data
from pillsplit.schedules.reader import read_duration
from pillsplit.verbs.measuring import Measuring, Switch
from pillsplit.verbs.titrate import titrate

_DURATION = Amount("duration", read_duration)


@click.command("titrate")
@shared_options
@click.option(
    "--device", multiple=True, metavar="NAME", help='What is at hand: "1 mL", dropper, "5 mL by 0.2 mL". Repeatable.'
)
@click.option("--from-step", type=int, metavar="N", help="Plan liquid from this step on, wherever it can be measured.")
@click.option("--all-liquid", is_flag=True, help="Plan liquid from the first step on, wherever it can be measured.")
@click.option(
    "--switch",
    type=click.Choice([switch.value for switch in Switch]),
    default=str(Switch.AS_NEEDED),
    show_default=True,
    help="Go over to liquid once, or for each dose that needs it.",
)
@click.option(
    "--max-fills", type=int, default=1, metavar="N", show_default=True, help="Fills of a syringe for one dose."
)
@click.option(
    "--interval", type=_DURATION, default="28d", metavar="TIME", show_default=True, help="Days of one prescription."
)
@click.option(
    "--in-use-days", type=int, metavar="N", help="Days that an opened bottle may be used, where that is not on record."
)
def command(**options: Any) -> int:
    """Say of each dose of SCHEDULE that needs liquid how it is measured, with which device, and of which bottles.

    SCHEDULE is a CSV or JSON file, - for standard input, the name of a published schedule
    (`pillsplit formulary schedules`), or the schedule itself: "20 mg x 14d, 18 mg x 2w".
    """
    own = {key: options.pop(key) for key in _OWN}
    request = Request(**options)
    _refuse_what_does_not_go(request, own)
    schedule, shelf = request.read()
    if request.liquid_step is not None or any(" by " in liquid for liquid in request.liquid):
        request.remarks.append(
            "a liquid is counted by the marks of the device that it is measured with, not by its step"
        )
    from_step = schedule.steps[0].number if own["all_liquid"] else own["from_step"]
    try:
        measuring = Measuring(
            devices=Formulary(*request.formulary).devices(),
            have=own["device"],
            max_fills=own["max_fills"],
            switch=own["switch"],
            from_step=from_step,
            interval=own["interval"],
            in_use_days=own["in_use_days"],
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    answer = titrate(schedule, shelf, request.preferences, measuring)
    view = View(
        page=lambda: telling.page(answer),
        records=lambda: Records(telling.COLUMNS, telling.rows(answer)),
        document=lambda: head("titrate", __version__, answer.shelf, answer.preferences) | titrate_data.body(answer),
        products=answer.shelf.products,
    )
    return run(
        view,
        request.format,
        request.output,
        remarks=request.remarks,
        sources=request.sources,
        code=0 if answer.practical else 1,
    )


_OWN = ("device", "from_step", "all_liquid", "switch", "max_fills", "interval", "in_use_days")


def _refuse_what_does_not_go(request: Request, own: dict[str, Any]) -> None:
    if request.no_liquid:
        raise UsageError("--no-liquid leaves nothing to measure: leave it out, or ask `pillsplit check`")
    if own["all_liquid"] and own["from_step"] is not None:
        raise UsageError("--all-liquid is --from-step with the first step: write the one or the other")
