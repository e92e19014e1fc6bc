"""A shelf of one's own, from what a person says: ``5 mg/halves``, ``1 mg/mL by 0.05 mL``."""

from __future__ import annotations

import re

from attrs import evolve

from pillsplit.amounts.number import AmountError, plain
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError, shown
from pillsplit.model.product import Evidence, Form, Liquid, Product, Score, Shelf, Solid, Source, sorted_products

NO_DRUG = "drug not named"
"""Stands for the drug where a shelf of one's own needs no name."""
SOURCE = Source("stated on the command line", Evidence.STATED)
DEFAULT_STEP = Volume.parse("0.1 mL")
"""The step of a liquid that says none."""
STAND_IN = Concentration(1)
"""The liquid that stands in where only a liquid step is named: in 1 mg/mL a tenth of a millilitre is 0.1 mg."""

_PARTS = {"whole": 1, "halves": 2, "quarters": 4}
_NAMED = r"([^\W\d_][^\d]*?) +(?=[\d½¼¾⅓⅔.,])"


def read_tablet(text: str, drug: str | None) -> Solid:
    """Read a tablet: ``5 mg`` (never divided), ``5 mg/halves``, ``5 mg/quarters``, ``diazepam 5 mg/halves``.

    Raises:
        UsageError: with what to write instead.
    """
    named, amount = _drug(text, drug, "tablet")
    strength_text, _, word = amount.rpartition("/")
    if word.strip().lower() not in _PARTS:
        strength_text, word = amount, "whole"
    parts = _PARTS[word.strip().lower()]
    try:
        strength = Mass.parse(strength_text)
    except AmountError as error:
        raise UsageError(
            f"{error}, or with how it divides: 5 mg/halves, 5 mg/quarters", field="tablet", value=text
        ) from None
    if not strength:
        raise UsageError("a tablet of nothing: write a strength above 0, such as 5 mg", field="tablet", value=text)
    divided = "" if parts == 1 else f", divided in {word.strip().lower()}"
    return Solid(
        id=f"{named}-tablet-{_slug(plain(strength.mg))}mg{'' if parts == 1 else f'-{word.strip().lower()}'}",
        drug=named,
        name=f"{named} {strength} tablets{divided}",
        form=Form.TABLET,
        strength=strength,
        score=Score.UNKNOWN,
        parts=parts,
        source=SOURCE,
    )


def read_liquid(text: str, drug: str | None) -> Liquid:
    """Read a liquid: ``1 mg/mL`` (counted in 0.1 mL), ``2 mg/5 mL by 0.05 mL``, ``diazepam 1 mg/mL``.

    Raises:
        UsageError: with what to write instead.
    """
    named, amount = _drug(text, drug, "liquid")
    concentration_text, by, step_text = amount.partition(" by ")
    try:
        concentration = Concentration.parse(concentration_text)
        step = Volume.parse(step_text) if by else DEFAULT_STEP
    except AmountError as error:
        raise UsageError(str(error), field="liquid", value=text) from None
    if not (concentration and step):
        raise UsageError("holds nothing: write amounts above 0, such as 1 mg/mL by 0.05 mL", field="liquid", value=text)
    return _liquid(named, concentration, step)


def with_liquid_step(shelf: Shelf, step: Mass, drugs: tuple[str, ...]) -> tuple[Shelf, list[str]]:
    """Count the liquids of *shelf* in steps of *step*; for a drug without one, a 1 mg/mL liquid stands in.

    Returns the shelf and a remark for each assumption. A liquid that is counted in drops keeps its drop.
    """
    remarks: list[str] = []
    products: list[Product] = []
    for product in shelf.products:
        if isinstance(product, Solid):
            products.append(product)
        elif product.drops_per_ml:
            products.append(product)
            remarks.append(f"{product.name} is counted in drops of {product.step_mass}: its step stays the drop")
        else:
            volume = product.concentration.volume(step)
            products.append(evolve(product, step=volume))
            remarks.append(f"{product.name} is counted in steps of {volume} ({step})")
    for drug in drugs:
        if not shelf.liquids(drug):
            volume = STAND_IN.volume(step)
            products.append(_liquid(drug, STAND_IN, volume))
            remarks.append(f"there is no liquid of {drug} here: one of {STAND_IN} in steps of {volume} is assumed")
    return evolve(shelf, products=sorted_products(products)), remarks


def _liquid(drug: str, concentration: Concentration, step: Volume) -> Liquid:
    return Liquid(
        id=f"{drug}-liquid-{_slug(plain(concentration.mg_per_ml))}mg-per-ml",
        drug=drug,
        name=f"{drug} {concentration} liquid",
        form=Form.SOLUTION,
        concentration=concentration,
        step=step,
        source=SOURCE,
    )


def _drug(text: str, drug: str | None, field: str) -> tuple[str, str]:
    """Split off the drug that *text* begins with, or take *drug*."""
    if match := re.match(_NAMED, text.strip()):
        return match[1].lower(), text.strip()[match.end() :]
    if drug is None:
        named = shown(f"diazepam {text.strip()}")
        raise UsageError(f"of which drug? Write its name before it, such as {named}", field=field, value=text)
    return drug, text.strip()


def _slug(number: str) -> str:
    return number.replace("/", "-")
