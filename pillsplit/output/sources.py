"""Sources told once and pointed to by number, so that a table stays a table."""

from __future__ import annotations

from pillsplit.model.source import Source
from pillsplit.output.words import source_in_words


class Sources:
    """Numbers each source on its first use; `lines` then tells them all."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, source: Source) -> str:
        """Return the source's number, as ``[3]``."""
        text = source_in_words(source)
        return f"[{self._numbers.setdefault(text, len(self._numbers) + 1)}]"

    @property
    def lines(self) -> tuple[str, ...]:
        """Every source that was marked, in the order of its number."""
        return tuple(f"[{number}] {text}" for text, number in self._numbers.items())
