"""`pillsplit calendar`: the plan as a calendar file."""

from __future__ import annotations

import datetime
from typing import Any

import click

from pillsplit import __version__
from pillsplit.cli.clock_times import read_times
from pillsplit.cli.language import language_option, read_language
from pillsplit.cli.options import Request, shared_options_in
from pillsplit.cli.verb import Verb
from pillsplit.cli.write import remark, tell_bytes
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.output.ics import as_ics, events, name
from pillsplit.output.paper.words import Words
from pillsplit.verbs.calendar import calendar, refuse_too_long
from pillsplit.verbs.plan import plan as _plan


@click.command(
    "calendar",
    cls=Verb,
    examples=(
        "pillsplit calendar nice-cks --region uk --start 2026-12-01 --time night=21:00 -o plan.ics",
        "pillsplit calendar taper.csv --details -o plan.ics",
    ),
)
@shared_options_in("ics")
@click.option("--time", "times", multiple=True, metavar="TIME", help='When a dose is taken: "night=21:00". Repeatable.')
@click.option("--details", is_flag=True, help="Say drug, dose and pieces; without it a title tells nothing.")
@language_option
def command(times: tuple[str, ...], details: bool, code: str | None, **options: Any) -> int:
    """Write SCHEDULE as a calendar file (.ics): an event with an alarm for each dose, in local time.

    What is on the screen of a telephone, others read: an event says "Take medicine, day 12: see the sheet", unless
    --details asks for more. Without --time it is one for the whole day. The doses are those of `pillsplit report`.
    """
    request = Request(**options)
    words = Words(read_language(code, Formulary(*request.formulary).region(request.region)))
    schedule, shelf = request.read()
    refuse_too_long(schedule)
    answer = _plan(schedule, shelf, request.preferences, request.measuring)
    laid = calendar(answer)
    if laid.days[0].date is None:
        raise UsageError("a calendar needs the first day: add --start, such as --start 2026-12-01")
    whens, assumed = read_times(times, laid)
    has = dict.fromkeys(time for day in laid.days for time in day.times)
    untimed = [
        f"no time was given for {each}: its events are for the whole day, without an alarm; `time` gives one"
        for each in has
        if each not in whens
    ]
    remark([*request.remarks, *assumed, *untimed])
    content = as_ics(
        events(laid, whens, words, details=details),
        name(words),
        __version__,
        datetime.datetime.now(datetime.UTC),
    )
    tell_bytes(content, request.output)
    return 0 if answer.practical else 1
