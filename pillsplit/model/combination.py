"""Nouns of an answer: the pieces, and perhaps one measured liquid, taken together as one dose."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid, Solid

if TYPE_CHECKING:
    from pillsplit.model.device import Device

WHOLE = Fraction(1)
HALF = Fraction(1, 2)
THIRD = Fraction(1, 3)
QUARTER = Fraction(1, 4)
EIGHTH = Fraction(1, 8)
PARTS = (WHOLE, HALF, THIRD, QUARTER, EIGHTH)
"""What a piece may be of a tablet, the largest first."""
_NOTHING, _NO_VOLUME = Mass(0), Volume(0)
MOST_OF_A_PART = Fraction(1, 5)
"""By no larger share of itself is a cut piece allowed to be off, by any limit on record."""


class Cuts(NamedTuple):
    """How many cut pieces of each size there are, and how many of them are guesses; fewer are easier to take."""

    eighths: int = 0
    quarters: int = 0
    thirds: int = 0
    halves: int = 0
    guesses: int = 0


@frozen(eq=False, repr=False, slots=False)
class Piece(Noun):
    """Whole tablets, or equal parts, of one product: *count* times *part* of it.

    Raises:
        ValueError: for a part that is none of `PARTS`, a count below 1, and a part of what is never cut.
    """

    product: Solid
    part: Fraction
    count: int

    def __attrs_post_init__(self) -> None:
        if self.part not in PARTS:
            raise ValueError(f"{self.part} of {self.product.name} is no piece: a half, third, quarter or eighth is")
        if self.count < 1:
            raise ValueError(f"{self.count} pieces of {self.product.name}: there is at least one")
        if self.part.denominator > 1 and not self.product.form.is_divisible:
            raise ValueError(f"{self.product.name}: such a form, {self.product.form}, is never cut")

    @property
    def mass(self) -> Mass:
        """The mass of drug in all of them."""
        return self.product.strength * (self.part * self.count)

    @property
    def is_guess(self) -> bool:
        """Whether it is cut finer than the label says, or although nothing is known of dividing it."""
        return self.product.is_guess(self.part)


@frozen(eq=False, repr=False, slots=False)
class Measured(Noun):
    """One measured volume of a liquid.

    Raises:
        ValueError: for a volume of nothing.
    """

    product: Liquid
    volume: Volume
    device: Device | None = None
    """The device that it is measured with; None where whoever states the liquid says by which steps."""

    def __attrs_post_init__(self) -> None:
        if self.volume <= _NO_VOLUME:
            raise ValueError(f"{self.volume} of {self.product.name} is nothing to measure")

    @property
    def mass(self) -> Mass:
        """The mass of drug in it."""
        return self.product.concentration.mass(self.volume)

    @property
    def drops(self) -> Fraction | None:
        """The number of drops, where they are counted: not in a syringe or spoon."""
        per_ml = self.product.drops_per_ml
        return None if per_ml is None or (self.device and not self.device.in_drops) else self.volume.ml * per_ml

    @property
    def amount(self) -> str:
        """How much it is, as people count it: ``0.75 mL``, ``3 drops``."""
        return amount_of(self.volume, self.product) if self.drops is not None else str(self.volume)

    @property
    def fills(self) -> tuple[Volume, ...]:
        """The fills of the device that make it up, all alike."""
        return self.device.fills(self.volume) if self.device else (self.volume,)

    @property
    def step(self) -> Volume:
        """The volume from one mark to the next, one measure, or one drop."""
        if self.device:
            return self.device.step(self.product, self.volume)
        return self.product.step or self.volume

    @cached_property
    def error(self) -> Mass | None:
        """The mass by which it may be off; None where no document says."""
        error = self.device.error(self.volume) if self.device else None
        return None if error is None else self.product.concentration.mass(error)

    @property
    def error_share(self) -> Fraction | None:
        """The share of its mass by which it may be off; None where no document says."""
        return None if self.error is None else self.error.over(self.mass)


def amount_of(volume: Volume, product: Liquid) -> str:
    """Write a *volume* of a product as people count it: in whole drops, where it is counted so, else in mL."""
    drops = volume.ml * (product.drops_per_ml or 0)
    if not drops or drops.denominator != 1:
        return str(volume)
    return f"{drops} {'drop' if drops == 1 else 'drops'}"


@frozen(eq=False, repr=False, slots=False)
class Combination(Noun):
    """What is taken together as one dose: pieces, and perhaps one measured liquid.

    Raises:
        ValueError: where a piece of one size of one product stands twice, or drugs are mixed.
    """

    pieces: tuple[Piece, ...] = ()
    liquid: Measured | None = None

    def __attrs_post_init__(self) -> None:
        if len({(piece.product.id, piece.part.denominator) for piece in self.pieces}) < len(self.pieces):
            raise ValueError("pieces of one size of one product stand twice: write how many there are")
        if len({item.product.drug for item in self.items}) > 1:
            raise ValueError("a combination is of one drug")

    def adding_up_to(self, mass: Mass) -> Combination:
        """Return the combination itself, which makes *mass*.

        Raises:
            ValueError: where it does not.
        """
        if self.mass != mass:
            raise ValueError(f"a combination of {self.mass} is not one of {mass}")
        return self

    @property
    def items(self) -> tuple[Piece | Measured, ...]:
        """Everything that is taken, the pieces first."""
        return (*self.pieces, self.liquid) if self.liquid else self.pieces

    @cached_property
    def mass(self) -> Mass:
        """The made dose."""
        return sum((item.mass for item in self.items), start=_NOTHING)

    @cached_property
    def count(self) -> int:
        """The number of pieces."""
        return sum(piece.count for piece in self.pieces)

    def counted(self, part: Fraction) -> int:
        """Return the number of pieces that are *part* of a tablet."""
        return sum(piece.count for piece in self.pieces if piece.part == part)

    @cached_property
    def cuts(self) -> Cuts:
        """How many cut pieces of each size there are, and how many of them are guesses."""
        return Cuts(
            self.counted(EIGHTH),
            self.counted(QUARTER),
            self.counted(THIRD),
            self.counted(HALF),
            sum(piece.count for piece in self.pieces if piece.is_guess),
        )

    @cached_property
    def finest(self) -> Fraction:
        """The smallest part of a tablet in it; a whole one where there is none."""
        return min((piece.part for piece in self.pieces), default=WHOLE)

    @cached_property
    def counts(self) -> dict[tuple[str, Fraction], int]:
        """The number of pieces by product id and part."""
        return {(piece.product.id, piece.part): piece.count for piece in self.pieces}

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The ids of the products used, sorted."""
        return tuple(sorted({item.product.id for item in self.items}))
