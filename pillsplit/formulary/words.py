"""The file of the words that a schedule may be written with, read with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

from pillsplit.errors import Problem, quoted
from pillsplit.formulary.fields import place

FILE = "synonyms.toml"
TABLES = ("columns", "times", "frequency", "times_a_day", "none", "amounts", "weekdays", "numbered")
"""What the words are of."""
_BARE = ("times_a_day", "none")
"""Tables whose words all mean the same."""
_NUMBERS = ("frequency", "weekdays")
"""Tables whose meanings are numbers."""
Words = Mapping[str, Mapping[str, str]]
"""Of each table the words, written small, each with its meaning."""


def read_words(table: Mapping[str, object], where: str, problems: list[Problem]) -> Words:
    """Read a ``synonyms.toml``: what is right of it, with what is wrong added to *problems*."""
    for name in table:
        if name not in TABLES:
            problems.append(Problem(place(where, name), f"is not known: write one of {', '.join(TABLES)}"))
    return {name: _meanings(table.get(name), name, place(where, name), problems) for name in TABLES}


def _meanings(table: object, name: str, where: str, problems: list[Problem]) -> dict[str, str]:
    known: dict[str, str] = {}
    if not isinstance(table, dict):
        problems.append(Problem(where, "is missing: write its words by meaning and language"))
        return known
    for meaning, languages in ({name: table} if name in _BARE else table).items():
        if name in _NUMBERS and not (meaning.isascii() and meaning.isdigit()):
            problems.append(Problem(where, f"{quoted(meaning)} is no number: write the words under a whole number"))
            continue
        for word in _words(languages, place(where, meaning), problems):
            if word != word.lower().strip():
                problems.append(Problem(where, f"{quoted(word)}: write it small, without blanks around it"))
            elif known.setdefault(word, meaning) != meaning:
                problems.append(Problem(where, f"{quoted(word)} means {known[word]} and {meaning}: write it once"))
    return known


def _words(languages: object, where: str, problems: list[Problem]) -> list[str]:
    lists = list(languages.values()) if isinstance(languages, dict) else [None]
    words = [word for each in lists if isinstance(each, list) for word in each]
    if not all(isinstance(each, list) for each in lists) or not all(isinstance(word, str) for word in words):
        problems.append(Problem(where, 'write a list of words for each language, such as en = ["week"]'))
        return []
    return words
