"""Bottles, day by day: when each is opened and last drawn from, what each interval takes, opens and throws away."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Volume
from pillsplit.model.bottles import Bottle, Use
from pillsplit.model.product import Liquid
from pillsplit.verbs.bottles import fewest_bottles, plan_bottles
from tests.definitions import bottles as definition
from tests.worlds import liquid

ZERO = Fraction(0)


def lived_through(daily: list[Fraction], size: Fraction | None, life: int | None) -> list[Bottle]:
    """Return the bottles of a size (None: without end) that are opened, each day lived through."""
    bottles: list[list[int | Fraction]] = []
    for day, needed in enumerate(daily, start=1):
        missing = needed
        while missing:
            good = bottles and (life is None or day < bottles[-1][0] + life)
            room = (missing if size is None else size - bottles[-1][2]) if good else ZERO
            if not room:
                bottles.append([day, day, ZERO])
                room = missing if size is None else size
            taken = min(room, missing)
            bottles[-1][1] = day
            bottles[-1][2] += taken
            missing -= taken
    return [
        Bottle(int(opened), int(last), Volume(used), None if life is None else int(opened) + life - 1)
        for opened, last, used in bottles
    ]


def of(size: Fraction | None, life: int | None) -> Liquid:
    bottles = () if size is None else (Volume(size),)
    return liquid("l", 1, Fraction(1, 2), bottles=bottles, in_use_days=life)


def day_by_day(stretches: list[tuple[int, Fraction]]) -> tuple[list[Fraction], list[Use]]:
    """Return what is taken on each day, and the stretches on which something is."""
    daily: list[Fraction] = []
    uses = []
    for days, volume in stretches:
        if volume:
            uses.append(Use(len(daily) + 1, len(daily) + days, Volume(volume)))
        daily += [volume] * days
    return daily, uses


STRETCHES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 6).map(lambda n: Fraction(n, 2))), min_size=1, max_size=5
)


@given(
    STRETCHES,
    st.sampled_from([None, Fraction(1), Fraction(2), Fraction(5), Fraction(15, 2)]),
    st.sampled_from([None, 1, 2, 3, 7]),
    st.integers(1, 12),
)
def test_bottles_are_those_of_every_day_lived_through(
    stretches: list[tuple[int, Fraction]], size: Fraction | None, life: int | None, interval: int
) -> None:
    daily, uses = day_by_day(stretches)
    end = len(daily)
    plan = plan_bottles(of(size, life), uses, end, interval)
    bottles = lived_through(daily, size, life) if size or life else []
    assert list(plan.bottles) == bottles
    assert (plan.size, plan.life) == (None if size is None else Volume(size), life)
    assert [(each.first, each.last) for each in plan.intervals] == [
        (first, min(first + interval - 1, end)) for first in range(1, end + 1, interval)
    ]
    for each in plan.intervals:
        assert each.volume == Volume(sum(daily[each.first - 1 : each.last], start=ZERO))
        opened = [bottle for bottle in bottles if each.first <= bottle.opened <= each.last]
        assert each.opened == (len(opened) if bottles else None)
        if size is None or life is None:
            assert each.discarded is None
        else:
            over = [b for b in bottles if each.first <= min(b.opened + life - 1, end) <= each.last]
            assert each.discarded == Volume(sum((size - b.used.ml for b in over), start=ZERO))


@given(
    STRETCHES,
    st.lists(st.sampled_from([1, 2, 3, 5]), min_size=1, max_size=3, unique=True),
    st.sampled_from([None, 2, 5]),
)
def test_of_several_sizes_the_one_of_which_fewest_are_opened_is_taken_then_the_smaller(
    stretches: list[tuple[int, Fraction]], sizes: list[int], life: int | None
) -> None:
    daily, uses = day_by_day(stretches)
    assume(uses)
    product = liquid("l", 1, Fraction(1, 2), bottles=tuple(map(Volume, sizes)), in_use_days=life)
    plan = plan_bottles(product, uses, len(daily), 7)
    right = definition.answer(daily, [Fraction(size) for size in sizes], life)
    assert right
    assert plan.size == Volume(right.size)
    assert (plan.count or 0, plan.is_least) == (right.count, right.at_least)
    assert fewest_bottles(product, uses) == right.count
