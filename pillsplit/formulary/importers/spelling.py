"""How registers spell substances: in capitals, with accents, with the endings of their language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_FOLDED = (("ks", "x"), ("k", "c"), ("ph", "f"), ("th", "t"), ("rh", "r"), ("ch", "c"), ("y", "i"))
"""Letters that languages write differently: oksazepam and oxazepam, morphine and morfina, methadone and metadona."""
_ENDINGS = "(?:e|a|o|i|um|ium|as)?"
_INTERNATIONAL = {
    "acide valproique": "valproic acid",
    "acido valproico": "valproic acid",
    "baclofene": "baclofen",
    "gabapentine": "gabapentin",
    "gabapentina": "gabapentin",
    "pregabaline": "pregabalin",
    "pregabalina": "pregabalin",
}
"""Names in another language whose international name no rule of letters gives."""


def plain_letters(text: str) -> str:
    """Return *text* in lower case and without accents: ``DIAZÉPAM`` as ``diazepam``."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


def international(name: str) -> str:
    """Return *name* as an international name is written: without accents, and in English where it is known to differ.

    >>> international("Clorazépate"), international("gabapentine")
    ('clorazepate', 'gabapentin')
    """
    plain = " ".join(plain_letters(name).split())
    return _INTERNATIONAL.get(plain, plain)


def is_named(drug: str, substance: str) -> bool:
    """Say whether *substance*, in any register's spelling, is *drug* or a salt of it, by its whole name.

    >>> is_named("clorazepate", "CLORAZÉPATE DIPOTASSIQUE"), is_named("diazepam", "NORDIAZEPAM")
    (True, False)
    """
    text = _fold(" ".join(plain_letters(substance).split()))
    return any(pattern.search(text) for pattern in _patterns(drug))


@cache
def _patterns(drug: str) -> tuple[re.Pattern[str], ...]:
    """Return what is looked for in a substance's name: the drug with any ending, and its names in other languages."""
    others = [other for other, name in _INTERNATIONAL.items() if name == drug and " " in other]
    return tuple(re.compile(rf"\b{re.escape(_stem(name))}{_ENDINGS}\b") for name in (plain_letters(drug), *others))


def _stem(name: str) -> str:
    return _fold(name.removesuffix("e"))


def _fold(text: str) -> str:
    for pair, letter in _FOLDED:
        text = text.replace(pair, letter)
    return text
