"""How well the data of a region is documented, in counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import frozen

from pillsplit.model.product import STALE_AFTER, Evidence, Form, Liquid, Product, Shelf, Solid

COUNTED_DRUGS = ("diazepam", "clonazepam", "lorazepam")
"""The drugs whose tablets are to have their division on record before others."""
_DIVISIBLE = tuple(form for form in Form if form.is_divisible)


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
class Audit:
    """The counts of one region."""

    region: str
    title: str
    products: int
    primary: Share
    """Products whose source is the regulator's, the maker's or the label itself."""
    seen: Share
    """Products that were seen in a document, with every field that a dose depends on."""
    division: Share
    """Tablets that may be cut by their form, of which a document says into how many parts, or that into none."""
    division_counted: Share
    """The same of diazepam, clonazepam and lorazepam."""
    opened_life: Share
    """Liquids of which a document says how long an opened bottle may be used, or that it was read and does not say."""
    current: Share
    """Products whose document was checked, and where it has a date is, at most so many years old."""
    oldest: datetime.date | None
    """The earliest day on which a product was checked."""


def audit(shelf: Shelf, today: datetime.date) -> Audit:
    """Count what the data of *shelf*, one region's, rest on."""
    solids = [each for each in shelf.products if isinstance(each, Solid) and each.form in _DIVISIBLE]
    liquids = [each for each in shelf.products if isinstance(each, Liquid)]
    checked = [each.source.checked for each in shelf.products if each.source.checked]
    every = shelf.products
    return Audit(
        shelf.region or "",
        shelf.title,
        len(every),
        _share(every, [each for each in every if each.source.primary]),
        _share(every, [each for each in every if _is_seen(each)]),
        _share(solids, [each for each in solids if has_division(each)]),
        _share(
            (counted := [each for each in solids if each.drug in COUNTED_DRUGS]),
            [each for each in counted if has_division(each)],
        ),
        _share(liquids, [each for each in liquids if _has_opened_life(each)]),
        _share(every, [each for each in every if _is_current(each, today)]),
        min(checked, default=None),
    )


def has_division(solid: Solid) -> bool:
    """Say whether a document that was seen says into how many parts *solid* may be divided, or that into none."""
    return solid.parts is not None and "parts" not in solid.unverified and _is_in_a_document(solid)


def _share(every: Iterable[Product], those: Iterable[Product]) -> Share:
    return Share(len(tuple(those)), len(tuple(every)))


def _is_in_a_document(product: Product) -> bool:
    return product.source.evidence is not Evidence.UNVERIFIED


_OF_A_DOSE = {"strength", "concentration", "score", "parts", "drops_per_ml", "drops_only"}


def _is_seen(product: Product) -> bool:
    return _is_in_a_document(product) and not _OF_A_DOSE.intersection(product.unverified)


def _has_opened_life(liquid: Liquid) -> bool:
    known = liquid.life_not_stated or liquid.in_use_days is not None
    return known and "in_use_days" not in liquid.unverified and _is_in_a_document(liquid)


def _is_current(product: Product, today: datetime.date) -> bool:
    """Say whether neither the look at it nor the document itself, where it has a date, is older than `STALE_AFTER`."""
    source = product.source
    dated = source.as_of is None or int(source.as_of[:4]) >= today.year - STALE_AFTER
    return not source.on(today).stale and dated
