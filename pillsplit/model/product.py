"""Nouns of the pharmacy: products with their sources, and the shelf one may draw from."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property

from attrs import evolve, field, frozen

from pillsplit.amounts.quantity import Concentration, Mass, Volume


class Form(StrEnum):
    """A dose form."""

    TABLET = "tablet"
    ODT = "orodispersible tablet"
    SUBLINGUAL = "sublingual tablet"
    PROLONGED_RELEASE = "prolonged-release tablet"
    SUGAR_COATED = "sugar-coated tablet"
    CAPSULE = "capsule"
    SOLUTION = "oral solution"
    SUSPENSION = "oral suspension"
    DROPS = "oral drops"

    @property
    def is_liquid(self) -> bool:
        """Whether it is measured rather than counted."""
        return self in (Form.SOLUTION, Form.SUSPENSION, Form.DROPS)

    @property
    def is_divisible(self) -> bool:
        """Whether such a form may be cut at all: only a plain tablet ever is."""
        return self is Form.TABLET


class Score(StrEnum):
    """What is pressed into a tablet."""

    NONE = "none"
    HALF = "half"
    CROSS = "cross"
    UNKNOWN = "unknown"


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


@frozen
class Source:
    """Where a fact was seen, when it was checked, and what kind of document that is."""

    text: str
    evidence: Evidence
    checked: datetime.date | None = None
    as_of: str | None = None
    """The date of the snapshot itself, where the source is an old one: ``2015-12``."""
    stale: bool = False
    """Whether it was checked more than `STALE_AFTER` years before the day on which it is read."""

    def on(self, today: datetime.date) -> Source:
        """Return the source as it stands on *today*: stale or not."""
        if self.checked is None:
            return self
        leap_day = (self.checked.month, self.checked.day) == (2, 29)
        last = self.checked.replace(year=self.checked.year + STALE_AFTER, day=28 if leap_day else self.checked.day)
        return evolve(self, stale=today > last)


@frozen
class Fact:
    """One sentence with its source."""

    text: str
    source: Source
    code: str = ""
    drugs: tuple[str, ...] = ()
    """The drugs that it is about; empty means every drug."""


@frozen
class Solid:
    """A tablet or capsule that a pharmacy can hand over, with a strength in milligrams."""

    id: str
    drug: str
    name: str
    form: Form
    strength: Mass
    score: Score
    parts: int | None
    """Into how many equal parts the label says it may be divided: 1, 2, 4, or None where that is not known."""
    source: Source
    maker: str = ""
    dividing: str = ""
    """What the label itself says of dividing it."""
    packs: tuple[int, ...] = ()
    """Tablets in a pack."""
    unverified: tuple[str, ...] = ()
    """Fields whose value was not seen in a document, although the product was."""

    @property
    def amount(self) -> str:
        """The strength as people read it: ``5 mg``."""
        return str(self.strength)


@frozen
class Liquid:
    """A liquid that a pharmacy can hand over, counted in steps of volume or in drops."""

    id: str
    drug: str
    name: str
    form: Form
    concentration: Concentration
    step: Volume
    """The smallest volume that is counted: a mark of the syringe, or one drop."""
    source: Source
    drops_per_ml: int | None = None
    drops_only: bool = False
    """The label says to measure it in drops and in nothing else."""
    maker: str = ""
    bottles: tuple[Volume, ...] = ()
    in_use_days: int | None = None
    avoid: tuple[str, ...] = ()
    """Materials that it must not touch."""
    handling: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def step_mass(self) -> Mass:
        """The liquid step: the smallest amount that can be counted off."""
        return self.concentration.mass(self.step)

    @property
    def amount(self) -> str:
        """The concentration as people read it: ``1 mg/mL``."""
        return str(self.concentration)


Product = Solid | Liquid


@frozen
class Equivalent:
    """The amount of a drug that a named table holds equal to 10 mg of diazepam; some tables give a range."""

    table: str
    low: Mass
    high: Mass
    source: Source


@frozen
class HalfLife:
    """Elimination half-lives in hours, from shortest to longest, of the drug and of its active metabolite."""

    hours: tuple[int, int] | None
    source: Source
    metabolite: str = ""
    metabolite_hours: tuple[int, int] | None = None


@frozen
class Drug:
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

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that it is known by, in lower case."""
        return (self.name, *(brand.lower() for _, brands in self.brands for brand in brands))


@frozen
class Shelf:
    """The products that one may draw from, and what is known of their drugs."""

    region: str | None
    """The region's name, or None for a shelf of one's own."""
    products: tuple[Solid | Liquid, ...]
    drugs: tuple[Drug, ...] = ()
    title: str = ""
    facts: tuple[Fact, ...] = field(default=())
    """What the region's data says besides its products: rules on supply, and what is not marketed."""

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

    def drug(self, name: str) -> Drug | None:
        """Return what is known of the drug *name*."""
        return next((drug for drug in self.drugs if drug.name == name), None)

    def on(self, today: datetime.date) -> Shelf:
        """Return the shelf as it stands on *today*, with what was checked too long ago marked as stale."""
        return evolve(self, products=tuple(evolve(p, source=p.source.on(today)) for p in self.products))

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """How a person calls each product, by id: ``5 mg tablet``, with its maker where two look alike."""
        plain = {
            each.id: f"{each.amount} {'tablet' if each.form is Form.TABLET else str(each.form)}"
            for each in self.products
        }
        alike = Counter((each.drug, plain[each.id]) for each in self.products)
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
