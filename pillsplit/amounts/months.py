"""The names of the months, in the languages in which schedules are written."""

from __future__ import annotations

import unicodedata

NAMES = (
    "january januar janvier enero gennaio januari janeiro",
    "february februar février febrero febbraio februari fevereiro",
    "march märz mars marzo maart março",
    "april avril abril aprile",
    "may mai mayo maggio mei maio maj",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août agosto augustus augusti",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre dezembro",
)
"""A line a month: English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, each spelling once."""
SHORTEST = 3
"""Letters; what is shorter is no month."""


def months_named(name: str) -> tuple[int, ...]:
    """Return the months, 1 to 12, whose name begins with *name* in one of the languages, accents or none.

    >>> months_named("Dec"), months_named("févr"), months_named("jui")
    ((12,), (2,), (6, 7))
    """
    start = _bare(name)
    if len(start) < SHORTEST:
        return ()
    return tuple(
        month
        for month, names in enumerate(NAMES, start=1)
        if any(_bare(each).startswith(start) for each in names.split())
    )


def _bare(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(sign))
