"""What a person measures with, and for how long at a time things are prescribed."""

from __future__ import annotations

from attrs import frozen

from pillsplit.model.device import MOST_FILLS, Devices
from pillsplit.model.noun import Noun

INTERVAL = 28
"""Days of one prescription where nothing else is asked for."""


@frozen(eq=False, repr=False, slots=False)
class Measuring(Noun):
    """What a person measures with; the defaults are the cautious ones.

    Raises:
        ValueError: for a limit that allows nothing or too much; the message names the field.
    """

    devices: Devices | None = None
    """What there is to have; None: what is on record."""
    have: tuple[str, ...] = ()
    """What the person has, by name or described as ``5 mL by 0.2 mL``; nothing said: the usual devices."""
    max_fills: int = 1
    """How often a syringe may be filled for one dose."""
    interval: int = INTERVAL
    """Days of one prescription."""
    in_use_days: int | None = None
    """How long an opened bottle may be used where that is not on record; where it is, the shorter time counts."""

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.max_fills <= MOST_FILLS:
            raise ValueError(f"`max_fills` {self.max_fills}: write a number from 1 to {MOST_FILLS}")
        if self.interval < 1:
            raise ValueError(f"`interval` of {self.interval} days: write at least 1 day, such as 28d")
        if self.in_use_days is not None and self.in_use_days < 1:
            raise ValueError(f"`in_use_days` {self.in_use_days}: write at least 1 day")
