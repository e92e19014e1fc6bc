"""Which products should be prescribed? Every set of products that no other one beats (the contract's §7).

Each drug's sets are weighed on its own doses; those that are left are put together and weighed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from attrs import frozen

from pillsplit.errors import UsageError, did_you_mean, quoted
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product
from pillsplit.model.schedule import Schedule
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed
from pillsplit.verbs.drug_sets import OfDrug, kind
from pillsplit.verbs.plan import plan
from pillsplit.verbs.release import of_one_release
from pillsplit.verbs.weighing import Figures, Weighing, nothing_taken

_CAUTIOUS = Preferences()


@frozen
class Option:
    """A set of products, in the order of the shelf, and what it comes to."""

    products: tuple[Product, ...]
    figures: Figures

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the products, sorted."""
        return _sorted_ids(self.products)


@frozen
class Choice:
    """The answer of `choose`: every option that no other one beats, the recommended one first."""

    schedule: Schedule
    shelf: Shelf
    """The products that a set may hold: of one release of each drug."""
    preferences: Preferences
    measuring: Measuring
    options: tuple[Option, ...]
    whole: Plan
    """The plan from the whole shelf."""
    must_use: tuple[str, ...] = ()
    """The ids that every set had to hold."""
    max_products: int | None = None
    """The most products that a set could have."""

    @property
    def practical(self) -> bool:
        """Whether the plan from the whole shelf makes every dose, with or without liquid."""
        return self.whole.practical

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[object, ...]]:
        return {each.id: kind(each, self.preferences) for each in self.shelf.products}

    def alike(self, product: Product) -> tuple[Product, ...]:
        """Return the other products of the shelf that make the same doses as *product* in the same way."""
        mine = self._kinds[product.id]
        return tuple(each for each in self.shelf.products if self._kinds[each.id] == mine and each.id != product.id)


def choose(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    max_products: int | None = None,
    must_use: Collection[str] = (),
) -> Choice:
    """Return every set of products of *shelf* that no other one beats over the whole of *schedule*.

    A set has at most one liquid of each drug, at most *max_products* products, and every one whose id *must_use*
    names; it makes at least one dose. One that is at least as good in all `Figures` and better in one beats it; so
    does one that is equal in all and whose sorted ids come first.

    Raises:
        UsageError: where *must_use* or *max_products* cannot be kept, or there are more sets than can be weighed.
    """
    whole = plan(schedule, shelf, preferences, measuring)
    shelf = of_one_release(schedule, shelf, preferences).shelf
    _refuse_what_cannot_be_kept(shelf, max_products, must_use)
    most = len(shelf.products) if max_products is None else max_products
    drugs = [OfDrug(schedule, shelf, drug, preferences, whole.measuring, must_use, most) for drug in schedule.drugs]
    if any(drug.doses for drug in drugs):
        unbeaten = Weighing(schedule, shelf, drugs, preferences).unbeaten(most)
    else:
        # Where nothing is to be made, any product makes it: what must be used, or the one whose id comes first.
        alone = frozenset(must_use) or frozenset(sorted(product.id for product in shelf.products)[:1])
        unbeaten = [(alone, nothing_taken(len(alone)))] if alone else []
    options = tuple(
        Option(tuple(product for product in shelf.products if product.id in ids), figures) for ids, figures in unbeaten
    )
    return Choice(schedule, shelf, preferences, whole.measuring, options, whole, tuple(must_use), max_products)


def _sorted_ids(products: Iterable[Product]) -> tuple[str, ...]:
    return tuple(sorted(product.id for product in products))


def _refuse_what_cannot_be_kept(shelf: Shelf, max_products: int | None, must_use: Collection[str]) -> None:
    by_id = {product.id: product for product in shelf.products}
    for each in must_use:
        if each not in by_id:
            raise UsageError(f"product {quoted(each)} is not on this shelf{did_you_mean(each, by_id)}")
    if max_products is not None and max_products < 1:
        raise UsageError(f"`max_products` {max_products}: write a number from 1 up")
    if max_products is not None and len(set(must_use)) > max_products:
        raise UsageError(
            f"{len(set(must_use))} products must be used and at most {max_products} are allowed: allow more of them"
        )
    for drug in shelf.drug_names:
        required = [liquid.id for liquid in shelf.liquids(drug) if liquid.id in must_use]
        if len(required) > 1:
            raise UsageError(f"{listed(required)} must be used together: name at most one liquid of {drug}")
