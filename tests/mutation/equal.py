"""The mutants that no test can notice, each with its reason: `equal.toml`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.mutants import Mutant

FILE = Path(__file__).with_suffix(".toml")
_Key = tuple[str, str, str, str]
EQUAL: dict[_Key, str] = {
    (each["module"], each["function"], each["before"], each["after"]): each["because"]
    for each in tomllib.loads(FILE.read_text(encoding="utf-8")).get("equal", [])
}
"""The reason why it is equal, by what names a mutant."""


def unmatched(mutants: Iterable[Mutant]) -> list[_Key]:
    """Return what is named and is not just one of *mutants*: its line has changed since, or stands there twice."""
    there = Counter(mutant.key for mutant in mutants)
    return [key for key in EQUAL if there[key] != 1]
