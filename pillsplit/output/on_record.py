"""What the data behind some doses leaves open, a sentence for all products alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.combination import WHOLE
from pillsplit.model.text import listed
from pillsplit.output.summary import unverified

OF_DATA = frozenset(
    (
        "unverified",
        "stale",
        "score-unknown",
        "label-on-dividing",
        "opened-life-unknown",
        "bottle-size-unknown",
        "error-unknown",
    )
)
"""The codes of notes that are about what is on record, not about the doses."""


def left_open(answers: Iterable[Answer], notes: Iterable[Note]) -> Iterator[str]:
    """Yield what whoever takes the doses must look at: tablets of unknown dividing, and what no document confirms."""
    pieces = (piece for answer in answers if answer.combination for piece in answer.combination.pieces)
    cut = dict.fromkeys(p.product.name for p in pieces if p.part != WHOLE and p.product.parts is None)
    if cut:
        yield f"Whether {listed(cut)} may be divided is not on record: look at the tablet before cutting."
    yield from unverified(notes)
