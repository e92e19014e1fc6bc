"""What of the data is unknown or was not seen in a document: a work list for a pharmacist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from pillsplit.model.drug import Drug
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Product, Solid
from pillsplit.model.shelf import Shelf
from pillsplit.model.sought import Sought
from pillsplit.model.source import Source


@frozen
class Gap:
    """One thing to look up, and where."""

    drug: str
    subject: str
    """The product's id, or what else it is about."""
    unknown: tuple[str, ...]
    """The fields of which nothing is said."""
    unverified: tuple[str, ...]
    """The fields whose value was not seen in a document, or more than a field."""
    source: Source | None
    """The document that was seen, or that would have to confirm it; None where none is named."""
    sought: tuple[Sought, ...] = ()
    """What of it was looked for, and not found."""

    @property
    def touches_a_dose(self) -> bool:
        """Whether a dose may come out wrong for it, and not only a prescription."""
        return bool(_OF_A_DOSE.intersection((*self.unknown, *self.unverified)))


_WHOLE = "whole product"
_OF_A_DOSE = {_WHOLE, "strength", "concentration", "score", "parts", "drops_per_ml", "drops_only"}


def gaps(shelf: Shelf) -> tuple[Gap, ...]:
    """Return everything to look up for the products and facts of *shelf*, what touches a dose first."""
    found = [gap for product in shelf.products if (gap := _of_product(product, shelf.sought))]
    found += [
        Gap(", ".join(fact.drugs), fact.code, (), (fact.text,), fact.source)
        for fact in shelf.facts
        if not fact.source.is_seen
    ]
    return tuple(sorted(found, key=lambda gap: not gap.touches_a_dose))


def gaps_of_drugs(drugs: Iterable[Drug]) -> tuple[Gap, ...]:
    """Return everything to look up of *drugs* themselves: brands, daily maximum, half-life, equivalents."""
    return tuple(gap for drug in drugs for gap in _of_drug(drug))


def _of_product(product: Product, looked: Iterable[Sought]) -> Gap | None:
    unknown = tuple(_unknown(product))
    if not product.source.is_seen:
        unverified: tuple[str, ...] = (_WHOLE,)
    else:
        unverified = product.unverified
    if product.source.stale:
        unverified = (*unverified, f"anything since {product.source.checked}")
    if not (unknown or unverified):
        return None
    sought = tuple(each for each in looked if each.is_missing_in(product))
    return Gap(product.drug, product.id, unknown, unverified, product.source, sought)


def _unknown(product: Product) -> Iterator[str]:
    if isinstance(product, Solid):
        if product.score is Score.UNKNOWN:
            yield "score"
        if product.parts is None:
            yield "parts"
        if not product.packs:
            yield "packs"
        return
    if product.form is Form.DROPS and product.drops_per_ml is None:
        yield "drops_per_ml"
    if not product.bottles:
        yield "bottles"
    if product.in_use_days is None and not product.life_not_stated:
        yield "in_use_days"


def _of_drug(drug: Drug) -> Iterator[Gap]:
    if drug.brands_source and not drug.brands_source.is_seen:
        yield Gap(drug.name, "brand names", (), ("brands",), drug.brands_source)
    if drug.maximum_fact and not drug.maximum_fact.source.is_seen:
        yield Gap(drug.name, "daily maximum", (), (str(drug.daily_maximum),), drug.maximum_fact.source)
    if drug.maximum_fact is None:
        yield Gap(drug.name, "daily maximum", ("amount",), (), None)
    if drug.half_life is None:
        yield Gap(drug.name, "half-life", ("hours",), (), None)
    elif not drug.half_life.source.is_seen:
        yield Gap(drug.name, "half-life", (), ("hours",), drug.half_life.source)
    for equivalent in drug.equivalents:
        if not equivalent.source.is_seen:
            yield Gap(drug.name, f"equivalent by {equivalent.table}", (), (str(equivalent.low),), equivalent.source)
