"""Which doses can be made at all, and where are the gaps?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.answer import Answer
from pillsplit.model.codes import Verdict
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.way import Way
from pillsplit.solver.attainable import NOTHING, exactly
from pillsplit.verbs.drops import notes_on_drops_of
from pillsplit.verbs.makeable import makeable
from pillsplit.verbs.notes import NotesOnProducts, notes_on_answer
from pillsplit.verbs.release import of_one_release

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
    measuring: Measuring
    most: Mass
    answers: tuple[Answer, ...]
    ways: tuple[Way, ...] = ()
    """What a liquid could be measured with."""
    left_out: tuple[Note, ...] = ()
    """What is said of products of another release, which no dose draws on."""

    @property
    def counts(self) -> Mapping[Verdict, int]:
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
        known: NotesOnProducts = {}
        of_answers = (note for answer in self.answers for note in notes_on_answer(answer, known))
        of_drops = notes_on_drops_of(self.answers, self.shelf)
        return tuple(dict.fromkeys((*self.left_out, *self._on_pieces(), *of_answers, *of_drops)))

    def _on_pieces(self) -> Iterator[Note]:
        usual = self.preferences.max_pieces
        if many := sum(answer.combination.count > usual for answer in self.answers if answer.combination):
            some = "1 dose takes" if many == 1 else f"{many} doses take"
            yield Note("many-pieces", f"{some} more pieces than the usual {usual} (`max_pieces`)")

    @property
    def products_used(self) -> tuple[Product, ...]:
        """The products that some dose draws on, in the order of the shelf."""
        used = {each for answer in self.answers if answer.combination for each in answer.combination.product_ids}
        return tuple(product for product in self.shelf.products if product.id in used)


def doses(
    shelf: Shelf,
    drug: str,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    most: Mass | None = None,
    names: Sequence[str] = (),
) -> Doses:
    """Return every dose of *drug* up to *most* that the products of *shelf* make without a difference.

    Each is made of tablets, else with one liquid: whichever of the drug asks the least. Products are of one release,
    as in a plan.

    Args:
        shelf: the products to draw on.
        drug: whose doses are meant.
        preferences: how doses may be made; tolerances are not used.
        measuring: with what a liquid is measured.
        most: the highest dose to look at; without it, twice the largest strength or, of liquids alone, what the
            largest volume of one holds.
        names: what the drug was asked for by: a brand may say which release is meant.

    Raises:
        UsageError: where there is no product of the drug, nothing up to which to look, or far too many doses; for a
            device that is not known.
    """
    asked = Schedule((Step(1, 1, (Dose(drug, DAY, NOTHING),)),), names=tuple((drug, name) for name in names))
    drawn = of_one_release(asked, shelf, preferences)
    if most is None:
        most = _usual_most(drawn.shelf, drug, preferences)
    if not most:
        raise UsageError("doses up to 0 mg: write an amount above 0, such as 20 mg", field="most")
    menu = makeable(drawn.shelf, drug, preferences, measuring)
    found = menu.up_to(most)
    if len(found) > MOST_DOSES:
        raise UsageError(f"{len(found):,} doses up to {most} can be made: write a lower amount", field="most")
    answers = tuple(menu.answer(dose) for dose in found)
    return Doses(
        drug,
        drawn.shelf,
        exactly(preferences),
        measuring or Measuring(),
        most,
        answers,
        tuple(menu.ways),
        drawn.notes,
    )


def _usual_most(shelf: Shelf, drug: str, preferences: Preferences) -> Mass:
    if solids := shelf.solids(drug):
        return max(solid.strength for solid in solids) * 2
    if liquids := shelf.liquids(drug):
        return max(liquid.concentration for liquid in liquids).mass(preferences.max_volume)
    raise UsageError(f"there is no product of {drug} here: name one, or another region")


def _gaps(ascending: Sequence[Mass]) -> tuple[Gap, ...]:
    return tuple(Gap(upper, lower) for lower, upper in pairwise((NOTHING, *ascending)))
