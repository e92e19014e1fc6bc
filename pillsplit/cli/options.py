"""The shared options and what they come to: a schedule, a shelf and preferences."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import evolve, field, frozen

from pillsplit.amounts.number import AmountError, read_percent
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.cli.source import read_schedule
from pillsplit.cli.today import today_option
from pillsplit.errors import UsageError, did_you_mean
from pillsplit.formulary.loader import GENERIC, Formulary
from pillsplit.formulary.own_products import NO_DRUG, read_liquid, read_tablet, with_liquid_step
from pillsplit.model.preferences import MOST_PIECES, Prefer, Preferences, Split
from pillsplit.model.product import Drug, Product, Shelf, sorted_products
from pillsplit.model.schedule import Schedule
from pillsplit.model.text import listed
from pillsplit.output.formats import FORMATS
from pillsplit.schedules.reader import Resolve

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


@frozen
class Request:
    """The shared options of one call, as they were given."""

    schedule: str
    region: str
    drug: str | None
    tablet: tuple[str, ...]
    liquid: tuple[str, ...]
    liquid_step: Mass | None
    use: tuple[str, ...]
    without: tuple[str, ...]
    formulary: tuple[Path, ...]
    split: str
    max_pieces: int
    max_volume: Volume
    tolerance: Any
    no_liquid: bool
    prefer: str
    format: str
    output: Path | None
    today: datetime.date
    sources: bool = False
    """Whether text and Markdown show the details."""
    remarks: list[str] = field(factory=list)

    @property
    def preferences(self) -> Preferences:
        """The preferences that the options come to."""
        try:
            return Preferences(
                split=Split(self.split),
                max_pieces=self.max_pieces,
                prefer=Prefer(self.prefer),
                max_volume=self.max_volume,
                tolerance=self.tolerance,
                liquid=not self.no_liquid,
            )
        except ValueError as error:
            raise UsageError(str(error)) from None

    def read(self) -> tuple[Schedule, Shelf]:
        """Read the schedule and take the products for its drugs from the shelf."""
        formulary = Formulary(*self.formulary)
        own = bool(self.tablet or self.liquid)
        drug = self._drug(formulary, own)
        schedule = read_schedule(self.schedule, _resolver(formulary, self.region, own), drug)
        if self.drug and drug not in schedule.drugs:
            self.remarks.append(f"--drug {self.drug} is not used: the schedule is of {listed(schedule.drugs)}")
        for step in schedule.steps:
            place = ": ".join(filter(None, (schedule.title, f"step {step.number}")))
            self.remarks.extend(f"{place}: {remark}" for remark in step.remarks)
        return schedule, self._shelf(formulary, schedule.drugs)

    def shelf(self) -> Shelf:
        """Take the products of the one drug that is named, where no schedule says which.

        Raises:
            UsageError: where none is named, or several.
        """
        formulary = Formulary(*self.formulary)
        own = bool(self.tablet or self.liquid)
        drug = self._drug(formulary, own)
        if drug is None:
            raise UsageError("of which drug? Add --drug NAME")
        if own:
            asked = [] if self.drug is None else [drug]
            named = dict.fromkeys([*asked, *(product.drug for product in self._own_products(formulary, drug))])
            if len(named) > 1:
                raise UsageError(f"of which drug, {' or '.join(named)}? Name products of one drug")
            (drug,) = named
        return self._shelf(formulary, (_resolver(formulary, self.region, own)(drug),))

    def _shelf(self, formulary: Formulary, drugs: tuple[str, ...]) -> Shelf:
        own = self.tablet or self.liquid
        shelf = self._own_shelf(formulary, drugs) if own else formulary.shelf(formulary.region(self.region), drugs)
        shelf = _narrowed(shelf, self.use, self.without).on(self.today)
        if self.liquid_step is not None:
            if not self.liquid_step:
                raise UsageError("--liquid-step is nothing: write an amount above 0, such as 0.1 mg")
            shelf, remarks = with_liquid_step(shelf, self.liquid_step, drugs)
            self.remarks.extend(remarks)
        return shelf

    def _drug(self, formulary: Formulary, own: bool) -> str | None:
        if self.drug is None:
            return NO_DRUG if own else None
        try:
            return formulary.drug_name(self.drug)
        except UsageError:
            if own:
                return self.drug.strip().lower()
            raise

    def _own_shelf(self, formulary: Formulary, drugs: tuple[str, ...]) -> Shelf:
        products = self._own_products(formulary, drugs[0] if len(drugs) == 1 else None)
        ids = [product.id for product in products]
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise UsageError(f"{twice} is named twice: name each tablet and liquid once")
        if strange := next((product.drug for product in products if product.drug not in drugs), None):
            raise UsageError(f"the schedule has no {strange}: it is of {', '.join(drugs)}")
        known = tuple(formulary.drug(drug) if drug in formulary.drug_names else Drug(drug) for drug in drugs)
        return Shelf(None, sorted_products(products), known)

    def _own_products(self, formulary: Formulary, only: str | None) -> list[Product]:
        """Read the products of a shelf of one's own; *only* is meant where one names no drug."""
        products: list[Product] = [
            *(read_tablet(text, only) for text in self.tablet),
            *(read_liquid(text, only) for text in self.liquid),
        ]
        return [evolve(product, drug=_known_or(formulary, product.drug)) for product in products]


