"""The shared options and what they come to: a request."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import field, frozen

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.durations import read_duration
from pillsplit.amounts.number import AmountError, read_percent, written_percent
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.cli.choices import OneOf
from pillsplit.cli.defaults import told
from pillsplit.cli.today import today_option
from pillsplit.cli.write import refuse_inputs
from pillsplit.errors import UsageError
from pillsplit.formulary.loader import GENERIC
from pillsplit.model.form import Release
from pillsplit.model.measuring import INTERVAL
from pillsplit.model.preferences import ANY_RELEASE, MOST_PIECES, Prefer, Preferences, Split, Switch
from pillsplit.output.formats import FORMATS, OF_SOME_VERBS
from pillsplit.request import Request as AnyRequest

Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")


class Amount(click.ParamType[T]):
    """An option that is an amount, read by the one reader."""

    def __init__(self, name: str, parse: Callable[[str], T]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """Read the option's text, or fail with the reader's own sentence."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # a default, already an amount
        try:
            amount = self._parse(value)
        except AmountError as error:
            self.fail(str(error), param, ctx)
        return amount


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Request(AnyRequest):
    """The shared options of one call, as they were given, with how and where the answer is written."""

    format: str
    output: Path | None
    sources: bool = False
    """Whether text and Markdown show the details."""
    patient: str | None = None
    """Whom a request of FHIR is for: a reference."""
    profile: str | None = None
    """The profile that requests of FHIR follow."""
    standard_input: Callable[[int], bytes] | None = field(default=lambda most: _standard_input(most))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.remarks.extend(told())
        refuse_inputs(self.output, (self.schedule, self.schedule.partition(".xlsx:")[0] + ".xlsx", *self.formulary))


def _standard_input(most: int) -> bytes:
    if sys.stdin is None:
        raise UsageError("- is standard input, and that is closed: name a file")
    return sys.stdin.buffer.read(most)


MASS = Amount("mass", Mass.parse)
_VOLUME = Amount("volume", Volume.parse)
PERCENT = Amount("percentage", read_percent)
_DEFAULTS = Preferences()
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write there instead of to standard output.",
)
sources_option = click.option("--sources", is_flag=True, help="Show where the data come from, and what is not used.")

_DURATION = Amount("duration", read_duration)
_DATE = Amount("date", read_date)


def _percentage(option: str, default: Fraction, help_: str) -> Callable[[Command], Command]:
    return click.option(
        option, type=PERCENT, default=default, metavar="SHARE", help=f"{help_}  [default: {written_percent(default)}]"
    )


def _choice(option: str, values: Iterable[str], default: str | None, help_: str) -> Callable[[Command], Command]:
    return click.option(option, type=OneOf(list(values)), default=default, show_default=default is not None, help=help_)


def _taking_choices(context: click.Context, _: click.Parameter, schedule: str) -> str:
    """Take the choices of a plan that the page saved, where the schedule is one."""
    if schedule == "-" or schedule[-5:].lower() == ".json":
        from pillsplit.cli.saved_plan import take_choices  # few give one

        take_choices(context, schedule)
    return schedule


