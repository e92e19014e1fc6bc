"""Nouns of the pharmacy: products with their sources, and the shelf one may draw from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.code import CodeSystem, ProductCodeSystem
from pillsplit.model.noun import Noun

if TYPE_CHECKING:
    from pillsplit.model.sought import Sought


class Release(StrEnum):
    """How a dose form gives off its drug: what may stand in for what."""

    IMMEDIATE = "immediate"
    PROLONGED = "prolonged"
    GASTRO_RESISTANT = "gastro-resistant"
    SUBLINGUAL = "sublingual"


class Form(StrEnum):
    """A dose form."""

    TABLET = "tablet"
    FILM_COATED = "film-coated tablet"
    ODT = "orodispersible tablet"
    FILM = "orodispersible film"
    SOLUBLE = "soluble tablet"
    EFFERVESCENT = "effervescent tablet"
    CHEWABLE = "chewable tablet"
    SUBLINGUAL = "sublingual tablet"
    BUCCAL = "buccal tablet"
    PROLONGED_RELEASE = "prolonged-release tablet"
    GASTRO_RESISTANT = "gastro-resistant tablet"
    SUGAR_COATED = "sugar-coated tablet"
    CAPSULE = "capsule"
    PROLONGED_RELEASE_CAPSULE = "prolonged-release capsule"
    GASTRO_RESISTANT_CAPSULE = "gastro-resistant capsule"
    SOLUTION = "oral solution"
    SUSPENSION = "oral suspension"
    DROPS = "oral drops"

    @property
    def is_liquid(self) -> bool:
        """Whether it is measured rather than counted."""
        return self in (Form.SOLUTION, Form.SUSPENSION, Form.DROPS)

    @property
    def is_divisible(self) -> bool:
        """Whether such a form may be cut at all: only a plain or film-coated tablet ever is."""
        return self in (Form.TABLET, Form.FILM_COATED)

    @property
    def release(self) -> Release:
        """How it gives off its drug."""
        return _RELEASES.get(self, Release.IMMEDIATE)


_RELEASES = {
    Form.SUBLINGUAL: Release.SUBLINGUAL,
    Form.BUCCAL: Release.SUBLINGUAL,
    Form.PROLONGED_RELEASE: Release.PROLONGED,
    Form.PROLONGED_RELEASE_CAPSULE: Release.PROLONGED,
    Form.GASTRO_RESISTANT: Release.GASTRO_RESISTANT,
    Form.GASTRO_RESISTANT_CAPSULE: Release.GASTRO_RESISTANT,
}


class Score(StrEnum):
    """What is pressed into a tablet."""

    NONE = "none"
    HALF = "half"
    THIRD = "third"
    CROSS = "cross"
    UNKNOWN = "unknown"


class Excipient(StrEnum):
    """What a liquid holds besides its drug, of which a person may have to know the amount."""

    ETHANOL = "ethanol"
    PROPYLENE_GLYCOL = "propylene glycol"
    BENZOATE = "benzoate"
    BENZYL_ALCOHOL = "benzyl alcohol"
    SORBITOL = "sorbitol"
    MALTITOL = "maltitol"
    SUCROSE = "sucrose"


class Evidence(StrEnum):
    """What kind of document a fact was seen in."""

    LABEL = "label"
    REGISTER = "register"
    GUIDANCE = "guidance"
    ARTICLE = "article"
    """One author's published statement; no guideline."""
    UNVERIFIED = "unverified"
    STATED = "stated"
    """Given by the user for this one answer (a shelf of one's own)."""


STALE_AFTER = 2
"""Years after which a checked fact is to be looked up again."""


@frozen(eq=False, repr=False, slots=False)
class Source(Noun):
    """Where a fact was seen, when it was checked, and what kind of document that is."""

    text: str
    evidence: Evidence
    checked: datetime.date | None = None
    as_of: str | None = None
    """The date of the snapshot itself, where the source is an old one: ``2015-12``."""
    primary: bool = False
    """Whether the document is the regulator's, the maker's or the label itself, and not a copy or a report of it."""
    stale: bool = False
    """Whether it was checked more than `STALE_AFTER` years before the day on which it is read."""

    def on(self, today: datetime.date) -> Source:
        """Return the source as it stands on *today*: stale or not."""
        if self.checked is None:
            return self
        leap_day = (self.checked.month, self.checked.day) == (2, 29)
        last = self.checked.replace(year=self.checked.year + STALE_AFTER, day=28 if leap_day else self.checked.day)
        return evolve(self, stale=today > last)


