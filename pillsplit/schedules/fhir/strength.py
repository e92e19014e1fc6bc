"""The mass in one of what is counted: as the structure says it, as a name says it, or as a product has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Mass
from pillsplit.model.product import Product, Solid
from pillsplit.model.product_amount import Counted
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.fhir.units import Amount, Unit, unit_of

_MASS = r"([0-9]+(?:[.,][0-9]+)?) ?(mg|micrograms?|mcg|µg|μg|g)(?![a-zµμ])"
_PER_ML = rf"{_MASS} ?(?:/|per|pro|par|in) ?([0-9]+(?:[.,][0-9]+)?)? ?ml(?![a-z])"


class Strength(NamedTuple):
    """The mass in one of what is counted: a tablet, a millilitre, a drop."""

    mass: Mass
    of: Unit

    def mass_of(self, amount: Amount) -> Mass | None:
        """Return the mass of an amount; None where it is counted otherwise."""
        return self.mass * amount.number if self.of.agrees(amount.unit) else None

    def __str__(self) -> str:
        return f"{self.mass}/mL" if self.of.of is Counted.ML else str(self.mass)


def strength_of(product: Product) -> Strength:
    """Return the mass in a tablet or capsule of *product*, or in a millilitre of it."""
    if isinstance(product, Solid):
        return Strength(product.strength, Unit())
    return Strength(Mass(product.concentration.mg_per_ml), Unit(of=Counted.ML))


def stated_strength(ingredient: Element) -> Strength | None:
    """Return the strength of an ingredient; None where there is none, or, with the problem noted, a wrong one."""
    ratio = ingredient.element("strength")
    if ratio is None:
        return None
    numerator, denominator = ratio.element("numerator"), ratio.element("denominator")
    if numerator is None or denominator is None:
        ratio.wrong("lacks a numerator or a denominator: write both, such as 5 mg and 1 tablet")
        return None
    mass, number = numerator.number("value"), denominator.number("value")
    of = unit_of(denominator) if denominator.has("unit") or denominator.has("code") else Unit()
    unit = unit_of(numerator)
    if mass is None or number is None or of is None or unit is None:
        return None
    if unit.mg is None or of.mg is not None or not mass or not number:
        ratio.wrong("is no mass in a tablet, a millilitre or a drop: write one, such as 5 mg and 1 tablet")
        return None
    return Strength(Mass(mass * unit.mg / number), of)


def strength_by_text(texts: list[str]) -> Strength | None:
    """Return the strength that names say, where they say one only."""
    found = {strength for text in texts for strength in _strengths(text.lower())}
    return found.pop() if len(found) == 1 else None


def _strengths(text: str) -> Iterator[Strength]:
    for mass, unit, number in re.findall(_PER_ML, text):
        if number and not Fraction(number.replace(",", ".")):
            continue
        try:
            per = Mass.parse(f"{mass} {unit}")
        except AmountError:
            continue
        yield Strength(per * (1 / Fraction((number or "1").replace(",", "."))), Unit(of=Counted.ML))
    for mass, unit in re.findall(_MASS, re.sub(_PER_ML, " ", text)):
        try:
            yield Strength(Mass.parse(f"{mass} {unit}"), Unit())
        except AmountError:
            continue
