"""`pillsplit formulary`: the data, with sources. Floor 5."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from pillsplit import published
from pillsplit.datachecks import check_folder
from pillsplit.errors import InputError, UsageError
from pillsplit.formulary import Formulary
from pillsplit.telling import formulary as telling
from pillsplit.telling.report import as_text

_FOLDERS = click.option(
    "--formulary",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add or override products.",
)


@click.group("formulary")
def command() -> None:
    """Show and check the products on record, with their sources."""


@command.command("list")
@_FOLDERS
def list_regions(folders: tuple[Path, ...]) -> int:
    """List the regions and the drugs on record for each."""
    click.echo(as_text(telling.regions(Formulary(*folders))), nl=False)
    return 0


@command.command("show")
@click.argument("region")
@click.argument("drug", required=False)
@_FOLDERS
def show(region: str, drug: str | None, folders: tuple[Path, ...]) -> int:
    """Show the products of REGION, of one DRUG or of all, with their sources."""
    formulary = Formulary(*folders)
    place = formulary.region(region)
    here = formulary.drugs_in(place.name)
    drugs = (formulary.drug_name(drug),) if drug else here
    if drugs[0] not in here:
        raise UsageError(f"{drugs[0]} is not on record for {place.title}: on record are {', '.join(here)}")
    click.echo(as_text(telling.products(formulary.shelf(place, drugs))), nl=False)
    return 0


@command.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def check(folder: Path) -> int:
    """Read every data file of DIR and say everything that is wrong in them."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: name the folder that holds regions/ and drugs/")
    files, problems = check_folder(folder, datetime.date.today())
    if problems:
        raise InputError(problems)
    click.echo(f"{files} files, nothing wrong.")
    return 0


@command.command("schedules")
def schedules() -> int:
    """List the published schedules that can be used by name."""
    click.echo(as_text(telling.schedules(list(published.everything()))), nl=False)
    return 0
