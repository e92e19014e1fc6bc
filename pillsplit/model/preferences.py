"""How a dose may be made: how fine to cut, how many pieces, how much liquid, how near."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.form import Release
from pillsplit.model.noun import Noun
from pillsplit.model.product import Solid

MOST_PIECES = 100
"""The largest `max_pieces`; nobody takes more at once, and the work grows with it."""


class Split(StrEnum):
    """How fine tablets may be cut."""

    LABEL = "label"
    WHOLE = "whole"
    HALVES = "halves"
    THIRDS = "thirds"
    QUARTERS = "quarters"
    EIGHTHS = "eighths"


class Prefer(StrEnum):
    """Which burden counts first."""

    FEWEST_CUTS = "fewest-cuts"
    FEWEST_PIECES = "fewest-pieces"


class Switch(StrEnum):
    """How a plan stays with its liquid once a step needs it."""

    AUTO = "auto"
    """Where it spares cuts and opens no further bottle."""
    ONCE = "once"
    """Where it spares cuts, from the first step that needs it on."""
    AS_NEEDED = "as-needed"
    """Only for the doses that tablets do not make."""


ANY_RELEASE = "any"
"""Stands for a `release` where forms of any may stand in for each other."""

_SPLITS: dict[Split | int | None, tuple[int, ...]] = {
    Split.WHOLE: (1,),
    Split.HALVES: (1, 2),
    Split.THIRDS: (1, 3),
    Split.QUARTERS: (1, 2, 4),
    Split.EIGHTHS: (1, 2, 4, 8),
    1: (1,),
    2: (1, 2),
    3: (1, 3),
    4: (1, 2, 4),
    8: (1, 2, 4, 8),
    # A tablet of whose dividing nothing is known counts as divisible in halves, with a note to look at it.
    None: (1, 2),
}
"""Into which equal parts a tablet comes, by how it is asked for or by the parts on its label."""

_MAX_VOLUME = Volume(10)
_TOLERANCE = Fraction(1, 100)
_DEVICE_TOLERANCE = Fraction(5, 100)
_NO_SHARE = Fraction(0)


def _share(value: int | Fraction) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"a share is made from an int or a Fraction, not from {type(value).__name__}")
    return Fraction(value)


def _release(value: str | None) -> str | None:
    return value if value in (None, ANY_RELEASE) else str(Release(value))


@frozen(eq=False, repr=False, slots=False)
class Preferences(Noun):
    """What a person allows and prefers; the defaults are the cautious ones. Shares are of the dose.

    Raises:
        ValueError: for a limit that allows nothing or too much; the message names the field.
        TypeError: for a share that is a binary float.
    """

    split: Split = field(default=Split.LABEL, converter=Split)
    max_pieces: int = 6
    """Pieces in one dose; whole tablets may be twice as many where fewer pieces do not make it."""
    prefer: Prefer = field(default=Prefer.FEWEST_CUTS, converter=Prefer)
    max_volume: Volume = _MAX_VOLUME
    tolerance: Fraction = field(default=_TOLERANCE, converter=_share)
    """How far a made dose may be from the wanted one."""
    device_tolerance: Fraction = field(default=_DEVICE_TOLERANCE, converter=_share)
    """The same where the device may be off by at least the difference."""
    tablets_within: Fraction = field(default=_NO_SHARE, converter=_share)
    """How far tablets may be from the wanted dose before a liquid is asked."""
    liquid: bool = True
    switch: Switch = field(default=Switch.AUTO, converter=Switch)
    release: str | None = field(default=None, converter=_release)
    """The release that a plan draws on, or ``any``; None where it follows from the row and the shelf."""
    liquid_step: Mass | None = None
    """Only volumes that hold a whole multiple of it are measured."""

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.max_pieces <= MOST_PIECES:
            raise ValueError(f"`max_pieces` {self.max_pieces}: write a number from 1 to {MOST_PIECES}")
        if self.max_volume <= Volume(0):
            raise ValueError("`max_volume` is nothing: write a volume above 0, or forbid liquids")
        for name in ("tolerance", "device_tolerance", "tablets_within"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"`{name}` is out of range: write a share from 0% to below 100%, such as 1%")
        if self.liquid_step is not None and self.liquid_step <= Mass(0):
            raise ValueError("`liquid_step` is nothing: write an amount above 0, such as 0.1 mg")

    def denominators(self, product: Solid) -> tuple[int, ...]:
        """Return into which equal parts *product* may be taken here: 1 for whole, 2 for halves and so on."""
        if not product.form.is_divisible:
            return (1,)
        return _SPLITS[product.parts if self.split is Split.LABEL else self.split]
