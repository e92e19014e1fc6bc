"""An answer in every form that it may be asked in, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen

from pillsplit.model.noun import Noun
from pillsplit.model.product import Product
from pillsplit.output.document import Json
from pillsplit.output.table import Page, Records


def _nothing() -> tuple[str, ...]:
    return ()


@frozen(eq=False, repr=False)
class View(Noun):
    """What a verb answers: a page for people, records and a document for machines.

    Each is a function, so that a form that nobody asks for costs nothing.
    """

    page: Callable[[], Page]
    records: Callable[[], Records]
    document: Callable[[], Json]
    products: Iterable[Product] | None = None
    """The products that the answer rests on, whose date stands at the foot of a printed page; None for none."""
    beside_records: Callable[[], Iterable[str]] = _nothing
    """What has to be said with the records, which have no room for it."""
    fhir: Callable[[], Json | None] | None = None
    """What record systems take in, a resource of FHIR; None where the verb has none to give."""


@frozen(eq=False, repr=False)
class Style(Noun):
    """How an answer is dressed: for which width, how colourful, how detailed, and in whose words."""

    width: int = 80
    """The characters of a line of text."""
    signs: bool = False
    """Whether a verdict stands beside its sign: ``✓ whole``."""
    colour: bool = False
    """Whether text may hold the escape codes of a terminal."""
    sources: bool = False
    """Whether text and Markdown show the details: sources, and what is not used."""
    wording: Callable[[str], str] = str
    """What the finished text goes through: the command line writes options where a text names fields."""


PLAIN = Style()
"""Text of 80 characters without escape codes or details."""
