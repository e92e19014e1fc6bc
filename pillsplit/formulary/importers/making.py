"""A product from the words of a row: its form, its strength, and whether the row agrees with itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import AmountError, plain
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted, shown
from pillsplit.formulary.importers.findings import Origin
from pillsplit.formulary.lint import amounts_in
from pillsplit.model.code import ProductCodeSystem, product_code_fault
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Liquid, Product, ProductCode, Solid
from pillsplit.model.source import Source
from pillsplit.model.text import with_article

STEP = Volume.parse("0.1 mL")
"""What an oral syringe counts; no register says how a liquid is measured."""

_SUFFIXES = {
    Form.TABLET: "",
    Form.ODT: "-odt",
    Form.SUBLINGUAL: "-sl",
    Form.FILM_COATED: "-fc",
    Form.FILM: "-film",
    Form.SOLUBLE: "-soluble",
    Form.EFFERVESCENT: "-effervescent",
    Form.CHEWABLE: "-chewable",
    Form.BUCCAL: "-buccal",
    Form.PROLONGED_RELEASE: "-pr",
    Form.GASTRO_RESISTANT: "-gr",
    Form.SUGAR_COATED: "-sc",
    Form.CAPSULE: "-capsule",
    Form.PROLONGED_RELEASE_CAPSULE: "-pr-capsule",
    Form.GASTRO_RESISTANT_CAPSULE: "-gr-capsule",
    Form.SOLUTION: "solution",
    Form.SUSPENSION: "suspension",
    Form.DROPS: "drops",
}
_LONGEST_MAKER = 80
LONGEST_NAME = 1000
"""Signs of a product's name that are looked at; registers have none near it."""


class NotUnderstoodError(Exception):
    """A row that cannot be made a product: one line that says why."""


@frozen
class Division:
    """What a row says of dividing a tablet."""

    score: Score = Score.UNKNOWN
    parts: int | None = None
    said: str = ""
    """The statement, in a sentence."""
    unverified: tuple[str, ...] = ()
    scored: bool = False
    """Whether it speaks of a score that gives no doses here, as one in three."""


NOTHING_SAID = Division()
NOT_BECAUSE_COATED = Division(
    Score.UNKNOWN, 1, "Film-coated; the register does not say that it may be divided.", ("parts",)
)
_NEVER = Division(Score.NONE, 1)
WITH_A_DROPPER = "Comes with a dropper; the register does not say how many drops are in a millilitre."
"""How a liquid is measured whose pack has one: only a label gives the number of drops."""


@frozen
class Said:
    """What a row says of one product, in the terms of this package."""

    form: Form
    amount: Mass | Concentration
    maker: str
    code: str
    """What tells the row from every other of its register."""
    source: Source
    division: Division = NOTHING_SAID
    packs: tuple[int, ...] = ()
    bottles: tuple[Volume, ...] = ()
    handling: str = ""
    """What it says of measuring a liquid."""
    remark: str = ""
    """What it says of crushing or opening a solid, in sentences."""
    number: tuple[ProductCodeSystem, str] | None = None
    """The register's own code of it, where records may know it by that."""


def made(origin: Origin, said: Said) -> Product:
    """Make the product that a row speaks of.

    Raises:
        NotUnderstoodError: where form and amount do not go together.
    """
    if isinstance(said.amount, Concentration) is not said.form.is_liquid:
        raise NotUnderstoodError(f"{said.amount} is no strength of {with_article(said.form)}")
    if not said.amount:
        raise NotUnderstoodError("its strength is nothing")
    drug = origin.drug
    begin = f"{origin.region}-{_slug(drug)}"
    maker = named(said.maker)
    brackets = f" ({maker})" if maker else ""
    if isinstance(said.amount, Concentration):
        number = _slug(plain(said.amount.mg_per_ml))
        return Liquid(
            id=f"{begin}-{_SUFFIXES[said.form]}-{number}mg-per-ml-{_slug(said.code)}",
            drug=drug,
            name=f"{drug.capitalize()} {_plain_concentration(said.amount)} {said.form}{brackets}",
            form=said.form,
            concentration=said.amount,
            source=said.source,
            maker=maker,
            bottles=tuple(sorted(set(said.bottles))),
            handling=said.handling,
            codes=_codes(said),
        )
    division = said.division if said.form.is_divisible else _of_a_whole_form(said.division)
    return Solid(
        id=f"{begin}-{_slug(plain(said.amount.mg))}mg{_SUFFIXES[said.form]}-{_slug(said.code)}",
        drug=drug,
        name=f"{drug.capitalize()} {_plain_mass(said.amount)} {said.form}s{brackets}",
        form=said.form,
        strength=said.amount,
        score=division.score,
        parts=division.parts,
        source=said.source,
        maker=maker,
        dividing=" ".join(filter(None, (division.said, said.remark))),
        packs=tuple(sorted(set(said.packs))),
        unverified=division.unverified,
        codes=_codes(said),
    )