def _known_or(formulary: Formulary, name: str) -> str:
    try:
        return formulary.drug_name(name)
    except UsageError:
        return name


def _resolver(formulary: Formulary, region_name: str, own: bool) -> Resolve:
    if own:
        return lambda name: _known_or(formulary, name.strip().lower())
    region = formulary.region(region_name)
    here = formulary.drugs_in(region.name)

    def resolve(name: str) -> str:
        drug = formulary.drug_name(name)
        if drug not in here:
            raise UsageError(f"{drug} is not on record for {region.title}: on record are {', '.join(here)}")
        return drug

    return resolve


def _narrowed(shelf: Shelf, use: tuple[str, ...], without: tuple[str, ...]) -> Shelf:
    ids = [product.id for product in shelf.products]
    for each in (*use, *without):
        if each not in ids:
            raise UsageError(f"product {each!r} is not on this shelf{did_you_mean(each, ids)}")
    kept = tuple(p for p in shelf.products if (not use or p.id in use) and p.id not in without)
    return evolve(shelf, products=kept)


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

_SHARED = (
    click.argument("schedule"),
    click.option(
        "--region", default=GENERIC, metavar="NAME", show_default=True, help="Whose products; see `formulary list`."
    ),
    click.option("--drug", metavar="NAME", help="The drug or a brand of it, where the schedule does not say."),
    click.option(
        "--tablet", multiple=True, metavar="TEXT", help='A tablet of one’s own shelf: "5 mg/halves". Repeatable.'
    ),
    click.option(
        "--liquid", multiple=True, metavar="TEXT", help='A liquid of one’s own shelf: "1 mg/mL by 0.05 mL". Repeatable.'
    ),
    click.option("--liquid-step", type=MASS, metavar="MASS", help='The smallest amount of liquid counted: "0.1 mg".'),
    click.option("--use", multiple=True, metavar="ID", help="Draw on this product only. Repeatable."),
    click.option("--without", multiple=True, metavar="ID", help="Do not draw on this product. Repeatable."),
    click.option(
        "--formulary", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Add or override products."
    ),
    click.option(
        "--split",
        type=click.Choice([split.value for split in Split]),
        default=str(_DEFAULTS.split),
        show_default=True,
        help="How fine to cut.",
    ),
    click.option(
        "--max-pieces",
        type=int,
        default=_DEFAULTS.max_pieces,
        metavar="N",
        show_default=True,
        help=f"Pieces in a dose, 1 to {MOST_PIECES}.",
    ),
    click.option(
        "--max-volume",
        type=_VOLUME,
        default=_DEFAULTS.max_volume,
        metavar="VOLUME",
        show_default=True,
        help="Liquid in a dose.",
    ),
    click.option(
        "--liquid-tolerance",
        type=PERCENT,
        default="1%",
        metavar="SHARE",
        show_default=True,
        help="Allowed difference with liquid.",
    ),
    click.option("--no-liquid", is_flag=True, help="Make every dose of tablets alone."),
    click.option(
        "--prefer",
        type=click.Choice([prefer.value for prefer in Prefer]),
        default=str(_DEFAULTS.prefer),
        show_default=True,
        help="Which burden counts first.",
    ),
    output_option,
    today_option,
)


def shared_options(command: Command) -> Command:
    """Give *command* the schedule argument and the shared options; it takes them as keywords of `Request`."""
    return shared_options_in(*FORMATS)(sources_option(command))


def shared_options_in(*formats: str) -> Callable[[Command], Command]:
    """Return `shared_options` for a verb whose answer has other forms; the first is the one it has unasked."""

    def decorated(command: Command) -> Command:
        for decorate in reversed((*_SHARED, _format(formats))):
            command = decorate(command)
        return command

    return decorated


def _format(formats: tuple[str, ...]) -> Callable[[Command], Command]:
    return click.option(
        "--format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        hidden=len(formats) == 1,
        help="The form of the answer.",
    )


def shelf_options(command: Command) -> Command:
    """Give *command* the shared options without the schedule argument."""
    for decorate in reversed((*_SHARED[1:], _format(tuple(FORMATS)), sources_option)):
        command = decorate(command)
    return command
