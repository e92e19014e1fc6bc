"""Shelves and doses for the tests of the solver, as plain data and as the package's nouns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.answer import Answer
from pillsplit.model.combination import Combination
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Evidence, Form, Liquid, Product, Score, Shelf, Solid, Source
from pillsplit.solver.dose import Solver
from tests import oracle

SOURCE = Source("a test", Evidence.STATED)


def solid(
    identity: str, strength: Fraction | int, parts: int | None = 1, form: Form = Form.TABLET, **more: Any
) -> Solid:
    mass = Mass(Fraction(strength))
    return Solid(identity, "drug", f"Drug {mass} tablets", form, mass, Score.UNKNOWN, parts, SOURCE, **more)


def liquid(identity: str, concentration: Fraction | int, step: Fraction, **more: Any) -> Liquid:
    return Liquid(
        identity,
        "drug",
        f"Drug {concentration} mg/mL solution",
        Form.SOLUTION,
        Concentration(Fraction(concentration)),
        SOURCE,
        step=Volume(step),
        **more,
    )


def shelf(*products: Product) -> Shelf:
    return Shelf(None, products)


@frozen
class World:
    """A shelf and preferences; the package's solver and the oracle stand on the same one."""

    tablets: tuple[oracle.Tablet, ...]
    liquids: tuple[oracle.Liquid, ...] = ()
    most: int = 6
    prefer: str = "fewest-cuts"
    max_volume: Fraction = Fraction(10)
    tolerance: Fraction = Fraction(1, 100)

    @property
    def shelf(self) -> Shelf:
        return shelf(
            *(solid(tablet.id, tablet.strength, tablet.parts) for tablet in self.tablets),
            *(liquid(each.id, each.concentration, each.step) for each in self.liquids),
        )

    @property
    def preferences(self) -> Preferences:
        return Preferences(
            max_pieces=self.most,
            prefer=Prefer(self.prefer),
            max_volume=Volume(self.max_volume),
            tolerance=self.tolerance,
        )

    def solver(self) -> Solver:
        return Solver(self.shelf, "drug", self.preferences)

    def oracle(self) -> oracle.Oracle:
        return oracle.Oracle(
            list(self.tablets), list(self.liquids), self.most, self.prefer, self.max_volume, self.tolerance
        )


def named(combination: Combination) -> dict[tuple[str, Fraction], int]:
    return {(piece.product.id, piece.part): piece.count for piece in combination.pieces}


def found(answer: Answer, prefer: str) -> oracle.Found:
    """Put the package's answer in the oracle's words."""
    made = answer.combination
    burden: tuple[Any, ...] | None = None
    if made and answer.dose:
        quarters, halves = made.counted(Fraction(1, 4)), made.counted(Fraction(1, 2))
        products = len(made.product_ids)
        if made.liquid:
            difference = made.mass.mg - answer.dose.mg
            volume = made.liquid.volume.ml
            burden = (quarters, halves, made.count + 1, abs(difference), difference > 0, volume, products)
        elif prefer == "fewest-cuts":
            burden = (quarters, halves, made.count, products)
        else:
            burden = (made.count, quarters, halves, products)
    return oracle.Found(
        answer.verdict,
        burden,
        made.mass.mg if made else None,
        named(made) if made else None,
        (made.liquid.product.id, made.liquid.volume.ml) if made and made.liquid else None,
        answer.below.mass.mg if answer.below else None,
        answer.above.mass.mg if answer.above else None,
    )


STRENGTHS = st.one_of(
    st.sampled_from([Fraction(text) for text in ("1", "2", "5", "10", "0.5", "0.25", "2.5", "0.125")]),
    st.sampled_from([Fraction(text) for text in ("0.07", "25/3", "12.5", "1/3", "3", "4", "7")]),
    st.fractions(min_value=Fraction(1, 20), max_value=20, max_denominator=40),
)


@st.composite
def worlds(draw: st.DrawFn, *, tablets: int = 4, liquids: int = 2, most: int = 5) -> World:
    """Draw a shelf; twins (one strength twice) and shelves without tablets or liquids are among them."""
    strengths = draw(st.lists(STRENGTHS, max_size=tablets))
    ids = draw(st.permutations([f"p{number}" for number in range(len(strengths))]))
    solids = tuple(
        oracle.Tablet(identity, strength, draw(st.sampled_from((1, 2, 4))))
        for identity, strength in zip(ids, strengths, strict=True)
    )
    liquid_list = tuple(
        oracle.Liquid(
            f"l{number}",
            draw(st.sampled_from([Fraction(1), Fraction(2, 5), Fraction(1, 10), Fraction(10), Fraction(5)])),
            draw(st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(1, 20), Fraction(1, 30)])),
        )
        for number in range(draw(st.integers(0, liquids)))
    )
    return World(
        solids,
        liquid_list,
        draw(st.integers(1, most)),
        draw(st.sampled_from(("fewest-cuts", "fewest-pieces"))),
        draw(st.sampled_from([Fraction(10), Fraction(1), Fraction(1, 2)])),
        draw(st.sampled_from([Fraction(1, 100), Fraction(0), Fraction(1, 10)])),
    )


@st.composite
def doses(draw: st.DrawFn, world: World) -> Fraction:
    """Draw a dose: a sum of pieces, the like of one and a little more, or any fraction."""
    pieces = [tablet.strength / tablet.parts for tablet in world.tablets]
    kind = draw(st.sampled_from(("sum", "near", "any")))
    if kind == "any" or not pieces:
        return draw(st.fractions(min_value=0, max_value=40, max_denominator=60))
    dose = sum(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=world.most + 3)), start=Fraction(0))
    if kind == "near" and world.liquids:
        each = draw(st.sampled_from(world.liquids))
        dose += draw(st.integers(1, 12)) * each.step * each.concentration
    return dose
