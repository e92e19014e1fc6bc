"""Units of quantities: a mass, or what is counted out, by UCUM, EDQM, HL7's drug forms, and the words people use."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import quoted
from pillsplit.model.product_amount import Counted, ProductAmount
from pillsplit.schedules.fhir.element import Element
from pillsplit.schedules.synonyms import synonyms

UCUM = "http://unitsofmeasure.org"
EDQM = "http://standardterms.edqm.eu"

_MASSES = {"g": Fraction(1000), "mg": Fraction(1), "ug": Fraction(1, 1000)}
_PIECE = "1"
"""UCUM's code for so many of a thing, and that of the German medication plan for pieces."""
_COUNTED = {
    (UCUM, "mL"): Counted.ML,
    (UCUM, "ml"): Counted.ML,
    (UCUM, "[drp]"): Counted.DROP,
    (EDQM, "15054000"): Counted.TABLET,
    (EDQM, "15012000"): Counted.CAPSULE,
    (EDQM, "15022000"): Counted.DROP,
}
_FORMS = {"TAB": Counted.TABLET, "CAP": Counted.CAPSULE, "DROP": Counted.DROP}
"""HL7's codes of orderable forms, which national systems use under names of their own."""
_PIECES = ("stück", "stueck", "stk")
"""What says so many, and not of what."""


class Unit(NamedTuple):
    """What a quantity is counted in: milligrams in one, or a piece of a product."""

    mg: Fraction | None = None
    of: Counted | None = None
    """What is counted; None beside no mass stands for pieces of whatever form the product has."""

    @property
    def is_piece(self) -> bool:
        """Whether it counts pieces of whatever form."""
        return self.mg is None and self.of is None

    @property
    def is_liquid(self) -> bool:
        """Whether it measures a liquid."""
        return self.of in (Counted.ML, Counted.DROP)

    def agrees(self, other: Unit) -> bool:
        """Whether both may mean the same."""
        solid = (None, Counted.TABLET, Counted.CAPSULE)
        if self.is_piece or other.is_piece:
            return self.mg is other.mg is None and self.of in solid and other.of in solid
        return self == other


def unit_of(quantity: Element) -> Unit | None:
    """Return the unit of a quantity; None, with the problem noted, where it is not known or says two things."""
    system, code, word = quantity.text("system"), quantity.text("code"), quantity.text("unit")
    by_code, by_word = _by_code(system, code), _by_word(word)
    if by_code and by_word and not by_code.agrees(by_word):
        quantity.wrong(f"the code {quoted(code)} and the unit {quoted(word)} differ: correct the one or the other")
        return None
    is_other = system == UCUM and code and by_code is None and code[:1] != "{"
    found = None if is_other else by_code or by_word
    if by_code and by_word and by_code.is_piece:
        found = by_word
    if found is None:
        said = " ".join(filter(None, (quoted(code) if code else "", quoted(word) if word else "")))
        quantity.wrong(f"the unit {said} is not known: write mg" if said else "has no unit: write mg, with UCUM's code")
    return found


def _by_code(system: str, code: str) -> Unit | None:
    if not code:
        return None
    if system in (UCUM, "") and code in _MASSES:
        return Unit(_MASSES[code])
    if counted := _COUNTED.get((system, code)) or (_FORMS.get(code) if system not in (UCUM, EDQM) else None):
        return Unit(of=counted)
    if code == _PIECE and (system == UCUM or system.startswith("https://fhir.kbv.de/")):
        return Unit()
    return _by_word(code.strip("{}")) if system == UCUM else None


def _by_word(word: str) -> Unit | None:
    low = word.lower().replace("μ", "µ").replace("(s)", "").strip(" .")
    if factor := Mass.UNITS.get(low):
        return Unit(factor)
    if low in _PIECES:
        return Unit()
    counted = synonyms().amounts.get(low)
    return Unit(of=Counted(counted)) if counted else None


class Amount(NamedTuple):
    """So much of a unit."""

    number: Fraction
    unit: Unit

    def __str__(self) -> str:
        if self.unit.mg is not None:
            return str(Mass(self.number * self.unit.mg))
        return str(self.counted)

    @property
    def counted(self) -> ProductAmount:
        """What is counted out; pieces are tablets where nothing says otherwise."""
        return ProductAmount(self.number, self.unit.of or Counted.TABLET)


def amount_of(quantity: Element) -> Amount | None:
    """Return the amount that a quantity says; None, with the problem noted, where it says none."""
    if quantity.text("comparator"):
        quantity.wrong("says less or more than, and no dose: write the dose", "comparator")
        return None
    number = quantity.number("value")
    if number is None:
        if not quantity.has("value"):
            quantity.wrong("has no value: write the number")
        return None
    unit = unit_of(quantity)
    return Amount(number, unit) if unit else None
