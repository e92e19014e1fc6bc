"""What the products of a shelf make exactly: the tablets of a drug, and its liquids with the devices at hand."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.shelf import Shelf
from pillsplit.solver.attainable import Makeable


def makeable(shelf: Shelf, drug: str, preferences: Preferences, measuring: Measuring | None) -> Makeable:
    """Return all that *shelf* makes of *drug*: of its tablets, beside one of its liquids where these are allowed.

    Raises:
        UsageError: for a device that is not known.
    """
    liquids = sorted(shelf.liquids(drug), key=lambda each: each.id) if preferences.liquid else []
    if not liquids:
        return Makeable(shelf.solids(drug), preferences)
    from pillsplit.verbs.measuring import AtHand  # only where there is a liquid: keeps the start lean

    at_hand = AtHand(measuring or Measuring())
    ways = [at_hand.ways(liquid, preferences) for liquid in liquids]
    return Makeable(shelf.solids(drug), preferences, ways, any_liquid=True)


def with_liquids(shelf: Shelf, drug: str, kept: Iterable[Liquid]) -> Shelf:
    """Return *shelf* with no liquids of *drug* but those *kept*."""
    others = {liquid.id for liquid in shelf.liquids(drug)} - {liquid.id for liquid in kept}
    return evolve(shelf, products=tuple(product for product in shelf.products if product.id not in others))
