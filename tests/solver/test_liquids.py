"""The marks of a ruler next to a mass: of all spans of a way the nearest below and the nearest above."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.device import Dropper, Kind, Span, Syringe, Tolerance
from pillsplit.model.preferences import Preferences
from pillsplit.model.way import Way, ways_of
from pillsplit.solver.liquids import Ruler, best_with_liquid, sides_with_liquid
from pillsplit.solver.tablets import Tablets
from tests.worlds import SOURCE, liquid, solid


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("wanted", "marks"),
    [("4.5", ["4", "5"]), ("5.5", ["5", "6"]), ("7", ["6", "8"]), ("12", ["10"]), ("0.5", ["1"]), ("6", ["6"])],
)
def test_of_all_spans_the_nearest_marks_are_found(wanted: str, marks: list[str], order: int) -> None:
    ones, twos = (Span(Volume(step), Volume(step), Volume(5 * step)) for step in (1, 2))
    way = Way(liquid("l", 1, Fraction(1)), None, (ones, twos)[::order])
    ruler = Ruler(Fraction(1), [way]).for_dose(Mass(Fraction(wanted)))
    whole = Fraction(wanted) * ruler.units
    found = [(whole + off) / ruler.units for off, _, _, _ in ruler.marks(int(whole), int(20 * ruler.units))]
    assert found == [Fraction(mark) for mark in marks]


NOTHING = Fraction(0)
ANY = Preferences(tolerance=Fraction(3, 10))


def by_millilitre(concentration: int, step: str, most: int) -> Way:
    """Return how a liquid is measured by steps of *step* mL, from one of them to *most* mL."""
    one = Volume(Fraction(step))
    return Way(liquid(f"of-{concentration}", concentration, one.ml), None, (Span(one, one, Volume(most)),))


def test_nothing_is_measured_beside_tablets_that_are_the_dose_or_more() -> None:
    ways = [by_millilitre(1, "1", 2)]
    assert best_with_liquid(Mass(10), Tablets([solid("p", 12)], ANY), ways, ANY, NOTHING) == ()
    assert best_with_liquid(Mass(12), Tablets([solid("p", 12)], ANY), ways, ANY, NOTHING) == ()


def test_what_asks_less_is_found_after_what_asks_more() -> None:
    tablets = Tablets([solid("p", 5), solid("q", 2)], ANY)
    (made,) = best_with_liquid(Mass(11), tablets, [by_millilitre(100, "0.01", 1)], ANY, NOTHING)
    assert made.liquid
    assert (made.pieces, made.liquid.volume) == ((), Volume(Fraction("0.11")))


def test_of_ways_that_ask_alike_the_one_of_less_volume_is_taken() -> None:
    dropper = Dropper(id="d", name="a dropper", source=SOURCE, drops_per_ml=Fraction(20))
    drop = Volume(Fraction(1, 20))
    dripped = liquid("b", 60, drop.ml, drops_per_ml=20)
    ways = [by_millilitre(1, "1", 20), Way(dripped, dropper, (Span(drop, drop, drop * 40),))]
    (made,) = best_with_liquid(Mass(6), Tablets([solid("p", 5)], ANY), ways, ANY, NOTHING)
    assert made.liquid
    assert (made.pieces, made.liquid.product.id, made.liquid.volume) == ((), "b", drop * 2)


def test_of_what_asks_alike_that_of_fewer_products_is_taken() -> None:
    tablets = Tablets([solid("p", 5), solid("q", 4)], ANY)
    ways = [by_millilitre(2, "1", 1), by_millilitre(1, "1", 1)]
    (made,) = best_with_liquid(Mass(11), tablets, ways, ANY, NOTHING)
    assert set(made.product_ids) == {"p", "of-1"}


def test_a_difference_that_one_device_does_not_excuse_another_may() -> None:
    error = Tolerance(kind=Kind.SYRINGE, text="50%", of_volume=Fraction(1, 2), source=SOURCE)
    drawn = Syringe(id="s", name="a syringe", source=SOURCE, capacity=Volume(5), mark=Volume(1), tolerance=error)
    known = ways_of(liquid("l", 1, Fraction(1)), (drawn,), max_volume=Volume(5))
    exact = Preferences(tolerance=NOTHING)
    for ways in [by_millilitre(1, "1", 5), *known], [*known, by_millilitre(1, "1", 5)]:
        options = best_with_liquid(Mass(Fraction("3.1")), Tablets([], exact), ways, exact, Fraction(3, 10))
        assert [(made.liquid and made.liquid.device, made.mass) for made in options] == [(drawn, Mass(3))]


def test_beside_tablets_that_are_the_dose_nothing_is_measured_on_either_side() -> None:
    ways = [by_millilitre(2, "1", 1)]
    below, above = sides_with_liquid(Mass(5), Tablets([solid("p", 5)], ANY), ways, ANY)
    assert (below and below.mass, above) == (Mass(2), None)


@pytest.mark.parametrize("tenths", range(7, 260, 11))
def test_the_nearest_on_each_side_are_those_of_every_choice(tenths: int) -> None:
    """Of whole tablets, halves of one of them, and a volume: no tablets of the dose or more, and never the dose."""
    dose, usual = Fraction(tenths, 10), Preferences(max_pieces=3)
    tablets = Tablets([solid("p", 3, 2), solid("q", 5)], usual)
    measured = Way(
        liquid("l", 2, Fraction(1, 2)), None, (Span(Volume(Fraction(1, 2)), Volume(1), Volume(Fraction(5, 2))),)
    )
    found = sides_with_liquid(Mass(dose), tablets, [measured], usual)
    best: dict[bool, tuple[Fraction, int, Fraction, Fraction, Fraction]] = {}
    for half, threes, fives, steps in product((0, 1), range(4), range(4), range(2, 6)):
        beside, volume = Fraction(3 * half, 2) + 3 * threes + 5 * fives, Fraction(steps, 2)
        off = beside + 2 * volume - dose
        if half + threes + fives <= 3 and beside < dose and off:
            rank = (abs(off), half, half + threes + fives + volume, volume, beside)
            best[off > 0] = min(rank, best.get(off > 0, rank))
    for side, made in zip((False, True), found, strict=True):
        if made is None:
            assert side not in best
            continue
        assert made.liquid
        off, half, load, volume, _ = best[side]
        assert (abs(made.mass.mg - dose), sum(made.cuts), made.liquid.volume.ml) == (off, half, volume)
        assert sum(piece.count for piece in made.pieces) + volume == load
