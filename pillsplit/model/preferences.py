"""How a dose may be made: how fine to cut, how many pieces, how much liquid."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.model.product import Solid

MOST_PIECES = 100
"""The largest `max_pieces`; nobody takes more at once, and the work grows with it."""


class Split(StrEnum):
    """How fine tablets may be cut."""

    LABEL = "label"
    WHOLE = "whole"
    HALVES = "halves"
    QUARTERS = "quarters"


class Prefer(StrEnum):
    """Which burden counts first."""

    FEWEST_CUTS = "fewest-cuts"
    FEWEST_PIECES = "fewest-pieces"


_SPLIT_PARTS = {Split.WHOLE: 1, Split.HALVES: 2, Split.QUARTERS: 4}
PARTS_WHERE_UNKNOWN = 2
"""A tablet whose label was not seen counts as divisible in halves, with a note to look at it."""


_MAX_VOLUME = Volume(10)
_LIQUID_TOLERANCE = Fraction(1, 100)


@frozen
class Preferences:
    """What a person allows and prefers; the defaults are the cautious ones.

    Raises:
        ValueError: for a limit that allows nothing or more than `MOST_PIECES`.
    """

    split: Split = field(default=Split.LABEL, converter=Split)
    max_pieces: int = 6
    prefer: Prefer = field(default=Prefer.FEWEST_CUTS, converter=Prefer)
    max_volume: Volume = _MAX_VOLUME
    liquid_tolerance: Fraction = _LIQUID_TOLERANCE
    """The largest difference from the dose, as a share of it."""
    liquid: bool = True

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.max_pieces <= MOST_PIECES:
            raise ValueError(f"at most {self.max_pieces} pieces: write a number from 1 to {MOST_PIECES}")
        if not self.max_volume:
            raise ValueError("at most 0 mL of liquid: write a volume above 0, or forbid liquids")
        if not 0 <= self.liquid_tolerance < 1:
            raise ValueError("the tolerance of liquids must be at least 0% and below 100%, such as 1%")

    def parts(self, product: Solid) -> int:
        """Return into how many parts *product* may be cut here: 1, 2 or 4."""
        if not product.form.is_divisible:
            return 1
        if self.split is Split.LABEL:
            return PARTS_WHERE_UNKNOWN if product.parts is None else product.parts
        return _SPLIT_PARTS[self.split]
