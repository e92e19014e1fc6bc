"""Characters that a reader cannot see, or that turn a line around, made visible where text leaves."""

from __future__ import annotations

import re

_UNSEEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but for the end of a line and the tabulator
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u2028\u2029\ufeff\ud800-\udfff]"  # other ends of lines, the byte order mark, half a character
)


def visible(text: str) -> str:
    r"""Return *text* with such characters written out, as JSON writes them; what is clean stays as it is.

    >>> print(visible("5 mg\x1b[31m \u202egm 5"))
    5 mg\u001b[31m \u202egm 5
    """
    return text if text.isprintable() else re.sub(_UNSEEN, lambda match: f"\\u{ord(match[0]):04x}", text)
