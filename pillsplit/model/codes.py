"""Codes that answers carry: verdicts and reasons, with the numbers that they stand on."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE
from pillsplit.model.noun import Noun


class Verdict(StrEnum):
    """What a dose asks for, from the easiest to the hardest."""

    WHOLE = "whole"
    HALVES = "halves"
    THIRDS = "thirds"
    QUARTERS = "quarters"
    EIGHTHS = "eighths"
    LIQUID = "liquid"
    UNREACHABLE = "unreachable"

    @property
    def hardness(self) -> int:
        """Its place, the easiest first."""
        return _HARDNESS[self]

    @staticmethod
    def of_part(part: Fraction) -> Verdict:
        """Return the verdict of tablets whose finest piece is *part* of one."""
        return _BY_PART[part]


VERDICTS = tuple(Verdict)
_HARDNESS = {verdict: place for place, verdict in enumerate(VERDICTS)}
_BY_PART = {
    WHOLE: Verdict.WHOLE,
    HALF: Verdict.HALVES,
    THIRD: Verdict.THIRDS,
    QUARTER: Verdict.QUARTERS,
    EIGHTH: Verdict.EIGHTHS,
}


class Reason(StrEnum):
    """Why a dose is not made, of tablets alone or with a liquid."""

    NO_TABLETS = "no-tablets"
    GRID = "grid"
    TOO_MANY_PIECES = "too-many-pieces"
    GAP = "gap"
    NO_LIQUID = "no-liquid"
    BELOW_LIQUID_STEP = "below-liquid-step"
    ABOVE_MAX_VOLUME = "above-max-volume"
    LIQUID_GRID = "liquid-grid"


@frozen(eq=False, repr=False, slots=False)
class Why(Noun):
    """A reason with the numbers that it stands on; `text` words it."""

    code: Reason
    grid: Mass | None = None
    """Of ``grid``: every piece is a multiple of it."""
    needed: int | None = None
    """Of ``too-many-pieces``: how many pieces it takes; None where that was not worked out."""
    allowed: int | None = None
    """Of ``too-many-pieces``: how many are allowed."""
    least: Mass | None = None
    """Of ``below-liquid-step``: the least that can be measured."""
    volume: Volume | None = None
    """Of ``above-max-volume``: what it would take."""
    most: Volume | None = None
    """Of ``above-max-volume``: what is measured, or allowed, at most."""
    at_hand: bool = False
    """Of ``no-liquid``: whether there is one all the same, which no device named measures."""

    @property
    def text(self) -> str:
        """The reason in words."""
        match self.code:
            case Reason.NO_TABLETS:
                return "there are no tablets or capsules of it here"
            case Reason.GRID:
                return f"every piece here is a multiple of {self.grid}, and the dose is not"
            case Reason.TOO_MANY_PIECES if self.needed:
                return (
                    f"it needs {self.needed} pieces, and at most {self.allowed} are allowed "
                    f"(`max_pieces` {self.needed} allows them)"
                )
            case Reason.TOO_MANY_PIECES:
                return f"if these pieces make it at all, it needs far more of them than the {self.allowed} allowed"
            case Reason.GAP:
                return "no number of these pieces adds up to it"
            case Reason.NO_LIQUID:
                return (
                    "no device named here measures a liquid of it" if self.at_hand else "there is no liquid to draw on"
                )
            case Reason.BELOW_LIQUID_STEP:
                return f"the least that can be measured of the liquid here is {self.least}"
            case Reason.ABOVE_MAX_VOLUME:
                return f"it would take {self.volume}, and at most {self.most} is measured at once"
            case Reason.LIQUID_GRID:  # pragma: no branch (the last of the reasons)
                return "no mark of the devices here comes near enough to it"
