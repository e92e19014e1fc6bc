"""What there is to name on a command line: the regions and the published schedules, in every form."""

from __future__ import annotations

from collections.abc import Sequence

from pillsplit import __version__
from pillsplit.formulary.files import Region
from pillsplit.formulary.loader import Formulary
from pillsplit.formulary.published import Published
from pillsplit.output.document import data_head
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View

REGIONS: tuple[Column[tuple[Region, tuple[str, ...]]], ...] = (
    Column("region", "Region", plain=lambda row: row[0].name),
    Column("name", "Name", plain=lambda row: row[0].title),
    Column(
        "aliases",
        "Also called",
        plain=lambda row: "; ".join(row[0].aliases),
        words=lambda row: ", ".join(row[0].aliases),
    ),
    Column("drugs", "Drugs on record", plain=lambda row: "; ".join(row[1]), words=lambda row: ", ".join(row[1])),
)
"""What is said of each region and its drugs."""


def regions_view(formulary: Formulary) -> View:
    """Return the regions, with their other names and the drugs on record, in every form."""
    found = [(formulary.region(name), formulary.drugs_in(name)) for name in formulary.region_names]
    return View(
        page=lambda: Page(
            f"{len(found)} regions",
            ("Any of the names may be used with `region`.",),
            (table_of(REGIONS, found),),
        ),
        records=lambda: records_of(REGIONS, found),
        document=lambda: (
            data_head("formulary list", __version__)
            | {
                "regions": [
                    {"region": region.name, "name": region.title, "aliases": list(region.aliases), "drugs": list(drugs)}
                    for region, drugs in found
                ]
            }
        ),
    )


SCHEDULES: tuple[Column[Published], ...] = (
    Column("name", "Name", plain=lambda each: each.name),
    Column("title", "What it is", plain=lambda each: each.title),
    Column("region", "Region", plain=lambda each: each.region),
    Column("source", plain=lambda each: each.source),
    Column("assumed", plain=lambda each: each.assumed),
)
"""What is said of each published schedule."""


def schedules_view(found: Sequence[Published]) -> View:
    """Return the published schedules, with their sources, in every form."""
    sources = tuple(
        f"{each.name}: {each.source}{f' Assumed: {each.assumed}' if each.assumed else ''}" for each in found
    )
    return View(
        page=lambda: Page(
            f"{len(found)} published schedules",
            ("They are facts of publication, not advice.",),
            (table_of(SCHEDULES, found), Lines("Sources", sources)),
        ),
        records=lambda: records_of(SCHEDULES, found),
        document=lambda: (
            data_head("formulary schedules", __version__) | {"schedules": [each._asdict() for each in found]}
        ),
    )
