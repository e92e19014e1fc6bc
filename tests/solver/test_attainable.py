"""The doses that can be made, up to a most and up to a wanted one, and with which liquid."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.errors import UsageError
from pillsplit.model.device import Span
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Solid
from pillsplit.model.way import Way
from pillsplit.solver import attainable
from pillsplit.solver.attainable import Makeable
from tests.worlds import liquid, solid


def way(identity: str, concentration: int, step: str, least: str, most: str) -> Way:
    """Return how a liquid is measured by steps of *step* mL, from a least to a most."""
    span = Span(*(Volume(Fraction(each)) for each in (step, least, most)))
    return Way(liquid(identity, concentration, Fraction(step)), None, (span,))


FINE, COARSE = way("fine", 1, "1", "1", "2"), way("coarse", 10, "1", "1", "2")
HEAVY = way("heavy", 1, "1", "7", "9")


@pytest.mark.parametrize(
    ("solids", "ways", "wanted", "doses"),
    [
        ([solid("p", 2)], [], "3", "2 4"),
        ([solid("p", 2)], [], "4", "2 4"),
        ([solid("p", 2)], [], "9", "2 4 6 8"),  # of more than twice as many pieces as are usual there is none
        ([], [FINE, COARSE], "2", "1 2"),
        ([], [COARSE, FINE], "5", "1 2 10"),
        ([], [HEAVY], "1", "7"),
        ([], [HEAVY], "8", "7 8"),
        ([solid("p", 4)], [HEAVY], "9", "4 7 8 9"),
        ([solid("p", 4)], [HEAVY], "13", "4 7 8 9 11 12 13"),
        ([solid("p", Fraction(1, 2))], [FINE], "2", "0.5 1 1.5 2"),
    ],
)
def test_every_dose_is_there_up_to_the_least_that_is_enough(
    solids: Sequence[Solid], ways: Sequence[Way], wanted: str, doses: str
) -> None:
    makeable = Makeable(solids, Preferences(max_pieces=2), [[each] for each in ways])
    found = makeable.reaching(Mass(Fraction(wanted)))
    assert found == [Mass(Fraction(each)) for each in doses.split()]
    assert all(makeable.answer(dose).is_exact for dose in found)


def test_sums_are_tried_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    makeable = Makeable([solid("p", 4)], Preferences(max_pieces=2), [[HEAVY]])
    monkeypatch.setattr(attainable, "MOST_TRIED", 9)  # nothing, one tablet or two, beside 7, 8 or 9 mL
    assert len(makeable.up_to(Mass(20))) == 10
    monkeypatch.setattr(attainable, "MOST_TRIED", 8)
    with pytest.raises(UsageError, match="more than 8 sums"):
        makeable.up_to(Mass(20))


def test_of_two_liquids_the_one_that_asks_less_makes_a_dose() -> None:
    thin, strong = way("a", 1, "1", "1", "10"), way("b", 5, "1", "1", "2")
    for ways in [thin, strong], [strong, thin]:
        made = Makeable([], Preferences(), [[each] for each in ways]).answer(Mass(5)).combination
        assert made
        assert set(made.product_ids) == {"b"}