def _codes(said: Said) -> tuple[ProductCode, ...]:
    """Return the code of a row; none where it has not the form of its system, in a row made up or cut short."""
    if said.number is None or product_code_fault(*said.number):
        return ()
    return (ProductCode(*said.number, said.source),)


def _of_a_whole_form(division: Division) -> Division:
    """Return the division of a form that is never cut: a score that the register speaks of is kept in its words."""
    if division.parts in (1, None) and not division.scored:
        return _NEVER
    return Division(Score.UNKNOWN, 1, f"{division.said.removesuffix('.')}; {_KEPT_WHOLE}")


_KEPT_WHOLE = "not cut here all the same, for its form."


def mass_of(number: str, unit: str) -> Mass:
    """Return a mass from a register's number and unit: ``.5`` and ``mg/1``'s ``mg``, ``500`` and ``microgram``.

    Raises:
        NotUnderstoodError: where they are none.
    """
    try:
        return Mass.parse(f"{number.strip()} {_unit(unit)}")
    except AmountError as error:
        raise NotUnderstoodError(str(error)) from None


def volume_of(number: str, unit: str) -> Volume:
    """Return a volume from a register's number and unit; no number stands for one.

    Raises:
        NotUnderstoodError: where they are none, or nothing.
    """
    try:
        volume = Volume.parse(f"{number.strip() or '1'} {_unit(unit)}")
    except AmountError as error:
        raise NotUnderstoodError(str(error)) from None
    if not volume:
        raise NotUnderstoodError(f"{shown(f'{number} {unit}')} is nothing")
    return volume


def concentration_of(mass: Mass, volume: Volume) -> Concentration:
    """Return the concentration of *mass* in *volume*."""
    return Concentration(mass.mg / volume.ml)


def agree(amount: Mass | Concentration, name: str, amounts: Iterable[Mass | Concentration] | None = None) -> None:
    """Refuse a row whose name says a strength, and not the one that its own columns say, or one of two substances.

    *amounts* are what the name says, where it is not read as English.

    Raises:
        NotUnderstoodError: with both.
    """
    name = name[:LONGEST_NAME]
    if isinstance(amount, Mass) and (match := _OF_TWO.search(name)):
        raise NotUnderstoodError(f"its name, {quoted(name)}, says {match[0]}, and one substance of it can be read")
    said = [each for each in (_said_in(name) if amounts is None else amounts) if type(each) is type(amount)]
    if said and amount not in said:
        raise NotUnderstoodError(f"its name, {quoted(name)}, says {said[0]}, and its strength is {amount}")


_UNIT = r"(?:mg|g|mcg|µg|micrograms?|microgrammes?)"
_NUMBER = r"[0-9][0-9.,]*"
_OF_TWO = re.compile(rf"(?<![\w.,/]){_NUMBER}\s?{_UNIT}\s*[/+]\s*{_NUMBER}\s?{_UNIT}(?![a-z])", re.IGNORECASE)
"""The strengths of a combination: ``5 mg/2.5 mg``."""
_SHARE = re.compile(r"(?<![\w.,/])([0-9]{1,3}(?:\.[0-9]{1,6})?)\s?%")


def _said_in(name: str) -> list[Mass | Concentration]:
    """Return the strengths and concentrations that an English name says; so many percent are grams in 100 mL."""
    return [*amounts_in(name), *(Concentration(10 * Fraction(match[1])) for match in _SHARE.finditer(name))]


def named(text: str) -> str:
    """Return a maker's name as it is printed: in one line, without brackets, not longer than a line holds."""
    words = "".join(char if char.isprintable() and char not in "()[]{}" else " " for char in text).split()
    name = " ".join(words)[:_LONGEST_MAKER].strip()
    return name if any(char.isalnum() for char in name) else ""


def _unit(unit: str) -> str:
    """Return a unit by its sign, from its word in any of the registers' languages."""
    word = unit.strip().lower().replace("(s)", "")
    return _UNITS.get(word.rstrip("s").removesuffix("me").removesuffix("o"), unit.strip())


_UNITS = {
    "milligram": "mg",
    "miligram": "mg",
    "gram": "g",
    "microgram": "mcg",
    "mikrogram": "mcg",
    "microg": "mcg",
    "mikrog": "mcg",
    "ug": "mcg",
    "\N{GREEK SMALL LETTER MU}g": "mcg",
    "[mcg]": "mcg",
    "millilitre": "mL",
    "mililitr": "mL",
    "litre": "L",
    "litr": "L",
}
"""Units by their words, without what they end in: grammes, gramos."""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")


def _plain_mass(mass: Mass) -> str:
    return f"{plain(mass.mg)} mg"


def _plain_concentration(concentration: Concentration) -> str:
    return f"{plain(concentration.mg_per_ml)} mg/mL"
