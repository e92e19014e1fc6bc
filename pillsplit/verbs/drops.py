"""What must be said where drops are counted: they are those of one bottle, and other bottles drip differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pillsplit.errors import Note
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Measured
from pillsplit.model.product import Liquid
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed


def notes_on_drops(measured: Iterable[Measured], shelf: Shelf) -> Iterator[Note]:
    """Yield a note on each liquid that drops are counted of where the drops of another bottle hold another mass."""
    counted = {each.product.id: each.product for each in measured if each.drops is not None}
    for product in counted.values():
        if others := shelf.other_drops(product):
            yield Note("other-drops", _of_this_bottle(product, others))


def notes_on_drops_of(answers: Iterable[Answer], shelf: Shelf) -> Iterator[Note]:
    """Yield the same notes for doses that are answered, but stand in no plan."""
    made = (answer.combination.liquid for answer in answers if answer.combination and answer.combination.liquid)
    return notes_on_drops(made, shelf)


def _of_this_bottle(product: Liquid, others: Iterable[Liquid]) -> str:
    own = f"{product.maker or product.name} ({product.drop_mass} a drop)"
    other = listed(dict.fromkeys(f"{each.maker or each.name} ({each.drop_mass})" for each in others))
    return f"these are drops of {own}; other bottles of {product.drug} drip differently, {other}: count no other so"
