"""What was looked for of a product in documents, and not found there."""

from __future__ import annotations

import datetime
from enum import StrEnum

from attrs import frozen

from pillsplit.model.form import Form
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid, Product, Solid


class Thing(StrEnum):
    """What may be looked for of a product."""

    DIVISION = "division"
    """Into how many parts a tablet may be divided, or that into none."""
    PACKS = "packs"
    DROPS = "drops"
    """How many drops are in a millilitre."""
    BOTTLES = "bottles"
    OPENED_LIFE = "opened life"
    """For how long an opened bottle may be used, or that the whole label was read and does not say."""

    def is_of(self, product: Product) -> bool:
        """Whether there is such a thing to know of *product*."""
        if isinstance(product, Solid):
            return self is Thing.PACKS or (self is Thing.DIVISION and product.form.is_divisible)
        if self is Thing.DROPS:
            return product.form is Form.DROPS
        return self in (Thing.BOTTLES, Thing.OPENED_LIFE)

    def is_on_record(self, product: Product) -> bool:
        """Whether a document that was seen says it of *product*."""
        seen = product.source.is_seen and self.field not in product.unverified
        return seen and self._is_said(product)

    def _is_said(self, product: Product) -> bool:
        if isinstance(product, Liquid) and self is Thing.OPENED_LIFE:
            return product.life_not_stated or product.in_use_days is not None
        return getattr(product, self.field, None) not in (None, ())

    @property
    def field(self) -> str:
        """The field of a product that says it."""
        return _FIELDS[self]


_FIELDS = {
    Thing.DIVISION: "parts",
    Thing.PACKS: "packs",
    Thing.DROPS: "drops_per_ml",
    Thing.BOTTLES: "bottles",
    Thing.OPENED_LIFE: "in_use_days",
}


@frozen(eq=False, repr=False, slots=False)
class Sought(Noun):
    """One thing that somebody looked for on a day, where, and what stood there instead."""

    what: Thing
    drug: str
    where: tuple[str, ...]
    """The documents and addresses that were looked in."""
    found: str
    """What they say instead, in a sentence."""
    checked: datetime.date
    products: tuple[str, ...] = ()
    """Ids of the products that it was looked for of; empty means every product of the drug that lacks it."""

    def is_missing_in(self, product: Product) -> bool:
        """Whether it was looked for of *product*, and is not on record."""
        named = product.id in self.products or not self.products
        return product.drug == self.drug and named and self.what.is_of(product) and not self.what.is_on_record(product)
