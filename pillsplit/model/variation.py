"""How far the drug in a tablet or in a part of one may be from what it should be."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from pillsplit.model.noun import Noun
from pillsplit.model.source import Fact


class Varying(StrEnum):
    """What varies."""

    WHOLE = "whole"
    """A whole tablet."""
    PART = "part"
    """A cut piece of one."""
    BATCH = "batch"
    """The tablets of one batch, against those of another."""


class Standing(StrEnum):
    """On what it stands."""

    LIMIT = "limit"
    """What a pharmacopoeia allows."""
    FOUND = "found"
    """What was measured."""
    STATED = "stated"
    """What somebody says."""


@frozen(eq=False, repr=False, slots=False)
class Variation(Noun):
    """By which share of what it should be something may be too much or too little, with its source."""

    of: Varying
    kind: Standing
    share: Fraction
    fact: Fact
    """What the document says, and of which drugs; of every one where it names none."""

    def is_about(self, drug: str) -> bool:
        """Say whether it is of *drug*."""
        return not self.fact.drugs or drug in self.fact.drugs
