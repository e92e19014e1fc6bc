"""`pillsplit fit`: what is the nearest schedule that these products can make?"""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from typing import Any

import click
from click.core import ParameterSource

from pillsplit.cli.options import PERCENT, Request, profile_option, shared_options_with_fhir
from pillsplit.cli.run import answer_with, in_fhir
from pillsplit.cli.verb import Verb
from pillsplit.errors import UsageError
from pillsplit.output.views import fit as telling
from pillsplit.verbs.fit import fit

_LIKE_A_LIQUID = re.compile(
    r".*(?:m?g|mcg|[µμ]g|grams?)\s*(?:/|\bper\b)\s*[0-9.,]*\s*(?:m?l|(?:milli)?lit(?:re|er)s?)\b", re.IGNORECASE
)


class _Fit(Verb):
    """Takes ``--liquid`` alone for ``--with-liquid``, beside ``--liquid TEXT``, which names one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a ``--liquid`` is alone where nothing like a liquid follows it."""
        end = args.index("--") if "--" in args else len(args)
        for index, argument in enumerate(args[:end]):
            named = index + 1 < end and _LIKE_A_LIQUID.match(args[index + 1])
            if argument == "--liquid" and not named:
                args = [*args[:index], "--with-liquid", *args[index + 1 :]]
        return super().parse_args(ctx, args)


@click.command(
    "fit",
    cls=_Fit,
    examples=(
        'pillsplit fit "13.3 mg x 14d, 11.7 mg x 14d" --drug diazepam --region uk',
        "pillsplit fit taper.csv --region us --max-cut 10% --format csv",
    ),
)
@shared_options_with_fhir
@profile_option
@click.option(
    "--with-liquid", is_flag=True, help="Fit with the liquids of the shelf too; --liquid alone says the same."
)
@click.option("--max-cut", type=PERCENT, metavar="SHARE", help='No step falls by more of the step before: "25%".')
@click.option("--cycle", type=int, metavar="N", help="Take doses in turn over N days, so that their mean is nearest.")
@click.option("--divide", type=int, metavar="N", help="Divide each daily dose in 2, 3 or 4 easy parts.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    with_liquid: bool,
    max_cut: Fraction | None,
    cycle: int | None,
    divide: int | None,
    **options: Any,
) -> int:
    """Say which schedule these products can make nearest to SCHEDULE, with tablets alone unless liquids are allowed.

    SCHEDULE is as for `check`. Written as CSV the answer is a schedule that every other verb reads; so it is between
    two pipes, where no --format is given: pillsplit taper … | pillsplit fit - | pillsplit check -
    """
    asked = with_liquid or options["liquid"] or options["liquid_step"] is not None
    if asked and options["no_liquid"]:
        raise UsageError("--no-liquid and a liquid: ask for the one or the other")
    request = Request(**options | {"no_liquid": not asked, "format": _format(ctx, options)})
    schedule, shelf = request.read()
    answer = fit(schedule, shelf, request.preferences, request.measuring, max_cut=max_cut, cycle=cycle, divide=divide)
    shown = in_fhir(request, telling.view(answer), lambda: answer.made)
    return answer_with(request, shown, code=0 if answer.made else 1)


def _format(ctx: click.Context, options: dict[str, Any]) -> str:
    """Return the form asked for; between two pipes, where none is, the one that the next command reads."""
    asked = ctx.get_parameter_source("format") is ParameterSource.COMMANDLINE
    between = options["schedule"] == "-" and options["output"] is None and not sys.stdout.isatty()
    return "csv" if between and not asked else str(options["format"])
