"""An amount of a product, as people count it out: tablets, drops, millilitres; and its mass, where one is meant."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import AmountError, in_parts, written
from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.form import Form
from pillsplit.model.noun import Noun
from pillsplit.model.product import Liquid, Product, Solid


class Counted(StrEnum):
    """What is counted out."""

    TABLET = "tablet"
    CAPSULE = "capsule"
    DROP = "drop"
    ML = "ml"


@frozen(eq=False, repr=False, slots=False)
class ProductAmount(Noun):
    """So many tablets, capsules, drops or millilitres of a product that is not named.

    >>> str(ProductAmount(Fraction(3, 2), Counted.TABLET)), str(ProductAmount(Fraction(1), Counted.DROP))
    ('1½ tablets', '1 drop')
    """

    number: Fraction
    of: Counted

    def __str__(self) -> str:
        if self.of is Counted.ML:
            return str(Volume(self.number))
        number = written(self.number) if self.of is Counted.DROP else in_parts(self.number)
        return f"{number} {self.of}{'' if 0 < self.number <= 1 else 's'}"


def weighed(amount: ProductAmount, products: Iterable[Product], drug: str) -> tuple[Mass, str]:
    """Return the mass of an amount and the name of the product, where all that may be meant hold the same.

    Args:
        amount: What is counted out.
        products: The products that may be meant; those of another drug or kind play no part.
        drug: The drug that it is an amount of.

    Raises:
        AmountError: where no product is meant, or products of several strengths may be.
    """
    meant: dict[Mass, str] = {}
    for product in products:
        mass = _mass(amount, product) if product.drug == drug else None
        if mass is not None:
            meant.setdefault(mass, product.name)
    kind = {Counted.ML: "liquid", Counted.DROP: "liquid counted in drops"}.get(amount.of, str(amount.of))
    field = "liquid" if amount.of in (Counted.ML, Counted.DROP) else "tablet"
    if not meant:
        raise AmountError(f"there is no {drug} {kind} here for “{amount}”: write the dose in mg, or name it, `{field}`")
    if len(meant) > 1:
        masses = sorted(meant)
        readings = ", ".join(map(str, masses[:-1])) + f" or {masses[-1]}"
        raise AmountError(
            f"“{amount}” of {drug} may be {readings} here: write the dose in mg, or name the one that is meant, "
            f"`{field}` or `use`"
        )
    ((mass, name),) = meant.items()
    return mass, name


def _mass(amount: ProductAmount, product: Product) -> Mass | None:
    """Return the mass of an amount of *product*; None where it is not counted so."""
    if isinstance(product, Solid):
        capsule = product.form is Form.CAPSULE
        fits = amount.of in (Counted.TABLET, Counted.CAPSULE) and capsule == (amount.of is Counted.CAPSULE)
        return product.strength * amount.number if fits else None
    return _liquid_mass(amount, product)


def _liquid_mass(amount: ProductAmount, liquid: Liquid) -> Mass | None:
    if amount.of is Counted.ML:
        return liquid.concentration.mass(Volume(amount.number))
    if amount.of is Counted.DROP and liquid.drops_per_ml:
        return liquid.concentration.mass(Volume(amount.number / liquid.drops_per_ml))
    return None
