"""So many doses that add up to a total: against every choice there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import UsageError
from pillsplit.model.preferences import Prefer, Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.way import Way, ways_of
from pillsplit.solver import even
from pillsplit.solver.attainable import Makeable
from pillsplit.solver.even import EvenDoses
from pillsplit.solver.even_totals import EvenTotals
from pillsplit.verbs.cycle import in_turn
from tests.definitions import fit as slowly
from tests.worlds import liquid, solid

UNITS = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)])


@given(
    UNITS,
    st.dictionaries(st.integers(1, 15), st.tuples(st.integers(0, 1), st.integers(0, 3)), max_size=7),
    st.integers(1, 4),
)
@settings(max_examples=80)
def test_the_most_even_doses_are_found_for_every_total(
    unit: Fraction, drawn: dict[int, tuple[int, int]], number: int
) -> None:
    weighed = slowly.Weighed({Fraction(0): (0, 0)} | {each * unit: weight for each, weight in drawn.items()})
    evenly = EvenDoses([Mass(dose) for dose in weighed.doses if dose], number, lambda dose: weighed.burdens[dose.mg])
    totals = {sum(doses, start=Fraction(0)) for doses in combinations_with_replacement(weighed.doses, number)}
    assert [total.mg for total in evenly.totals(Mass(1000))] == sorted(totals)
    for total in totals | {Fraction(1, 7), Fraction(1000)}:
        found = evenly.doses(Mass(total))
        made = None if found is None else tuple(dose.mg for dose in found)
        assert made == slowly.shared(total, number, weighed)


def test_totals_end_with_the_first_that_is_not_below_the_most() -> None:
    evenly = EvenDoses([Mass(2), Mass(5)], 2, lambda _: (0,))
    assert [str(total) for total in evenly.totals(Mass(3))] == ["0 mg", "2 mg", "4 mg"]
    assert [str(total) for total in evenly.totals(Mass(4))] == ["0 mg", "2 mg", "4 mg", "5 mg"]


def test_doses_without_a_unit_to_work_with_are_refused() -> None:
    with pytest.raises(UsageError, match="too fine to add up 3 of them: name products with rounder strengths"):
        EvenDoses([Mass(Fraction(1, 1_000_003)), Mass(5)], 3, lambda _: (0,))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=9))
def test_in_turn_the_sum_stays_as_near_to_its_share_as_each_day_allows(masses: list[int]) -> None:
    doses = tuple(sorted(map(Fraction, masses)))
    assert [dose.mg for dose in in_turn([Mass(dose) for dose in doses])] == list(slowly.orders(doses))


def test_what_cannot_be_made_asks_nothing_that_could_be_told() -> None:
    halves = Makeable([solid("t", 2, 2)], Preferences())
    assert halves.burden(Mass(3)) == (0, 0, 0, 0, 1, 0, 2, 1)
    with pytest.raises(ValueError, match=r"^0.5 mg cannot be made exactly$"):
        halves.burden(Mass(Fraction(1, 2)))
    with pytest.raises(ValueError, match=r"^no 2 doses add up to 0.5 mg$"):
        EvenTotals(halves, halves, 2, Mass(4)).taken(Mass(Fraction(1, 2)))
    assert EvenTotals(halves, halves, 2, Mass(4)).weight(Mass(3)) == (1, 0, 0, 0, 0, 1, 0, 2, 2)
    drops = Makeable(
        [solid("t", 2, 2)], Preferences(prefer=Prefer.FEWEST_PIECES), [ways(liquid("l", 1, Fraction(1, 2)))]
    )
    assert drops.burden(Mass(Fraction(5, 2))) == (1, 1, 0, 0, 0, 0, 0, 2)
    assert drops.burden(Mass(2)) == (0, 1, 0, 0, 0, 0, 0, 1)


def ways(measured: Liquid) -> tuple[Way, ...]:
    return ways_of(measured, (), max_volume=Volume(10))


@pytest.mark.parametrize(("light", "doses"), [(2, (1, 2, 2, 3)), (3, (1, 1, 3, 3))])
def test_of_doses_equally_even_those_that_ask_less_are_taken(light: int, doses: tuple[int, ...]) -> None:
    evenly = EvenDoses([Mass(1), Mass(2), Mass(3)], 4, lambda dose: (0 if dose.mg == light else 1,))
    assert evenly.doses(Mass(8)) == (Mass(2),) * 4
    evenly = EvenDoses([Mass(1), Mass(2), Mass(3), Mass(4)], 4, lambda dose: (0 if dose.mg == light else 1,))
    assert evenly.easiest(Mass(8), Mass(2)) == tuple(map(Mass, (2, 2, 2, 2) if light == 2 else doses))


@given(
    UNITS,
    st.dictionaries(st.integers(0, 12), st.tuples(st.integers(0, 1), st.integers(0, 3)), min_size=1, max_size=7),
    st.integers(1, 4),
    st.integers(1, 30),
    st.integers(0, 8),
    st.lists(st.integers(0, 12), max_size=4),
    st.lists(st.integers(0, 12), max_size=4),
)
def test_the_easiest_doses_are_those_of_every_choice(
    unit: Fraction,
    drawn: dict[int, tuple[int, int]],
    number: int,
    total: int,
    apart: int,
    before: list[int],
    at_most: list[int],
) -> None:
    burdens = {0: (0, 0)} | drawn
    evenly = EvenDoses(
        [Mass(each * unit) for each in sorted(burdens) if each], number, lambda dose: burdens[int(dose.mg / unit)]
    )

    def key(doses: tuple[int, ...]) -> Any:
        burden = tuple(map(sum, zip(*(burdens[each] for each in doses), strict=True)))
        changed = sum(new != old for new, old in zip(doses, sorted(before), strict=False))
        first = (changed, burden) if at_most else (burden, changed)
        return (*first, doses[-1] - doses[0], doses[::-1])

    choices = [
        doses
        for doses in combinations_with_replacement(sorted(burdens), number)
        if sum(doses) == total
        and doses[-1] - doses[0] <= apart
        and all(dose <= limit for dose, limit in zip(doses, sorted(at_most), strict=False))
    ]
    limits = [[Mass(each * unit) for each in sorted(given_)] for given_ in (before, at_most)]
    found = evenly.easiest(Mass(total * unit), Mass(apart * unit), *limits)
    best = sorted(choices, key=key)[:1]
    assert found == (tuple(Mass(each * unit) for each in best[0]) if best else None)


@pytest.mark.parametrize("unit", [Fraction(1), Fraction(1, 2)])
@pytest.mark.parametrize(
    ("values", "total", "number", "apart", "before", "at_most", "doses"),
    [
        ("1 2 3 4 5 6", 7, 2, 3, "", "", "3 4"),
        ("1 2 3 4 5 6", 7, 2, 3, "2 5", "", "2 5"),
        ("1 2 3 4 5 6", 7, 2, 3, "3 4", "6 6", "3 4"),
        ("1 3 5 6", 12, 3, 5, "", "", "3 3 6"),
    ],
)
def test_of_doses_that_ask_alike_those_as_before_are_taken_and_then_the_most_even(
    values: str, total: int, number: int, apart: int, before: str, at_most: str, doses: str, unit: Fraction
) -> None:
    def masses(written: str) -> list[Mass]:
        return [Mass(int(each) * unit) for each in written.split()]

    evenly = EvenDoses(masses(values), number, lambda dose: (5 if dose else 0,))
    found = evenly.easiest(Mass(total * unit), Mass(apart * unit), masses(before), masses(at_most))
    assert found == tuple(masses(doses))


def test_the_last_doses_that_are_not_too_fine_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 0, 1 and 2 mg two come to at most 4 units: four times three values is the work."""
    for limit, enough in (("LARGEST", 4), ("MOST_WORK", 12)):
        with monkeypatch.context() as patch:
            patch.setattr(even, limit, enough)
            assert EvenDoses([Mass(1), Mass(2)], 2, lambda _: (0,)).doses(Mass(3)) == (Mass(1), Mass(2))
            patch.setattr(even, limit, enough - 1)
            with pytest.raises(UsageError, match="multiples of 1 mg, too fine to add up 2 of them"):
                EvenDoses([Mass(1), Mass(2)], 2, lambda _: (0,))
