"""What can be had of one drug, region beside region, and how small a dose it makes."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import Combination
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.solver.tablets import Tablets

_CAUTIOUS = Preferences()


@frozen
class Regional:
    """What one region has of the drug."""

    shelf: Shelf
    solids: tuple[Solid, ...]
    liquids: tuple[Liquid, ...]
    licensed: Combination | None
    """The finest piece for which a label or a register was seen; None where none was."""
    smallest: Combination | None
    """The smallest dose of tablets alone, a tablet whose division is not on record counted as halves."""


@frozen
class Comparison:
    """The answer of `compare`: every region that says something of the drug."""

    drug: str
    regions: tuple[Regional, ...]


def compare(shelves: Iterable[Shelf], drug: str, preferences: Preferences = _CAUTIOUS) -> Comparison:
    """Put what each of *shelves* has of *drug* side by side; the one solver says how small a dose it makes."""
    return Comparison(drug, tuple(_regional(shelf, drug, preferences) for shelf in shelves))


def _regional(shelf: Shelf, drug: str, preferences: Preferences) -> Regional:
    solids = shelf.solids(drug)
    seen = [as_seen(solid) for solid in solids if solid.source.is_seen]
    licensed, smallest = _smallest(seen, preferences), _smallest(solids, preferences)
    # Of twins the solver names the one whose id comes first; here the one whose label was seen says more.
    if licensed and smallest and licensed.mass == smallest.mass:
        smallest = licensed
    return Regional(shelf, solids, shelf.liquids(drug), licensed, smallest)


def _smallest(solids: Iterable[Solid], preferences: Preferences) -> Combination | None:
    return Tablets(solids, preferences).above(Mass(0))


def as_seen(solid: Solid) -> Solid:
    """Return the tablet with the parts that a document was seen to allow; whole is always allowed."""
    return evolve(solid, parts=1 if solid.parts is None or "parts" in solid.unverified else solid.parts)
