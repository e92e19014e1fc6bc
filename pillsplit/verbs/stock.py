"""So much of one product, as a person says it: ``2 mg=40``, ``1 mg/mL=60 mL``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pillsplit.amounts.number import AmountError, read_number
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError, quoted, shown
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.text import listed


def read_amounts(
    field: str, texts: Iterable[str], shelf: Shelf, used: Sequence[Product], preferences: Preferences
) -> tuple[dict[str, Fraction], list[str]]:
    """Read the *texts* of a *field*: amounts by product id, in tablets or mL, and a remark for each assumption.

    *field* is the keyword that they are handed in by. A product is named by its id, its name or its strength, with
    its drug before it where there are two; of several alike the one in *used* is meant.

    Raises:
        UsageError: with what to write instead.
    """
    amounts: dict[str, Fraction] = {}
    remarks: list[str] = []
    for text in texts:
        name, equals, amount = text.rpartition("=")
        try:
            if not (equals and name.strip() and amount.strip()):
                raise AmountError("write a product and how much of it, such as 2 mg=40")
            product = _product(name, shelf, used, remarks)
            if product.id in amounts:
                raise AmountError(f"{product.name} is named twice: write how much there is in all")
            amounts[product.id] = _amount(amount, product, preferences, remarks)
        except AmountError as error:
            raise UsageError(str(error), field=field, value=text) from None
    return amounts, remarks


def _product(name: str, shelf: Shelf, used: Sequence[Product], remarks: list[str]) -> Product:
    wanted = " ".join(name.lower().split())
    found = [product for product in shelf.products if wanted in _names(product, shelf)]
    found = found or [product for product in shelf.products if _is_of_amount(product, wanted, shelf)]
    if not found:
        known = ", ".join(dict.fromkeys(product.amount for product in shelf.products)) or "nothing"
        raise AmountError(f"there is no {shown(name.strip())} on this shelf: it holds {known}")
    drawn_on = [product for product in found if product in used]
    choice = drawn_on or found
    if len(choice) > 1:
        raise AmountError(f"may be {listed(product.name for product in choice)}: write {_distinct(choice)}")
    if len(found) > 1:
        remarks.append(f"{name.strip()} is taken to be {choice[0].name}, which the plan draws on")
    return choice[0]


def _distinct(choice: Sequence[Product]) -> str:
    """Say how to name each of them apart."""
    if len({product.drug for product in choice}) == len(choice):
        return " or ".join(f"{product.drug} {product.amount}" for product in choice)
    return " or ".join(product.id for product in choice)


def _names(product: Product, shelf: Shelf) -> set[str]:
    short = shelf.short_names[product.id]
    return {each.lower() for each in (product.id, product.name, short, f"{product.drug} {short}")}


def _is_of_amount(product: Product, wanted: str, shelf: Shelf) -> bool:
    """Whether *wanted* is the strength of *product*, with its drug or a brand of it before it or alone."""
    known = shelf.drug(product.drug)
    for drug in (*(known.names if known else ()), product.drug):
        wanted = wanted.removeprefix(f"{drug} ")
    try:
        if isinstance(product, Solid):
            return Mass.parse(wanted) == product.strength
        return Concentration.parse(wanted) == product.concentration
    except AmountError:
        return False


def _amount(text: str, product: Product, preferences: Preferences, remarks: list[str]) -> Fraction:
    if not isinstance(product, Solid):
        volume, read = Volume.read(text)
        remarks += [remark.text for remark in read]
        return volume.ml
    amount, read = read_number(text)
    remarks += [remark.text for remark in read]
    parts = preferences.denominators(product)
    if all((amount * each).denominator != 1 for each in parts):
        counted = listed(_IN_PARTS[each] for each in parts) + (" only" if len(parts) == 1 else "")
        raise AmountError(f"{quoted(text)} is not a number of {product.name} as they are divided here: count {counted}")
    return amount


_IN_PARTS = {1: "whole ones", 2: "halves", 3: "thirds", 4: "quarters", 8: "eighths"}
