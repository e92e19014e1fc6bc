"""What there is to know of each kind of product."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from pillsplit.model.form import Form
from pillsplit.model.product import Product
from pillsplit.model.sought import Thing
from tests.worlds import liquid, solid

SOLUTION = liquid("l", 1, Fraction(1))


@pytest.mark.parametrize(
    ("product", "things"),
    [
        (solid("t", 5), {Thing.DIVISION, Thing.PACKS}),
        (solid("c", 5, form=Form.CAPSULE), {Thing.PACKS}),
        (SOLUTION, {Thing.BOTTLES, Thing.OPENED_LIFE}),
        (evolve(SOLUTION, form=Form.DROPS), {Thing.DROPS, Thing.BOTTLES, Thing.OPENED_LIFE}),
    ],
)
def test_division_is_of_tablets_and_drops_are_of_drops(product: Product, things: set[Thing]) -> None:
    assert {thing for thing in Thing if thing.is_of(product)} == things
