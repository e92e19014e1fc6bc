"""`formulary check`, `new` and `import`: data of one's own, judged and written. Floor 5."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import click

from pillsplit.cli.formulary.showing import folders_option
from pillsplit.cli.today import today_option
from pillsplit.datachecks import check_folder
from pillsplit.errors import InputError, UsageError
from pillsplit.formulary import Formulary


@click.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@today_option
def check(folder: Path, today: datetime.date) -> int:
    """Read every data file of DIR and say everything that is wrong in them."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: name the folder that holds regions/ and drugs/")
    files, problems = check_folder(folder, today)
    if problems:
        raise InputError(problems)
    click.echo(f"{files} {'file' if files == 1 else 'files'}, nothing wrong.")
    return 0


@click.command("new")
@click.argument("region")
@click.argument("drug")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@folders_option
@today_option
def new(region: str, drug: str, folder: Path | None, folders: tuple[Path, ...], today: datetime.date) -> int:
    """Write a commented template for the products of DRUG in REGION, into its place in DIR or to standard output.

    Both may be new: a region or a drug that is not on record yet.
    """
    from pillsplit.template import region_file_template, region_template

    formulary = Formulary(*folders)
    place, known = _named(region, formulary)
    substance = _substance(drug, formulary)
    text = region_file_template(place, substance, today)
    if folder is None:
        click.echo(text, nl=False)
        return 0
    target = folder / "regions" / place
    files = {target / f"{substance}.toml": text}
    if not known:
        files[target / "region.toml"] = region_template(region.strip(), today)
    _write(files)
    return 0


def _named(region: str, formulary: Formulary) -> tuple[str, bool]:
    """Return the short name of *region*, and whether it is on record."""
    try:
        return formulary.region(region).name, True
    except UsageError:
        name = "-".join(region.lower().split())
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise UsageError(f"region {region!r}: write a short name in a-z, 0-9 and hyphens, such as ch")
    return name, False


def _substance(drug: str, formulary: Formulary) -> str:
    try:
        return formulary.drug_name(drug)
    except UsageError:
        name = " ".join(drug.lower().split())
    if not re.fullmatch(r"[a-z][a-z0-9 -]{0,59}", name):
        raise UsageError(f"drug {drug!r}: write its international name in a-z, 0-9, spaces and hyphens")
    return name


def _write(files: dict[Path, str]) -> None:
    for path in files:
        if path.exists():
            raise UsageError(f"{path} is there already: edit it, or name another folder")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror}): name another folder") from None
        click.echo(f"{path}")


@click.command("import")
def import_products() -> int:
    """Placeholder."""
    return 0
