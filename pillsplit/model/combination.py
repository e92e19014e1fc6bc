"""Nouns of an answer: the pieces, and perhaps one measured liquid, taken together as one dose."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.product import Liquid, Solid

if TYPE_CHECKING:
    from pillsplit.model.device import Device

WHOLE = Fraction(1)
HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)


@frozen
class Piece:
    """Whole tablets, or equal parts, of one product: *count* times *part* of it."""

    product: Solid
    part: Fraction
    count: int

    @property
    def mass(self) -> Mass:
        """The mass of drug in all of them."""
        return self.product.strength * (self.part * self.count)


@frozen
class Measured:
    """One measured volume of a liquid."""

    product: Liquid
    volume: Volume
    device: Device | None = None
    """The device that it is measured with, where that was asked."""

    @property
    def mass(self) -> Mass:
        """The mass of drug in it."""
        return self.product.concentration.mass(self.volume)

    @property
    def drops(self) -> Fraction | None:
        """The number of drops, where they are counted: not in a syringe or spoon."""
        per_ml = self.product.drops_per_ml
        return None if per_ml is None or (self.device and not self.device.in_drops) else self.volume.ml * per_ml


@frozen
class Combination:
    """What is taken together as one dose: pieces, and perhaps one measured liquid."""

    pieces: tuple[Piece, ...] = ()
    liquid: Measured | None = None

    @property
    def items(self) -> tuple[Piece | Measured, ...]:
        """Everything that is taken, the pieces first."""
        return (*self.pieces, self.liquid) if self.liquid else self.pieces

    @cached_property
    def mass(self) -> Mass:
        """The made dose."""
        return sum((item.mass for item in self.items), start=Mass(0))

    @property
    def count(self) -> int:
        """The number of pieces."""
        return sum(piece.count for piece in self.pieces)

    def counted(self, part: Fraction) -> int:
        """Return the number of pieces that are *part* of a tablet."""
        return sum(piece.count for piece in self.pieces if piece.part == part)

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The ids of the products used, sorted."""
        return tuple(sorted({item.product.id for item in self.items}))
