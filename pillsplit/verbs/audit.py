"""How well the data of a region is documented, in counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import frozen

from pillsplit.model.product import Product
from pillsplit.model.shelf import Shelf
from pillsplit.model.sought import Thing
from pillsplit.model.source import STALE_AFTER

COUNTED_DRUGS = ("diazepam", "clonazepam", "lorazepam")
"""The drugs whose tablets are to have their division on record before others."""


@frozen
class Share:
    """So many of all."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded down; None of nothing."""
        return self.count * 100 // self.of if self.of else None


@frozen
class Search(Share):
    """So many of all on record, and so many more that were looked for and not found."""

    sought: int = 0

    @property
    def open(self) -> int:
        """How many nobody has looked for."""
        return self.of - self.count - self.sought


@frozen
class Audit:
    """The counts of one region."""

    region: str
    title: str
    products: int
    primary: Share
    """Products whose source is the regulator's, the maker's or the label itself."""
    seen: Share
    """Products that were seen in a document, with every field that a dose depends on."""
    division: Search
    """Tablets that may be cut by their form, of which a document says into how many parts, or that into none."""
    division_counted: Search
    """The same of diazepam, clonazepam and lorazepam."""
    opened_life: Search
    """Liquids of which a document says how long an opened bottle may be used, or that it was read and does not say."""
    current: Share
    """Products whose document was checked, and where it has a date is, at most so many years old."""
    oldest: datetime.date | None
    """The earliest day on which a product was checked."""


def audit(shelf: Shelf, today: datetime.date) -> Audit:
    """Count what the data of *shelf*, one region's, rest on."""
    counted = [each for each in shelf.products if each.drug in COUNTED_DRUGS]
    checked = [each.source.checked for each in shelf.products if each.source.checked]
    every = shelf.products
    return Audit(
        shelf.region or "",
        shelf.title,
        len(every),
        _share(every, [each for each in every if each.source.primary]),
        _share(every, [each for each in every if _is_seen(each)]),
        _search(Thing.DIVISION, every, shelf),
        _search(Thing.DIVISION, counted, shelf),
        _search(Thing.OPENED_LIFE, every, shelf),
        _share(every, [each for each in every if _is_current(each, today)]),
        min(checked, default=None),
    )


def _search(thing: Thing, products: Iterable[Product], shelf: Shelf) -> Search:
    """Count of those *products* that have such a thing where it is on record, and where it was looked for in vain."""
    those = [each for each in products if thing.is_of(each)]
    missing = [each for each in those if not thing.is_on_record(each)]
    looked = [record for record in shelf.sought if record.what is thing]
    sought = sum(any(record.is_missing_in(each) for record in looked) for each in missing)
    return Search(len(those) - len(missing), len(those), sought)


def _share(every: Iterable[Product], those: Iterable[Product]) -> Share:
    return Share(len(tuple(those)), len(tuple(every)))


_OF_A_DOSE = {"strength", "concentration", "score", "parts", "drops_per_ml", "drops_only"}


def _is_seen(product: Product) -> bool:
    return product.source.is_seen and not _OF_A_DOSE.intersection(product.unverified)


def _is_current(product: Product, today: datetime.date) -> bool:
    """Say whether neither the look at it nor the document itself, where it has a date, is older than `STALE_AFTER`."""
    source = product.source
    dated = source.as_of is None or int(source.as_of[:4]) >= today.year - STALE_AFTER
    return not source.on(today).stale and dated
