"""The products that one may draw from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from pillsplit.model.drug import Drug
from pillsplit.model.form import Form
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.sought import Sought
from pillsplit.model.source import Fact


@frozen(eq=False, repr=False, slots=False)
class Shelf(Noun):
    """The products that one may draw from, and what is known of their drugs."""

    region: str | None
    """The region's name, or None for a shelf of one's own."""
    products: tuple[Solid | Liquid, ...]
    drugs: tuple[Drug, ...] = ()
    title: str = ""
    facts: tuple[Fact, ...] = field(default=())
    """What the region's data says besides its products: rules on supply, and what is not marketed."""
    sought: tuple[Sought, ...] = ()
    """What was looked for of its products, and not found."""
    drops: tuple[Liquid, ...] = ()
    """The liquids of the region that are counted in drops, whichever of them this shelf draws on."""

    @property
    def drug_names(self) -> tuple[str, ...]:
        """The drugs that have a product here, in order."""
        return tuple(dict.fromkeys(product.drug for product in self.products))

    def solids(self, drug: str) -> tuple[Solid, ...]:
        """Return the tablets and capsules of *drug*."""
        return tuple(p for p in self.products if isinstance(p, Solid) and p.drug == drug)

    def liquids(self, drug: str) -> tuple[Liquid, ...]:
        """Return the liquids of *drug*."""
        return tuple(p for p in self.products if isinstance(p, Liquid) and p.drug == drug)

    def other_drops(self, product: Liquid) -> tuple[Liquid, ...]:
        """Return the liquids of the same drug, here or in the region, whose drops hold another mass."""
        known = {each.id: each for each in (*self.drops, *self.liquids(product.drug)) if each.drug == product.drug}
        return tuple(each for each in known.values() if each.drop_mass not in (None, product.drop_mass))

    def drug(self, name: str) -> Drug | None:
        """Return what is known of the drug *name*."""
        return next((drug for drug in self.drugs if drug.name == name), None)

    def on(self, today: datetime.date) -> Shelf:
        """Return the shelf as it stands on *today*, with what was checked too long ago marked as stale."""
        return evolve(self, products=tuple(evolve(p, source=p.source.on(today)) for p in self.products))

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """How a person calls each product, by id: ``5 mg tablet``, with its maker where two look alike."""
        known = {each.id: each for each in (*self.drops, *self.products)}
        plain = {
            each.id: f"{each.amount} {'tablet' if each.form is Form.TABLET else str(each.form)}"
            for each in known.values()
        }
        alike = Counter((each.drug, plain[each.id]) for each in known.values())
        return {
            each.id: f"{plain[each.id]} ({each.maker})"
            if each.maker and alike[each.drug, plain[each.id]] > 1
            else plain[each.id]
            for each in self.products
        }
