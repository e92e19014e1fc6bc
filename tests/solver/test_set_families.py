"""Families of sets come to the same as each set by itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.solver import set_families
from pillsplit.solver.grid import Grid, Sort, Sum
from pillsplit.solver.set_families import Families, Made, Numbering, TooWide, members

DENOMINATORS = st.sampled_from([(1,), (1, 2), (1, 3), (1, 2, 4), (1, 2, 4, 8)])
LIMIT = 60


@st.composite
def sorts(draw: st.DrawFn) -> Sort:
    denominators = draw(DENOMINATORS)
    strength = draw(st.integers(1, 2)) * denominators[-1] * draw(st.integers(1, 3))
    guesses = draw(st.frozensets(st.sampled_from(denominators))) - {1}
    return Sort(strength, denominators, guesses)


def of_set(made: list[Made], number: int) -> Sum | None:
    """Return the pieces by which a set is among *made*: it is there at most once."""
    found = [each.pieces for each in made if each.family >> number & 1]
    assert len(found) <= 1
    return Sum(found[0][:5], found[0][5], 0) if found else None


@given(st.lists(sorts(), min_size=1, max_size=3), st.integers(1, 3), st.booleans())
@settings(max_examples=60)
def test_a_family_holds_the_sets_that_make_a_sum_by_themselves(drawn: list[Sort], few: int, pieces_first: bool) -> None:
    families = Families(drawn, few, LIMIT, pieces_first=pieces_first)
    for number in range(1 << len(drawn)):
        grid = Grid([sort for place, sort in enumerate(drawn) if number >> place & 1], 2 * few, LIMIT)
        for mass in range(1, LIMIT + 1):
            best = grid.best(mass, few, pieces_first=pieces_first) or grid.fewest_wholes(mass, 2 * few)
            shown = best or grid.best(mass, 2 * few, pieces_first=pieces_first)
            for found, expected in ((families.best(mass), best), (families.shown(mass), shown)):
                assert of_set(found, number) == (expected and expected._replace(mass=0)), (number, mass)
            is_made = bool(families.tablets_only.get(mass, 0) >> number & 1)
            assert is_made == grid.makes(mass)


def test_tables_that_would_be_too_wide_are_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [Sort(2, (1, 2)), Sort(4, (1,))]
    monkeypatch.setattr(set_families, "MOST_BITS", 16)  # the sums 0, 1, 2 and 4, each with a bit for four sets
    assert sum(map(len, Families(two, 1, LIMIT).table.values())) == 4
    monkeypatch.setattr(set_families, "MOST_BITS", 15)
    with pytest.raises(TooWide):
        Families(two, 1, LIMIT)


@given(st.lists(st.integers(0, 300), min_size=8, max_size=8), st.integers(0, 2))
def test_the_number_of_a_set_is_that_of_its_family(numbers: list[int], place: int) -> None:
    families = [sum(1 << each for each, own in enumerate(numbers) if own == number) for number in range(301)]
    numbering = Numbering(families, 8)
    wanted = [3, 0, 7, 7, 1]
    assert numbering.numbers(wanted) == [numbers[each] for each in wanted]
    more = 1 << place
    changed = members(numbering.changed(more), 8)
    without = [each for each in range(8) if not each & more]
    assert [each for each in changed if not each & more] == [
        each for each in without if numbers[each] != numbers[each | more]
    ]


def test_the_sets_of_a_family_are_counted_from_its_lowest_bit() -> None:
    assert members(0b1001, 4) == [0, 3]
    assert members(0, 4) == []
    assert members(0b1, 1) == [0]
