"""The options of the verbs that write a schedule, and what they come to."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.quantity import Mass
from pillsplit.cli.choices import OneOf
from pillsplit.cli.options import Amount, output_option, patient_option, profile_option
from pillsplit.cli.taper_texts import read_mass_above_0, read_rhythm, read_times
from pillsplit.errors import UsageError, shown
from pillsplit.formulary.loader import GENERIC, Formulary
from pillsplit.model.drug import Drug
from pillsplit.model.preferences import Split
from pillsplit.model.rule import Rule
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.text import listed
from pillsplit.output.formats import FORMATS, OF_SOME_VERBS
from pillsplit.request import Request
from pillsplit.solver.attainable import Makeable

Command = TypeVar("Command", bound=Callable[..., Any])


RHYTHM = Amount("rhythm", read_rhythm)
MASS = Amount("mass", Mass.parse)
MASS_ABOVE_0 = Amount("mass", read_mass_above_0)
DURATION = Amount("duration", read_duration)
_WRITING = (
    click.option("--pace", metavar="NAME", help="Where the rule gives a range: slow or fast (slow where not said)."),
    click.option(
        "--half-point", type=MASS_ABOVE_0, metavar="MASS", help="For the rule hyperbolic: the dose of half the effect."
    ),
    click.option(
        "--stop-below", type=MASS_ABOVE_0, metavar="MASS", help="Write no dose below this; nothing is taken then."
    ),
    click.option(
        "--round-to", type=MASS_ABOVE_0, metavar="MASS", help="Write multiples of this, nearest to the exact dose."
    ),
    click.option(
        "--times",
        type=Amount("times", read_times),
        metavar="LIST",
        help='Times of day to divide over: "morning,night", or 2, 3 or 4 of them.',
    ),
    click.option(
        "--region", metavar="NAME", help="Whose tablets the times of day are made of.  [default: most countries]"
    ),
    click.option(
        "--tablet", multiple=True, metavar="TEXT", help='A tablet of one’s own for them: "5 mg/halves". Repeatable.'
    ),
    click.option(
        "--split", type=OneOf([str(each) for each in Split]), help="How fine to cut for them.  [default: label]"
    ),
    click.option("--start", type=Amount("date", read_date), metavar="DATE", help="The first day: dates every step."),
    click.option("--end", type=Amount("date", read_date), metavar="DATE", help="The last day, instead of the first."),
    click.option(
        "--formulary", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Add or override data."
    ),
    click.option(
        "--format",
        type=OneOf((*FORMATS, *OF_SOME_VERBS)),
        help="csv (where not said), json, xlsx and fhir are read by all.",
    ),
    patient_option,
    profile_option,
    output_option,
)


def writing_options(command: Command) -> Command:
    """Give *command* the options that every verb which writes a schedule has."""
    for decorate in reversed(_WRITING):
        command = decorate(command)
    return command


def tablets_of(
    drug: str,
    times: tuple[str, ...] | None,
    *,
    region: str | None,
    tablet: tuple[str, ...],
    split: str | None,
    formulary: tuple[Path, ...],
) -> tuple[Makeable | None, list[str]]:
    """Return what tablets make of *drug*, to divide its days over *times*, and a remark where that is not known.

    Raises:
        UsageError: where a region or a tablet is named that cannot be acted on, or is of no use.
    """
    if times is None or len(times) == 1:
        if idle := next(filter(_is_written, ("region", "tablet", "split")), None):
            raise UsageError("it is for the doses at several `times` of day: name these, or leave it out", field=idle)
        return None, []
    from pillsplit.verbs.makeable import makeable  # few divide the day of a taper, and it costs
    from pillsplit.verbs.release import of_one_release

    request = Request(
        drug=drug,
        region=region or GENERIC,
        tablet=tablet,
        split=split or str(Split.LABEL),
        formulary=formulary,
        no_liquid=True,
    )
    try:
        shelf = request.shelf()
    except UsageError as error:
        if region or tablet:
            raise
        return None, [f"{error}; the times of day are even, not made of tablets; `region` or `tablet` names some"]
    asked = Schedule((Step(1, 1, (Dose(drug, DAY, Mass(1)),)),))
    shelf = of_one_release(asked, shelf, request.preferences).shelf
    if not shelf.solids(drug):
        return None, [
            f"there are no tablets of {drug} here: the times of day are even; `region` or `tablet` names some"
        ]
    said = "the times of day are doses of the tablets in most countries, as no `region` was named"
    return makeable(shelf, drug, request.preferences, None), [] if region or tablet else [said]


def _is_written(name: str) -> bool:
    """Whether an option stands on the command line itself, and is not a default of one's own."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def first_day(days: int, start: datetime.date | None, end: datetime.date | None) -> datetime.date | None:
    """Return the first of *days* that begin at *start* or finish at *end*; None where neither is given.

    Raises:
        UsageError: where both are given.
    """
    if start and end:
        raise UsageError("--start and --end: give the first day or the last, and the other follows")
    return end - datetime.timedelta(days=days - 1) if end else start


def required(value: str | Mass | int | tuple[int, ...] | None, option: str, what: str, example: str) -> Any:
    """Return *value*.

    Raises:
        UsageError: where it is not given, with an example of how to write it.
    """
    if value is None:
        raise UsageError(f"{option} is missing, {what}: write it like {option} {example}")
    return value


_NEARLY = 4 / 5
"""How alike a name that is not known is to one that is, where it is taken for a slip of it."""


def drug_named(formulary: Formulary, name: str) -> tuple[Drug, list[str]]:
    """Return the drug called *name*, and a remark where nothing is known of it: a taper is arithmetic for any drug.

    Raises:
        UsageError: where it is not known and nearly the name of one that is.
    """
    try:
        return formulary.drug(formulary.drug_name(name)), []
    except UsageError:
        from difflib import get_close_matches  # only where a name is not known

        plain = " ".join(name.lower().split())
        known = [each for drug in formulary.drug_names for each in formulary.drug(drug).names]
        if not plain or get_close_matches(plain, known, cutoff=_NEARLY):
            raise
        said = f"{shown(plain)} is not on record: this is arithmetic alone, and nothing is known of its doses"
        return Drug(plain), [f"{said}; the other verbs take its tablets from `tablet`"]


def no_rule(formulary: Formulary) -> UsageError:
    """Return what to say where no rule is named: none is a default, and these are the rules."""
    lines = ["no rule is a default: name one, or write --cut and --every"]
    lines += [f"  {rule.name}: {rule.title}" for rule in formulary.rules]
    return UsageError("\n".join([*lines, "`pillsplit taper --rules` shows each with its source"]))


def pace_assumed(rule: Rule, pace: str | None) -> list[str]:
    """Return the remark that the slowest pace is taken, where a rule has several and none was named."""
    if pace is not None or len(rule.paces) < 2:
        return []
    first, *others = (each.name for each in rule.paces)
    return [f"the {first} end of {rule.name} is written; --pace {listed(others)} writes the other"]


def times_of(times: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the times to divide a day over: those given, else the day as a whole."""
    return times or (DAY,)
