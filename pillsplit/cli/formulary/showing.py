"""`formulary list`, `show`, `compare`, `gaps` and `schedules`: what is on record."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pillsplit.cli.choices import OneOf
from pillsplit.cli.options import output_option
from pillsplit.cli.run import run
from pillsplit.cli.today import today_option
from pillsplit.cli.verb import Answering
from pillsplit.cli.write import remark
from pillsplit.errors import UsageError
from pillsplit.formulary import published
from pillsplit.formulary.files import Region
from pillsplit.formulary.loader import GENERIC, Formulary
from pillsplit.output.formats import FORMATS
from pillsplit.output.views import listings

Command = TypeVar("Command", bound=Callable[..., Any])

folders_option = click.option(
    "--formulary",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add or override products.",
)


def _form_options(command: Command) -> Command:
    """Give *command* the options that say in which form it answers, and where."""
    choice = OneOf(tuple(FORMATS))
    form = click.option("--format", "form", type=choice, default="text", show_default=True, help="The form.")
    return form(output_option(command))


def _output_options(command: Command) -> Command:
    return _form_options(folders_option(today_option(command)))


@click.command("list", cls=Answering)
@_form_options
@folders_option
def list_regions(form: str, output: Path | None, folders: tuple[Path, ...]) -> int:
    """List the regions, every name that they are known by, and the drugs on record for each."""
    return run(listings.regions_view(Formulary(*folders)), form, output)


@click.command("show", cls=Answering)
@click.argument("region")
@click.argument("drug", required=False)
@_output_options
def show(
    region: str,
    drug: str | None,
    form: str,
    output: Path | None,
    folders: tuple[Path, ...],
    today: datetime.date,
) -> int:
    """Show the products of REGION, of one DRUG or of all, with what their labels say and the sources."""
    from pillsplit.output.views.formulary import view

    formulary = Formulary(*folders)
    region, drug = _region_and_drug(formulary, region, drug)
    place = formulary.region(region)
    here = formulary.drugs_in(place.name)
    drugs = (formulary.drug_name(drug),) if drug else here
    if not here:
        raise UsageError(f"nothing is on record for {place.title}: write regions/{place.name}/<drug>.toml")
    if drugs[0] not in here:
        raise UsageError(formulary.not_here(drugs[0], place))
    shelf = formulary.shelf(place, drugs).on(today)
    return run(view(shelf), form, output)


def _region_and_drug(formulary: Formulary, region: str, drug: str | None) -> tuple[str, str | None]:
    """Return what is named, the other way round too; for a drug alone, the region that stands for most countries."""
    try:
        formulary.region(region)
    except UsageError:
        try:
            named = formulary.drug_name(region)
        except UsageError:
            named = ""
        if not named:
            raise
        if drug is None:
            remark([f"no region is named: `pillsplit formulary show uk {named}` shows one, `formulary compare` all"])
        return drug or GENERIC, named
    return region, drug


@click.command("compare", cls=Answering)
@click.argument("drug")
@_output_options
def compare(drug: str, form: str, output: Path | None, folders: tuple[Path, ...], today: datetime.date) -> int:
    """Put the regions side by side for DRUG: strengths, finest piece, smallest dose, liquids and their steps."""
    from pillsplit.output.views.compare import view
    from pillsplit.verbs.compare import compare as compared

    formulary = Formulary(*folders)
    name = formulary.drug_name(drug)
    regions = _places(formulary)
    with_it = [region for region in regions if name in formulary.drugs_in(region.name)]
    if not with_it:
        raise UsageError(
            f"no product of {name} is on record: `pillsplit formulary list` shows of which drugs there are"
        )
    shelves = [formulary.shelf(region, (name,)).on(today) for region in with_it]
    comparison = compared(shelves, name)
    missing = [region.title for region in regions if region not in with_it and region.name != GENERIC]
    return run(view(comparison, missing), form, output)


def _places(formulary: Formulary, region: str | None = None) -> list[Region]:
    """Return the region of that name, or all of them by their titles."""
    names = (region,) if region else formulary.region_names
    return sorted(map(formulary.region, names), key=lambda place: place.title)


@click.command("gaps", cls=Answering)
@click.argument("region", required=False)
@click.argument("drug", required=False)
@_output_options
def gaps(
    region: str | None,
    drug: str | None,
    form: str,
    output: Path | None,
    folders: tuple[Path, ...],
    today: datetime.date,
) -> int:
    """List what is unknown, was not seen in a document or is stale: of REGION and DRUG, or everywhere."""
    from pillsplit.output.views.gaps import DRUGS, view
    from pillsplit.verbs.audit import audit as audit_of
    from pillsplit.verbs.gaps import gaps as gaps_of
    from pillsplit.verbs.gaps import gaps_of_drugs

    formulary = Formulary(*folders)
    drug_name = formulary.drug_name(drug) if drug else None
    found = {}
    audits = []
    for place in _places(formulary, region):
        drugs = [each for each in formulary.drugs_in(place.name) if drug_name in (None, each)]
        shelf = formulary.shelf(place, drugs).on(today)
        found[place.title] = gaps_of(shelf)
        audits.append(audit_of(shelf, today))
    if region is None:
        found[DRUGS.capitalize()] = gaps_of_drugs(map(formulary.drug, formulary.drug_names))
    return run(view(found, audits), form, output)


@click.command("audit")
@click.argument("region", nargs=-1)
@_output_options
def audit(
    region: tuple[str, ...],
    form: str,
    output: Path | None,
    folders: tuple[Path, ...],
    today: datetime.date,
) -> int:
    """Count by region, of each REGION or all, what the data rest on: primary sources, division, opened life, age."""
    from pillsplit.output.views.audit import view
    from pillsplit.verbs.audit import audit as audit_of

    formulary = Formulary(*folders)
    named = dict.fromkeys(map(formulary.region, region))
    shelves = [formulary.shelf(place, formulary.drugs_in(place.name)) for place in named or _places(formulary)]
    return run(view([audit_of(shelf, today) for shelf in shelves]), form, output)


@click.command("schedules", cls=Answering)
@_form_options
def schedules(form: str, output: Path | None) -> int:
    """List the published schedules that can be used by name."""
    return run(listings.schedules_view(list(published.everything())), form, output)
