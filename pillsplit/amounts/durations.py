"""Durations in days: one reader for all of them."""

from __future__ import annotations

import re

from pillsplit.amounts.number import AmountError
from pillsplit.errors import quoted

LONGEST_STEP = 3660
"""Days; a longer step is a slip."""

_DURATION = r"([0-9]+) ?(d|days?|w|weeks?)?"


def read_duration(text: str) -> int:
    """Read ``14d``, ``2w`` or a bare number of days as a number of days.

    Raises:
        AmountError: with what to write instead.
    """
    match = re.fullmatch(_DURATION, text.strip(), re.IGNORECASE) if text.isascii() else None
    if not match:
        raise AmountError(f"{quoted(text)} is not a duration: write 14d, 2w or a number of days")
    if len(match[1]) > 4:
        raise AmountError(f"{quoted(text)} is longer than {LONGEST_STEP} days: write a shorter duration")
    days = int(match[1]) * (7 if (match[2] or "d").lower().startswith("w") else 1)
    if not 1 <= days <= LONGEST_STEP:
        raise AmountError(f"{quoted(text)} is not a duration: write from 1 to {LONGEST_STEP} days")
    return days