@frozen(eq=False, repr=False, slots=False)
class Fact(Noun):
    """One sentence with its source."""

    text: str
    source: Source
    code: str = ""
    drugs: tuple[str, ...] = ()
    """The drugs that it is about; empty means every drug."""


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


@frozen(eq=False, repr=False, slots=False)
class Equivalent(Noun):
    """The amount of a drug that a named table holds equal to 10 mg of diazepam; some tables give a range."""

    table: str
    low: Mass
    high: Mass
    source: Source


@frozen(eq=False, repr=False, slots=False)
class HalfLife(Noun):
    """Elimination half-lives in hours, from shortest to longest, of the drug and of its active metabolite."""

    hours: tuple[int, int] | None
    source: Source
    metabolite: str = ""
    metabolite_hours: tuple[int, int] | None = None


@frozen(eq=False, repr=False, slots=False)
class Code(Noun):
    """The code that a code system has for a substance."""

    system: CodeSystem
    code: str
    source: Source


@frozen(eq=False, repr=False, slots=False)
class Drug(Noun):
    """A substance: its names and what is known of it."""

    name: str
    brands: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Brand names by region."""
    brands_source: Source | None = None
    daily_maximum: Mass | None = None
    """The plausible daily maximum: a dose above it may be a tenfold slip."""
    maximum_fact: Fact | None = None
    half_life: HalfLife | None = None
    equivalents: tuple[Equivalent, ...] = ()
    releases: tuple[tuple[str, Release], ...] = ()
    """The brands that are of one release only, in lower case: ``xanax xr`` is prolonged."""
    codes: tuple[Code, ...] = ()
    """What record systems know it by."""

    def release_of(self, name: str) -> Release | None:
        """Return the release that a brand *name* says; None for one that says none."""
        return dict(self.releases).get(" ".join(name.lower().split()))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it is known by, in lower case."""
        return (self.name, *(brand.lower() for _, brands in self.brands for brand in brands))


@frozen(eq=False, repr=False, slots=False)
class Shelf(Noun):
    """The products that one may draw from, and what is known of their drugs."""

    region: str | None
    """The region's name, or None for a shelf of one's own."""
    products: tuple[Solid | Liquid, ...]
    drugs: tuple[Drug, ...] = ()
    title: str = ""
    facts: tuple[Fact, ...] = field(default=())
    """What the region's data says besides its products: rules on supply, and what is not marketed."""
    sought: tuple[Sought, ...] = ()
    """What was looked for of its products, and not found."""
    drops: tuple[Liquid, ...] = ()
    """The liquids of the region that are counted in drops, whichever of them this shelf draws on."""

    @property
    def drug_names(self) -> tuple[str, ...]:
        """The drugs that have a product here, in order."""
        return tuple(dict.fromkeys(product.drug for product in self.products))

    def solids(self, drug: str) -> tuple[Solid, ...]:
        """Return the tablets and capsules of *drug*."""
        return tuple(p for p in self.products if isinstance(p, Solid) and p.drug == drug)

    def liquids(self, drug: str) -> tuple[Liquid, ...]:
        """Return the liquids of *drug*."""
        return tuple(p for p in self.products if isinstance(p, Liquid) and p.drug == drug)

    def other_drops(self, product: Liquid) -> tuple[Liquid, ...]:
        """Return the liquids of the same drug, here or in the region, whose drops hold another mass."""
        known = {each.id: each for each in (*self.drops, *self.liquids(product.drug)) if each.drug == product.drug}
        return tuple(each for each in known.values() if each.drop_mass not in (None, product.drop_mass))

    def drug(self, name: str) -> Drug | None:
        """Return what is known of the drug *name*."""
        return next((drug for drug in self.drugs if drug.name == name), None)

    def on(self, today: datetime.date) -> Shelf:
        """Return the shelf as it stands on *today*, with what was checked too long ago marked as stale."""
        return evolve(self, products=tuple(evolve(p, source=p.source.on(today)) for p in self.products))

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """How a person calls each product, by id: ``5 mg tablet``, with its maker where two look alike."""
        known = {each.id: each for each in (*self.drops, *self.products)}
        plain = {
            each.id: f"{each.amount} {'tablet' if each.form is Form.TABLET else str(each.form)}"
            for each in known.values()
        }
        alike = Counter((each.drug, plain[each.id]) for each in known.values())
        return {
            each.id: f"{plain[each.id]} ({each.maker})"
            if each.maker and alike[each.drug, plain[each.id]] > 1
            else plain[each.id]
            for each in self.products
        }


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
