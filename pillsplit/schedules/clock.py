"""Times of the clock as people write them."""

from __future__ import annotations

import re

_HOUR = r"(?P<hour>[01]?[0-9]|2[0-3])"
_BEFORE = r"(?:kl\.? ?|at |à |um |alle |a las )"
_CLOCKS = (
    rf"{_BEFORE}?{_HOUR}:(?P<minute>[0-5][0-9])(?::00)?(?: uhr)?",
    rf"{_BEFORE}?{_HOUR} ?h ?(?P<minute>[0-5][0-9])?",
    rf"{_BEFORE}{_HOUR}(?:[.](?P<minute>[0-5][0-9]))?(?: uhr)?",
    rf"{_HOUR}(?:[.](?P<minute>[0-5][0-9]))? ?uhr",
)
_TWELVE = r"(?:at )?(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>[ap])\.?m\.?"


def read_clock(text: str) -> str | None:
    """Read ``8:00``, ``8 am``, ``20h``, ``20 Uhr`` as ``08:00`` or ``20:00``; None where it is no time of the clock.

    >>> read_clock("8 am"), read_clock("20h30"), read_clock("kl. 20.00"), read_clock("12 am"), read_clock("20.00")
    ('08:00', '20:30', '20:00', '00:00', None)
    """
    text = text.strip().lower()
    if len(text) > 20:
        return None
    if match := re.fullmatch(_TWELVE, text):
        return f"{int(match['hour']) % 12 + (12 if match['half'] == 'p' else 0):02}:{match['minute'] or '00'}"
    for pattern in _CLOCKS:
        if match := re.fullmatch(pattern, text):
            return f"{int(match['hour']):02}:{match['minute'] or '00'}"
    return None
