"""The formulary as pages: regions, products, published schedules. Floor 4."""

from __future__ import annotations

from collections.abc import Sequence

from pillsplit.formulary import Formulary
from pillsplit.product import Product, Shelf, Solid
from pillsplit.published import Published
from pillsplit.telling.report import Lines, Page, Table
from pillsplit.telling.words import product_in_words, source_in_words


def regions(formulary: Formulary) -> Page:
    """Return the regions with their other names and the drugs on record."""
    found = [formulary.region(name) for name in formulary.region_names]
    rows = tuple((region.name, region.title, ", ".join(formulary.drugs_in(region.name))) for region in found)
    return Page(
        f"{len(found)} regions",
        ("Use the short name or the full name with --region.",),
        (Table(("Region", "Name", "Drugs on record"), rows),),
    )


def products(shelf: Shelf) -> Page:
    """Return a table of products for each drug, what is said of the region, and the sources below."""
    parts: list[Table | Lines] = []
    for drug in shelf.drugs:
        here = [product for product in shelf.products if product.drug == drug.name]
        rows = tuple((each.id, each.name, product_in_words(each), str(each.source.evidence)) for each in here)
        parts.append(Table(("Id", "Product", "Score and division, or count", "Evidence"), rows, drug.name))
        maximum = drug.maximum_fact
        if drug.daily_maximum and maximum:
            text = f"{drug.daily_maximum} a day: {maximum.text} ({source_in_words(maximum.source)})"
            parts.append(Lines(f"Plausible daily maximum of {drug.name}", (text,)))
    parts.append(
        Lines("Also on record", tuple(f"{fact.text} ({source_in_words(fact.source)})" for fact in shelf.facts))
    )
    parts.append(Lines("Sources", tuple(_source_line(product) for product in shelf.products)))
    return Page(f"{shelf.title}: {len(shelf.products)} products", (), tuple(parts))


def schedules(found: Sequence[Published]) -> Page:
    """Return the published schedules with their sources."""
    rows = tuple((each.name, each.title, each.region) for each in found)
    sources = tuple(
        f"{each.name}: {each.source}{f' Assumed: {each.assumed}' if each.assumed else ''}" for each in found
    )
    return Page(
        f"{len(found)} published schedules",
        ("They are facts of publication, not advice.",),
        (Table(("Name", "What it is", "Region"), rows), Lines("Sources", sources)),
    )


def _source_line(product: Product) -> str:
    said = f" On dividing: {product.dividing}" if isinstance(product, Solid) and product.dividing else ""
    return f"{product.id}: {source_in_words(product.source)}.{said}"
