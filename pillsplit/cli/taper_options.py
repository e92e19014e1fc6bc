"""The options of the verbs that write a schedule, and what they come to."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.cli.options import Amount, output_option
from pillsplit.errors import UsageError, quoted
from pillsplit.formulary.loader import Formulary
from pillsplit.model.rule import Rule
from pillsplit.model.schedule import DAY, TIMES
from pillsplit.model.text import listed
from pillsplit.output.formats import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])


def read_mass_above_0(text: str) -> Mass:
    """Read a mass that is not nothing.

    Raises:
        AmountError: with how to write it.
    """
    if not (mass := Mass.parse(text)):
        raise AmountError(f"{quoted(text)} is nothing: write an amount above 0, such as {Mass.EXAMPLE}")
    return mass


def read_times(text: str) -> tuple[str, ...]:
    """Read ``morning,night`` as times of day, in the order of the day.

    Raises:
        AmountError: with the times that there are.
    """
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in TIMES:
            raise AmountError(f"{quoted(name)} is not a time of day: write some of {','.join(TIMES)}, with commas")
        if names.count(name) > 1:
            raise AmountError(f"{quoted(name)} stands twice: write each time of day once")
    return tuple(time for time in TIMES if time in names)


def read_cut(text: str) -> Fraction | Mass:
    """Read a cut: a share of a dose above 0% and below 100%, or an amount.

    Raises:
        AmountError: with how to write it.
    """
    cut = read_percent(text) if text.strip().endswith("%") else Mass.parse(text)
    if not cut or (isinstance(cut, Fraction) and cut >= 1):
        raise AmountError(
            f'{quoted(text)} is no cut: write a share above 0% and below 100%, or an amount, such as "1 mg"'
        )
    return cut


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
        help='Times of day to divide over: "morning,night".',
    ),
    click.option("--start", type=Amount("date", read_date), metavar="DATE", help="The first day: dates every step."),
    click.option("--end", type=Amount("date", read_date), metavar="DATE", help="The last day, instead of the first."),
    click.option(
        "--formulary", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Add or override data."
    ),
    click.option(
        "--format", type=click.Choice(tuple(FORMATS)), help="csv (where not said) and json are read by every verb."
    ),
    output_option,
)


def writing_options(command: Command) -> Command:
    """Give *command* the options that every verb which writes a schedule has."""
    for decorate in reversed(_WRITING):
        command = decorate(command)
    return command


def first_day(days: int, start: datetime.date | None, end: datetime.date | None) -> datetime.date | None:
    """Return the first of *days* that begin at *start* or finish at *end*; None where neither is given.

    Raises:
        UsageError: where both are given.
    """
    if start and end:
        raise UsageError("--start and --end: give the first day or the last, and the other follows")
    return end - datetime.timedelta(days=days - 1) if end else start


def required(value: str | Mass | int | None, option: str, what: str, example: str) -> Any:
    """Return *value*.

    Raises:
        UsageError: where it is not given, with an example of how to write it.
    """
    if value is None:
        raise UsageError(f"{option} is missing, {what}: write it like {option} {example}")
    return value


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
