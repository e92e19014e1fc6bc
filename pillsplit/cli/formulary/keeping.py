"""`formulary check`, `new` and `import`: data of one's own, judged and written."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import click

from pillsplit.cli.choices import OneOf
from pillsplit.cli.formulary.showing import folders_option
from pillsplit.cli.options import output_option
from pillsplit.cli.today import Day, today_option
from pillsplit.cli.verb import Answering
from pillsplit.cli.whole_file import write_whole
from pillsplit.cli.write import refuse_inputs, tell
from pillsplit.errors import InputError, Problem, UsageError
from pillsplit.formulary.importers.registry import REGISTERS
from pillsplit.formulary.lint import check_folder
from pillsplit.formulary.loader import Formulary


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
    from pillsplit.formulary.template import region_file_template, region_template

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
    """Return the drug's international name: of one on record, by any brand or spelling, or as it is given."""
    from pillsplit.formulary.importers.spelling import international, is_named

    try:
        return formulary.drug_name(drug)
    except UsageError:
        name = international(drug)
    if known := [each for each in formulary.drug_names if is_named(each, name) and " " not in name]:
        return known[0]
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
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror}): name another folder") from None
        write_whole(path, text.encode())
        click.echo(f"{path}")


@click.command("import", cls=Answering)
@click.argument("source", type=OneOf(tuple(REGISTERS)))
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--drug", required=True, metavar="NAME", help="The drug, by its international name or a brand.")
@click.option("--released", type=Day(), metavar="DAY", help="When the files were released, where they do not say.")
@click.option("--replace", is_flag=True, help="Make them the shelf: what is on record of the drug there is left out.")
@output_option
@today_option
def import_products(
    source: str,
    paths: tuple[Path, ...],
    drug: str,
    released: datetime.date | None,
    replace: bool,
    output: Path | None,
    today: datetime.date,
) -> int:
    """Write the products of one drug, as the public FILEs of SOURCE (or their folder) have them, as formulary data.

    \b
    spl   a US label in SPL XML, with the score of each tablet
    ndc   the FDA's NDC directory: product.txt, package.txt
    bdpm  the French BDPM: CIS_bdpm.txt, CIS_COMPO_bdpm.txt, CIS_CIP_bdpm.txt
    dmd   the UK dm+d: f_vmp2, f_amp2, f_ingredient2, f_lookup2, f_vmpp2 (.xml)
    cima  Spain's nomenclátor: Prescripcion.xml and its DICCIONARIO_*.xml
    fest  Norway's FEST: fest251.xml, with what it states of dividing
    dpd   Health Canada's DPD: drug, ingred, form, status, route, package, comp (.txt)

    A row of the drug that cannot be understood is told on standard error with its place, and the rest goes on; the
    exit code is then 3. What is written loads as it is: put it in DIR/regions/REGION/DRUG.toml and name DIR with
    --formulary. It is added to what is on record there, or stands in its place with --replace.
    """  # noqa: D301 (click leaves a block alone that begins with this sign)
    from pillsplit.formulary.importers.findings import Origin
    from pillsplit.formulary.importers.writing import region_file

    refuse_inputs(output, paths)
    register = REGISTERS[source]
    files = register.sort(list(paths))
    if released is None and not register.dated:
        raise UsageError(f"{register.title} does not say when it was released: write it with --released 2026-05-01")
    substance = _substance(drug, Formulary())
    found = register.read(files, Origin(substance, register.region, released or today, today))
    for problem in found.problems:
        click.echo(f"pillsplit: {problem}", err=True)
    if found.more_problems:
        click.echo(f"pillsplit: and {found.more_problems} rows more that are not understood", err=True)
    if found.elsewhere:
        rows = "1 row that does" if found.count_elsewhere == 1 else f"{found.count_elsewhere} rows that do"
        first = found.elsewhere[0]
        click.echo(f"note: {rows} not name {substance} cannot be read, the first at {first}", err=True)
    for reason, count in sorted(found.left_out.items()):
        click.echo(f"note: left out, {reason}: {count}", err=True)
    if not found.products:
        raise InputError([Problem("", f"{register.title} as given has no product of {substance}: nothing is written")])
    count = len(found.products)
    products = "product" if count == 1 else "products"
    click.echo(f"note: {count} {products} of {substance} for region {register.region}", err=True)
    heading = f"{substance.capitalize()} from {register.title}, imported on {today}; look it over before relying on it."
    tell(region_file(substance, found.products.values(), heading, replace=replace), output)
    return 3 if found.problems else 0
