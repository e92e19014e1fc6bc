"""So many doses that add up to a total: against every choice there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.solver.even import EvenDoses
from pillsplit.verbs.cycle import in_turn
from tests.definitions import fit as slowly

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
