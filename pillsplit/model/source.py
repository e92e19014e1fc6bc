"""Where a fact was seen, and of which kind the document is."""

from __future__ import annotations

import datetime
from enum import StrEnum

from attrs import evolve, frozen

from pillsplit.model.noun import Noun


class Evidence(StrEnum):
    """What kind of document a fact was seen in."""

    LABEL = "label"
    REGISTER = "register"
    GUIDANCE = "guidance"
    ARTICLE = "article"
    """One author's published statement; no guideline."""
    UNVERIFIED = "unverified"
    STATED = "stated"
    """Given by the user for this one answer (a shelf of one's own)."""


STALE_AFTER = 2
"""Years after which a checked fact is to be looked up again."""


@frozen(eq=False, repr=False, slots=False)
class Source(Noun):
    """Where a fact was seen, when it was checked, and what kind of document that is."""

    text: str
    evidence: Evidence
    checked: datetime.date | None = None
    as_of: str | None = None
    """The date of the snapshot itself, where the source is an old one: ``2015-12``."""
    primary: bool = False
    """Whether the document is the regulator's, the maker's or the label itself, and not a copy or a report of it."""
    stale: bool = False
    """Whether it was checked more than `STALE_AFTER` years before the day on which it is read."""

    @property
    def is_seen(self) -> bool:
        """Whether the fact was seen in a document, or is stated by whoever asks."""
        return self.evidence is not Evidence.UNVERIFIED

    def on(self, today: datetime.date) -> Source:
        """Return the source as it stands on *today*: stale or not."""
        if self.checked is None:
            return self
        leap_day = (self.checked.month, self.checked.day) == (2, 29)
        last = self.checked.replace(year=self.checked.year + STALE_AFTER, day=28 if leap_day else self.checked.day)
        return evolve(self, stale=today > last)


@frozen(eq=False, repr=False, slots=False)
class Fact(Noun):
    """One sentence with its source."""

    text: str
    source: Source
    code: str = ""
    drugs: tuple[str, ...] = ()
    """The drugs that it is about; empty means every drug."""
