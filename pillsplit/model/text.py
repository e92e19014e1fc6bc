"""Words and sentences that every folder above writes alike."""

from __future__ import annotations

from collections.abc import Iterable

from pillsplit.amounts.number import at_most
from pillsplit.amounts.quantity import Mass


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    words = list(words)
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def with_article(noun: str) -> str:
    """Write a noun with its article: ``a tablet``, ``an oral solution``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def off_by(error: Mass) -> str:
    """Write by how much an amount may be off: exactly, or rounded up where its decimals do not end."""
    return f"{at_most(error.mg, 3)} mg"
