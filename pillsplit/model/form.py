"""Dose forms, how they give off their drug, and what is pressed into a tablet."""

from __future__ import annotations

from enum import StrEnum


class Release(StrEnum):
    """How a dose form gives off its drug: what may stand in for what."""

    IMMEDIATE = "immediate"
    PROLONGED = "prolonged"
    GASTRO_RESISTANT = "gastro-resistant"
    SUBLINGUAL = "sublingual"


class Form(StrEnum):
    """A dose form."""

    TABLET = "tablet"
    FILM_COATED = "film-coated tablet"
    ODT = "orodispersible tablet"
    FILM = "orodispersible film"
    SOLUBLE = "soluble tablet"
    EFFERVESCENT = "effervescent tablet"
    CHEWABLE = "chewable tablet"
    SUBLINGUAL = "sublingual tablet"
    BUCCAL = "buccal tablet"
    PROLONGED_RELEASE = "prolonged-release tablet"
    GASTRO_RESISTANT = "gastro-resistant tablet"
    SUGAR_COATED = "sugar-coated tablet"
    CAPSULE = "capsule"
    PROLONGED_RELEASE_CAPSULE = "prolonged-release capsule"
    GASTRO_RESISTANT_CAPSULE = "gastro-resistant capsule"
    SOLUTION = "oral solution"
    SUSPENSION = "oral suspension"
    DROPS = "oral drops"

    @property
    def is_liquid(self) -> bool:
        """Whether it is measured rather than counted."""
        return self in (Form.SOLUTION, Form.SUSPENSION, Form.DROPS)

    @property
    def is_divisible(self) -> bool:
        """Whether such a form may be cut at all: only a plain or film-coated tablet ever is."""
        return self in (Form.TABLET, Form.FILM_COATED)

    @property
    def release(self) -> Release:
        """How it gives off its drug."""
        return _RELEASES.get(self, Release.IMMEDIATE)


_RELEASES = {
    Form.SUBLINGUAL: Release.SUBLINGUAL,
    Form.BUCCAL: Release.SUBLINGUAL,
    Form.PROLONGED_RELEASE: Release.PROLONGED,
    Form.PROLONGED_RELEASE_CAPSULE: Release.PROLONGED,
    Form.GASTRO_RESISTANT: Release.GASTRO_RESISTANT,
    Form.GASTRO_RESISTANT_CAPSULE: Release.GASTRO_RESISTANT,
}


class Score(StrEnum):
    """What is pressed into a tablet."""

    NONE = "none"
    HALF = "half"
    THIRD = "third"
    CROSS = "cross"
    UNKNOWN = "unknown"
