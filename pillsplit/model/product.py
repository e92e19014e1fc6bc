"""Products that a pharmacy can hand over: tablets, capsules and liquids."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form, Release, Score
from pillsplit.model.noun import Noun
from pillsplit.model.source import Evidence, Source


class Excipient(StrEnum):
    """What a liquid holds besides its drug, of which a person may have to know the amount."""

    ETHANOL = "ethanol"
    PROPYLENE_GLYCOL = "propylene glycol"
    BENZOATE = "benzoate"
    BENZYL_ALCOHOL = "benzyl alcohol"
    SORBITOL = "sorbitol"
    MALTITOL = "maltitol"
    SUCROSE = "sucrose"


@frozen(eq=False, repr=False, slots=False)
class ProductCode(Noun):
    """The code that a code system or a register has for a product, or for a pack of it."""

    system: ProductCodeSystem
    code: str
    source: Source


LABEL_PARTS = (1, 2, 3, 4)
"""Into how many equal parts a label may say that a tablet is divided."""
STATED_PARTS = (*LABEL_PARTS, 8)
"""The same for a tablet of one's own, of which its owner says it."""


def _optional_fraction(value: int | Fraction | None) -> Fraction | None:
    if isinstance(value, bool) or not (value is None or isinstance(value, int | Fraction)):
        raise TypeError(f"a number of drops is an int or a Fraction, not {type(value).__name__}")
    return None if value is None else Fraction(value)


@frozen(eq=False, repr=False, slots=False)
class Solid(Noun):
    """A tablet or capsule that a pharmacy can hand over, with a strength in milligrams."""

    id: str
    drug: str
    name: str
    form: Form
    strength: Mass
    score: Score
    parts: int | None
    """Into how many equal parts the label says it may be divided: 1, 2, 3, 4, or None where that is not known.

    Its owner may say 8 of a tablet of their own.
    """
    source: Source
    maker: str = ""
    dividing: str = ""
    """What the label itself says of dividing it."""
    packs: tuple[int, ...] = ()
    """Tablets in a pack."""
    unverified: tuple[str, ...] = ()
    """Fields whose value was not seen in a document, although the product was."""
    codes: tuple[ProductCode, ...] = ()
    """What record systems and registers know it by."""

    def __attrs_post_init__(self) -> None:
        if self.form.is_liquid:
            raise ValueError(f"{self.id}: {self.form} is measured, not counted")
        if self.strength <= Mass(0):
            raise ValueError(f"{self.id}: a strength of {self.strength} holds nothing")
        known = STATED_PARTS if self.source.evidence is Evidence.STATED else LABEL_PARTS
        if isinstance(self.parts, bool) or self.parts not in (*known, None):
            raise ValueError(f"{self.id}: a label divides into 1, 2, 3 or 4 equal parts, not into {self.parts}")

    @property
    def release(self) -> Release:
        """How it gives off its drug."""
        return self.form.release

    def label_gives(self, part: Fraction) -> bool:
        """Whether its label says that it may be divided into parts of this size; a whole one always is there."""
        return part == 1 or (self.parts is not None and self.parts % part.denominator == 0)

    def is_guess(self, part: Fraction) -> bool:
        """Whether a piece of this size is finer than its label's parts, or is cut although these are not known."""
        return part < 1 and (self.parts is None or part.denominator > self.parts)

    @property
    def is_known_divisible(self) -> bool:
        """Whether a document says that it may be divided."""
        return self.form.is_divisible and self.parts is not None and self.parts > 1

    @property
    def amount(self) -> str:
        """The strength as people read it: ``5 mg``."""
        return str(self.strength)


@frozen(eq=False, repr=False, slots=False)
class Content(Noun):
    """What a millilitre of a liquid holds of an excipient; no amount where the label names it without one."""

    excipient: Excipient
    per_ml: Concentration | None = None


@frozen(eq=False, repr=False, slots=False)
class Liquid(Noun):
    """A liquid that a pharmacy can hand over, measured in the marks of a device or counted in drops."""

    id: str
    drug: str
    name: str
    form: Form
    concentration: Concentration
    source: Source
    drops_per_ml: Fraction | None = field(default=None, converter=_optional_fraction)
    """Drops of its own dropper in a millilitre, where it is counted in drops."""
    step: Volume | None = None
    """Only whole multiples of it are measured, where whoever states the liquid says so."""
    drops_only: bool = False
    """The label says to measure it in drops and in nothing else."""
    maker: str = ""
    bottles: tuple[Volume, ...] = ()
    in_use_days: int | None = None
    """Days for which an opened bottle may be used; None where that is not on record."""
    life_not_stated: bool = False
    """Whether the whole label was read, and says nothing of how long an opened bottle may be used."""
    excipients: tuple[Content, ...] = ()
    """What it holds besides its drug."""
    avoid: tuple[str, ...] = ()
    """Materials that it must not touch."""
    handling: str = ""
    unverified: tuple[str, ...] = ()
    codes: tuple[ProductCode, ...] = ()
    """What record systems and registers know it by."""

    def __attrs_post_init__(self) -> None:
        if not self.form.is_liquid:
            raise ValueError(f"{self.id}: {self.form} is counted, not measured")
        if self.concentration <= Concentration(0):
            raise ValueError(f"{self.id}: a concentration of {self.concentration} holds nothing")
        if self.drops_per_ml is not None and self.drops_per_ml <= 0:
            raise ValueError(f"{self.id}: {self.drops_per_ml} drops per mL: there are more than none")
        if self.step is not None and self.step <= Volume(0):
            raise ValueError(f"{self.id}: steps of {self.step} measure nothing")
        if self.life_not_stated and self.in_use_days is not None:
            raise ValueError(f"{self.id}: an opened life of {self.in_use_days} days is stated, or it is not")
        if any(size <= Volume(0) for size in self.bottles):
            raise ValueError(f"{self.id}: a bottle holds more than nothing")

    @property
    def release(self) -> Release:
        """How it gives off its drug: at once."""
        return self.form.release

    @property
    def drop(self) -> Volume | None:
        """The volume of one drop, where it is counted in drops."""
        return Volume(1 / self.drops_per_ml) if self.drops_per_ml else None

    @property
    def drop_mass(self) -> Mass | None:
        """The mass of drug in one drop, where it is counted in drops."""
        return self.concentration.mass(self.drop) if self.drop else None

    @property
    def amount(self) -> str:
        """The concentration as people read it: ``1 mg/mL``."""
        return str(self.concentration)


Product = Solid | Liquid


def sorted_products(products: Iterable[Product]) -> tuple[Solid | Liquid, ...]:
    """Sort products as a list reads: by drug, solids before liquids, by strength, by id."""
    return tuple(
        sorted(
            products,
            key=lambda p: (
                p.drug,
                isinstance(p, Liquid),
                p.strength.mg if isinstance(p, Solid) else p.concentration.mg_per_ml,
                p.id,
            ),
        )
    )
