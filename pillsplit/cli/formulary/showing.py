"""`formulary list`, `show`, `compare`, `gaps` and `schedules`: what is on record."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import frozen

from pillsplit import __version__
from pillsplit.cli.options import FORMATS, output_option
from pillsplit.cli.today import today_option
from pillsplit.cli.write import dressed, tell
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.formulary.loader import GENERIC, Formulary
from pillsplit.output.document import SCHEMA, Json
from pillsplit.output.table import Page, as_csv, as_json, as_text
from pillsplit.output.views import formulary as telling

Command = TypeVar("Command", bound=Callable[..., Any])

folders_option = click.option(
    "--formulary",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add or override products.",
)
_OUTPUT = (
    click.option(
        "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="The form."
    ),
    output_option,
    folders_option,
    today_option,
)


def _output_options(command: Command) -> Command:
    for decorate in reversed(_OUTPUT):
        command = decorate(command)
    return command


@frozen
class _Told:
    """One answer in every form that it may be asked in."""

    command: str
    page: Callable[[], Page]
    columns: Sequence[str]
    rows: Callable[[], Iterable[Sequence[str]]]
    body: Callable[[], Json]

    def tell(self, format_: str, output: Path | None) -> None:
        match format_:
            case "csv":
                text = as_csv(self.columns, self.rows())
            case "json":
                text = as_json({"pillsplit": __version__, "schema": SCHEMA, "command": self.command} | self.body())
            case _:
                text = dressed(self.page(), format_)
        tell(text, output)


@click.command("list")
@folders_option
def list_regions(folders: tuple[Path, ...]) -> int:
    """List the regions, every name that they are known by, and the drugs on record for each."""
    click.echo(as_text(telling.regions(Formulary(*folders))), nl=False)
    return 0


@click.command("show")
@click.argument("region")
@click.argument("drug", required=False)
@_output_options
def show(
    region: str,
    drug: str | None,
    format_: str,
    output: Path | None,
    folders: tuple[Path, ...],
    today: datetime.date,
) -> int:
    """Show the products of REGION, of one DRUG or of all, with what their labels say and the sources."""
    formulary = Formulary(*folders)
    place = formulary.region(region)
    here = formulary.drugs_in(place.name)
    drugs = (formulary.drug_name(drug),) if drug else here
    if not here:
        raise UsageError(f"nothing is on record for {place.title}: write regions/{place.name}/<drug>.toml")
    if drugs[0] not in here:
        raise UsageError(f"{drugs[0]} is not on record for {place.title}: on record are {', '.join(here)}")
    shelf = formulary.shelf(place, drugs).on(today)
    _Told(
        "formulary show",
        lambda: telling.products(shelf),
        telling.COLUMNS,
        lambda: telling.rows(shelf),
        lambda: telling.body(shelf),
    ).tell(format_, output)
    return 0


@click.command("compare")
@click.argument("drug")
@_output_options
def compare(drug: str, format_: str, output: Path | None, folders: tuple[Path, ...], today: datetime.date) -> int:
    """Put the regions side by side for DRUG: strengths, finest piece, smallest dose, liquids and their steps."""
    from pillsplit.output.views import compare as telling_compare
    from pillsplit.verbs.compare import compare as compared

    formulary = Formulary(*folders)
    name = formulary.drug_name(drug)
    regions = sorted(map(formulary.region, formulary.region_names), key=lambda region: region.title)
    with_it = [region for region in regions if name in formulary.drugs_in(region.name)]
    shelves = [formulary.shelf(region, (name,)).on(today) for region in with_it]
    comparison = compared(shelves, name)
    missing = [region.title for region in regions if region not in with_it and region.name != GENERIC]
    _Told(
        "formulary compare",
        lambda: telling_compare.page(comparison, missing),
        telling_compare.COLUMNS,
        lambda: telling_compare.rows(comparison),
        lambda: telling_compare.body(comparison) | {"not_on_record": missing},
    ).tell(format_, output)
    return 0


@click.command("gaps")
@click.argument("region", required=False)
@click.argument("drug", required=False)
@_output_options
def gaps(
    region: str | None,
    drug: str | None,
    format_: str,
    output: Path | None,
    folders: tuple[Path, ...],
    today: datetime.date,
) -> int:
    """List what is unknown, was not seen in a document or is stale: of REGION and DRUG, or everywhere."""
    from pillsplit.output.views import gaps as telling_gaps
    from pillsplit.verbs.gaps import gaps as gaps_of
    from pillsplit.verbs.gaps import gaps_of_drugs

    formulary = Formulary(*folders)
    names = (formulary.region(region).name,) if region else formulary.region_names
    drug_name = formulary.drug_name(drug) if drug else None
    found = {}
    for place in sorted(map(formulary.region, names), key=lambda place: place.title):
        drugs = [each for each in formulary.drugs_in(place.name) if drug_name in (None, each)]
        found[place.title] = gaps_of(formulary.shelf(place, drugs).on(today))
    if region is None:
        found[telling_gaps.DRUGS.capitalize()] = gaps_of_drugs(map(formulary.drug, formulary.drug_names))
    _Told(
        "formulary gaps",
        lambda: telling_gaps.page(found),
        telling_gaps.COLUMNS,
        lambda: telling_gaps.rows(found),
        lambda: telling_gaps.body(found),
    ).tell(format_, output)
    return 0


@click.command("schedules")
def schedules() -> int:
    """List the published schedules that can be used by name."""
    click.echo(as_text(telling.schedules(list(published.everything()))), nl=False)
    return 0