_SCHEDULE = click.argument("schedule", is_eager=True, callback=_taking_choices)
_SHARED = (
    click.option(
        "--region", default=GENERIC, metavar="NAME", show_default=True, help="Whose products; see `formulary list`."
    ),
    click.option("--drug", metavar="NAME", help="The drug or a brand of it, where the schedule does not say."),
    click.option(
        "--tablet", multiple=True, metavar="TEXT", help='A tablet of one’s own shelf: "5 mg/halves". Repeatable.'
    ),
    click.option("--liquid", multiple=True, metavar="TEXT", help='A liquid of one’s own shelf: "1 mg/mL". Repeatable.'),
    click.option("--use", multiple=True, metavar="ID", help="Draw on this product only. Repeatable."),
    click.option("--without", multiple=True, metavar="ID", help="Do not draw on this product. Repeatable."),
    _choice(
        "--release",
        [*map(str, Release), ANY_RELEASE],
        None,
        "Draw on this release; any mixes them.  [default: as named, else immediate]",
    ),
    click.option(
        "--formulary", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Add or override products."
    ),
    _choice("--split", map(str, Split), str(_DEFAULTS.split), "How fine to cut."),
    click.option(
        "--max-pieces",
        type=int,
        default=_DEFAULTS.max_pieces,
        metavar="N",
        show_default=True,
        help=f"Pieces in a dose, 1 to {MOST_PIECES}; whole tablets up to twice as many.",
    ),
    _choice("--prefer", map(str, Prefer), str(_DEFAULTS.prefer), "Which burden counts first."),
    _percentage("--tolerance", _DEFAULTS.tolerance, "How far a made dose may be from the wanted one."),
    _percentage(
        "--device-tolerance", _DEFAULTS.device_tolerance, "The same where the device is off by at least as much."
    ),
    _percentage("--tablets-within", _DEFAULTS.tablets_within, "Take tablets alone where they come so near."),
    click.option("--no-liquid", is_flag=True, help="Make every dose of tablets alone."),
    _choice("--switch", map(str, Switch), str(_DEFAULTS.switch), "How to stay with a liquid once a step needs it."),
    click.option(
        "--device",
        multiple=True,
        metavar="NAME",
        help='What is at hand to measure with: "1 mL", dropper, "5 mL by 0.2 mL". Repeatable.',
    ),
    click.option(
        "--max-volume",
        type=_VOLUME,
        default=_DEFAULTS.max_volume,
        metavar="VOLUME",
        show_default=True,
        help="Liquid in a dose.",
    ),
    click.option("--max-fills", type=int, default=1, metavar="N", show_default=True, help="Fills of a syringe a dose."),
    click.option("--liquid-step", type=MASS, metavar="MASS", help='Measure whole multiples of this: "0.1 mg".'),
    click.option("--start", type=_DATE, metavar="DATE", help="The date of day 1: 2026-12-01."),
    click.option("--from-day", type=int, metavar="N", help="Answer for what is left of the schedule from this day on."),
    click.option("--on", type=_DATE, metavar="DATE", help="The same by the date of that day."),
    click.option(
        "--hold", type=_DURATION, metavar="DURATION", help="Take the doses of that day for so long first: 2w."
    ),
    click.option(
        "--have", multiple=True, metavar="TEXT", help='What is in the house and used first: "2 mg=40". Repeatable.'
    ),
    click.option(
        "--interval",
        type=_DURATION,
        default=f"{INTERVAL}d",
        metavar="DURATION",
        show_default=True,
        help="The days that one prescription covers.",
    ),
    click.option("--in-use-days", type=int, metavar="N", help="Days that an opened bottle may be used."),
    output_option,
    today_option,
)


patient_option = click.option(
    "--patient", metavar="REFERENCE", help='Whom --format fhir writes a request for: "Patient/123".'
)
profile_option = click.option(
    "--profile", type=OneOf(("dated",)), help="Write --format fhir with a request a step, in dates alone."
)


def shared_options(command: Command) -> Command:
    """Give *command* the schedule argument and the shared options; it takes them as keywords of `Request`."""
    return shared_options_in(*FORMATS)(sources_option(command))


def shared_options_with_fhir(command: Command) -> Command:
    """Give *command* what `shared_options` does, and FHIR as a form with the option for it."""
    return shared_options_in(*FORMATS, *OF_SOME_VERBS)(sources_option(patient_option(command)))


def shared_options_in(*formats: str) -> Callable[[Command], Command]:
    """Return `shared_options` for a verb whose answer has other forms; the first is the one it has unasked."""

    def decorated(command: Command) -> Command:
        for decorate in reversed((_SCHEDULE, *_SHARED, _format(formats))):
            command = decorate(command)
        return command

    return decorated


def _format(formats: tuple[str, ...]) -> Callable[[Command], Command]:
    return click.option(
        "--format",
        type=OneOf(formats),
        default=formats[0],
        show_default=True,
        hidden=len(formats) == 1,
        help="The form of the answer.",
    )


def shelf_options(command: Command) -> Command:
    """Give *command* the shared options without the schedule argument."""
    for decorate in reversed((*_SHARED, _format(tuple(FORMATS)), sources_option)):
        command = decorate(command)
    return command
