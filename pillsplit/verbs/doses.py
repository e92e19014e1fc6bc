"""Which doses can be made at all, and where are the gaps?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Shelf
from pillsplit.solver.attainable import NOTHING, Makeable, exactly
from pillsplit.verbs.notes import notes_on_answer

_CAUTIOUS = Preferences()
MOST_DOSES = 20_000
"""Doses in an answer, at most."""


@frozen
class Gap:
    """Two doses that can be made with none between them; the lower one may be nothing at all."""

    upper: Mass
    lower: Mass

    @property
    def width(self) -> Mass:
        """The mass between them."""
        return self.upper - self.lower

    @property
    def cut(self) -> Fraction:
        """The cut that it forces on who comes down from the upper one, as a share of it."""
        return self.width.over(self.upper)


@frozen
class Doses:
    """The answer of `doses`: every dose of one drug that is made exactly, from above 0 to a most, ascending."""

    drug: str
    shelf: Shelf
    preferences: Preferences
    most: Mass
    answers: tuple[Answer, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many doses there are of each verdict."""
        return Counter(answer.verdict for answer in self.answers)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gap below each dose, in order."""
        return _gaps([answer.dose for answer in self.answers])

    @property
    def gaps_of_tablets(self) -> tuple[Gap, ...]:
        """The same where tablets alone are taken."""
        return _gaps([answer.dose for answer in self.answers if not answer.needs_liquid])

    @property
    def notes(self) -> tuple[Note, ...]:
        """What must be said with the combinations, each once."""
        return tuple(dict.fromkeys(note for answer in self.answers for note in notes_on_answer(answer)))

    @property
    def products_used(self) -> tuple[Product, ...]:
        """The products that some dose draws on, in the order of the shelf."""
        used = {each for answer in self.answers if answer.combination for each in answer.combination.product_ids}
        return tuple(product for product in self.shelf.products if product.id in used)


def doses(shelf: Shelf, drug: str, preferences: Preferences = _CAUTIOUS, *, most: Mass | None = None) -> Doses:
    """Return every dose of *drug* up to *most* that the products of *shelf* make without a difference.

    Without *most*, up to twice the largest strength; of liquids alone, up to what the largest volume of one holds.

    Raises:
        UsageError: where there is no product of the drug, nothing up to which to look, or far too many doses.
    """
    if most is None:
        most = _usual_most(shelf, drug, preferences)
    if not most:
        raise UsageError("doses up to 0 mg: write an amount above 0, such as 20 mg", field="most")
    makeable = Makeable(shelf, drug, preferences)
    found = makeable.up_to(most)
    if len(found) > MOST_DOSES:
        raise UsageError(f"{len(found):,} doses up to {most} can be made: write a lower amount", field="most")
    return Doses(drug, shelf, exactly(preferences), most, tuple(makeable.answer(dose) for dose in found))


def _usual_most(shelf: Shelf, drug: str, preferences: Preferences) -> Mass:
    if solids := shelf.solids(drug):
        return max(solid.strength for solid in solids) * 2
    if liquids := shelf.liquids(drug):
        return max(liquid.concentration for liquid in liquids).mass(preferences.max_volume)
    raise UsageError(f"there is no product of {drug} here: name one, or another region")


def _gaps(ascending: Sequence[Mass]) -> tuple[Gap, ...]:
    return tuple(Gap(upper, lower) for lower, upper in pairwise((NOTHING, *ascending)))
