"""The doses of one drug, each solved without liquid and with each liquid of the shelf, by the one solver."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from attrs import evolve

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Measured
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.shelf import Shelf
from pillsplit.solver.dose import Solver
from pillsplit.verbs.measuring import AtHand


class AnswerRow(NamedTuple):
    """One dose with one liquid, or none."""

    drug: str
    dose: Mass
    liquid: Liquid | None
    order: int
    is_same: bool
    answer: Answer

    @property
    def products(self) -> tuple[str, ...]:
        """The products that it takes, each once."""
        made = self.answer.combination
        if made is None:
            return ()
        taken = [item.product.id for item in made.pieces]
        if measured := self.measured:
            taken.append(measured.product.id)
        return tuple(dict.fromkeys(taken))

    @property
    def may_be_off(self) -> Fraction:
        """By how many mg the device may be off; all that is measured where no document says."""
        measured = self.measured
        if measured is None:
            return Fraction(0)
        return (measured.mass if measured.error is None else measured.error).mg

    @property
    def off(self) -> Fraction:
        """By how many mg it is off, what the device may be off by included; 0 where it is not made."""
        return abs(self.answer.difference.mg) + self.may_be_off

    @property
    def made(self) -> Fraction:
        """How many mg are made; 0 where none are."""
        made = self.answer.combination
        return made.mass.mg if made else Fraction(0)

    @property
    def measured(self) -> Measured | None:
        """What is measured."""
        made = self.answer.combination
        return made.liquid if made else None

    @property
    def volume(self) -> Fraction:
        """How many mL are measured."""
        return self.measured.volume.ml if self.measured else Fraction(0)

    @property
    def words(self) -> dict[str, str | None]:
        """The verdict, and what is made in mg and measured in mL, as text; an amount is None where there is none."""
        made, measured = self.answer.combination, self.measured
        return {
            "verdict": str(self.answer.verdict),
            "made": plain(made.mass.mg) if made else None,
            "ml": plain(measured.volume.ml) if measured else None,
        }


class Answering:
    """Answers the doses of one drug, each once however often it is asked for."""

    def __init__(self, drug: str, shelf: Shelf, preferences: Preferences, measuring: Measuring) -> None:
        self.drug, self.shelf = drug, shelf
        liquids = shelf.liquids(drug) if preferences.liquid else ()
        at_hand = AtHand(measuring)
        ways = {liquid.id: at_hand.ways(liquid, preferences) for liquid in liquids}
        alone = Solver(shelf.solids(drug), preferences, any_liquid=bool(liquids))
        self._any_liquid = alone.measuring([way for each in ways.values() for way in each], any_liquid=bool(liquids))
        measurable = sorted((liquid for liquid in liquids if ways[liquid.id]), key=lambda each: each.id)
        self._solvers: list[tuple[Liquid | None, Solver]] = [(None, alone)]
        self._solvers += [(liquid, alone.measuring(ways[liquid.id], any_liquid=True)) for liquid in measurable]
        self._rows: dict[Mass, tuple[AnswerRow, ...]] = {}

    @property
    def liquids(self) -> tuple[Liquid | None, ...]:
        """None, and each liquid, in the order of their numbers."""
        return tuple(liquid for liquid, _ in self._solvers)

    def rows(self, doses: Iterable[Mass]) -> list[AnswerRow]:
        """Return a row for each of *doses* and each liquid."""
        return [row for dose in doses for row in self._of(dose)]

    def _of(self, dose: Mass) -> tuple[AnswerRow, ...]:
        if dose not in self._rows:
            self._rows[dose] = self._solved(dose)
        return self._rows[dose]

    def _solved(self, dose: Mass) -> tuple[AnswerRow, ...]:
        made = [solver.answer(dose) for _, solver in self._solvers]
        is_same = made[0].is_exact and all(each.options == made[0].options for each in made)
        if not made[0].is_made:
            made[0] = evolve(made[0], why_no_liquid=self._any_liquid.why_no_liquid(dose))
        return tuple(
            AnswerRow(self.drug, dose, liquid, order, is_same, answer)
            for order, (liquid, answer) in enumerate(zip(self.liquids, made, strict=True))
        )
