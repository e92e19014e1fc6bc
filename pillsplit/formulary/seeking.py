"""What was looked for and not found, read from the file of a region and drug, and held against its products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pillsplit.errors import Problem, did_you_mean, quoted
from pillsplit.formulary.fields import Fields, place
from pillsplit.model.product import Product
from pillsplit.model.sought import Sought, Thing


def read_sought(fields: Fields, drug: str, where: str, problems: list[Problem]) -> tuple[Sought, ...]:
    """Take what was looked for of *drug*, each thing under a table of its own."""
    found = []
    for number, entry in fields.tables("sought"):
        inner = Fields(entry, place(where, f"sought {number}"), problems)
        what = inner.one_of("what", Thing, required=True)
        products = inner.texts("products")
        places = inner.texts("where")
        said = inner.text("found", required=True)
        checked = inner.date("checked", required=True)
        if not places and not inner.has("where"):
            inner.wrong("where: is missing: write the documents that were looked in")
        inner.finish()
        if what and places and said and checked:
            found.append(Sought(what, drug, places, said, checked, products))
    return tuple(found)


def sought_for_nothing(sought: Sought, products: Mapping[str, Product]) -> Iterator[str]:
    """Yield what is wrong with a record of looking, beside the *products* of its drug by their ids."""
    for identity in sought.products:
        if identity not in products:
            yield f"products: {quoted(identity)} is not on record here{did_you_mean(identity, products)}"
        elif not sought.what.is_of(products[identity]):
            yield f"products: {quoted(identity)} has no {sought.what}: leave it out"
        elif sought.what.is_on_record(products[identity]):
            yield f"products: the {sought.what} of {quoted(identity)} is on record: leave it out"
    if not sought.products and not any(map(sought.is_missing_in, products.values())):
        yield f"what: the {sought.what} is on record of every product here: leave this out"
