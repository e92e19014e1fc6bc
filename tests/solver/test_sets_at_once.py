"""All sets at once come to what each set comes to by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.preferences import Preferences
from pillsplit.solver.set_outcomes import Outcome, Outcomes, Singly
from pillsplit.solver.sets_at_once import AtOnce
from tests import bridge
from tests.definitions.dose import Asked, Liquid, Spoon, Tablet, World
from tests.worlds import solid


def by_set(outcomes: Outcomes) -> dict[int, dict[Mass, tuple[object, ...]]]:
    """Return for each set and dose what it comes to, in milligrams."""

    def in_mg(each: Outcome) -> tuple[object, ...]:
        made = None if each.made is None else Fraction(each.made, outcomes.parts)
        return (made, Fraction(each.off, outcomes.parts), each.liquid, *each[3:])

    return {
        number: {dose: in_mg(found[places[index]]) for dose, (found, places) in outcomes.by_dose.items()}
        for index, number in enumerate(outcomes.sets)
    }


def needless(alone: dict[int, dict[Mass, tuple[object, ...]]], must: int = 0) -> set[int]:
    """Return the sets with a tablet, but for those that *must* be in it, without which every dose comes to the same."""
    return {
        number for number in alone if any(alone[number] == alone.get(number ^ each) for each in places(number & ~must))
    }


def places(number: int) -> list[int]:
    return [1 << place for place in range(number.bit_length()) if number >> place & 1]


@given(st.data(), bridge.worlds(), st.booleans())
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_every_set_that_is_left_comes_to_what_it_comes_to_by_itself(
    data: st.DataObject, world: World, with_liquid: bool
) -> None:
    solids = [bridge.solid(each) for each in world.tablets]
    doses = [Mass(data.draw(bridge.doses(world))) for _ in range(3)]
    must = data.draw(st.integers(0, (1 << len(solids)) - 1)) & data.draw(st.integers(0, 7))
    most = data.draw(st.integers(0, len(solids)))
    preferences = bridge.preferences(world.asked)
    ways = bridge.ways(world.liquid, world.asked) if with_liquid else ()
    arguments = (solids, list(dict.fromkeys(dose for dose in doses if dose)), preferences, must)
    alone = by_set(Singly(*arguments, len(solids)).outcomes(ways, must=True))
    singly = Singly(*arguments, most)
    sets = list(singly.outcomes(ways).sets)
    assert sorted(sets) == [
        each for each in range(1 << len(solids)) if each & must == must and each.bit_count() <= most
    ]
    assert singly.number == len(sets)
    left = by_set(AtOnce(*arguments, most).outcomes(ways, must=True))
    assert left == {number: alone[number] for number in left}
    assert {number for number in set(alone) - set(left) if number.bit_count() <= most} <= needless(alone, must)
    for number in left:
        assert number.bit_count() <= most
        assert number & must == must
    assert not needless(alone, must) & set(left)


def spoon(*millilitres: str, concentration: int = 1) -> Liquid:
    return Liquid("l", Fraction(concentration), (Spoon("s", tuple(map(Fraction, millilitres))),))


WIDE = Asked(tolerance=Fraction(2, 5), max_pieces=1)


@pytest.mark.parametrize(
    ("world", "doses", "of_all"),
    [
        # A tablet of 2 mg is as near to 3 mg as a spoonful of 4 mg, and stands.
        (World((Tablet("t", Fraction(2), 1),), spoon("4"), WIDE), "3", (2, False)),
        # Half a tablet is nearer than a spoonful that asks for no cut.
        (World((Tablet("t", Fraction(19), 2),), spoon("9"), WIDE), "10", (Fraction(19, 2), False)),
        # A spoonful beside a tablet that is more than the dose is never nearer than the tablet.
        (World((Tablet("t", Fraction(12), 1),), spoon("1"), WIDE), "10", (12, False)),
        # Of two that ask alike and are as far the lower is made, though more of it is measured.
        (
            World(
                (Tablet("t", Fraction(9), 1), Tablet("u", Fraction(6), 1)),
                spoon("1", "2", concentration=2),
                Asked(tolerance=Fraction(1, 10), max_pieces=2),
            ),
            "13.5 15",
            (13, True),
        ),
        # No guess is better than fewer pieces.
        (
            World(
                (Tablet("t", Fraction(4), 2), Tablet("u", Fraction(1), 1), Tablet("v", Fraction(12), None)),
                None,
                Asked(max_pieces=5),
            ),
            "6 12",
            (6, False),
        ),
    ],
)
def test_the_set_of_all_comes_to_what_it_comes_to_by_itself(
    world: World, doses: str, of_all: tuple[Fraction | int, bool]
) -> None:
    solids = [bridge.solid(each) for each in world.tablets]
    wanted = [Mass(Fraction(dose)) for dose in doses.split()]
    arguments = (solids, wanted, bridge.preferences(world.asked), 0, len(solids))
    ways = bridge.ways(world.liquid, world.asked) if world.liquid else ()
    at_once = AtOnce(*arguments)
    assert at_once.number == 1 << len(solids)
    found, alone = (by_set(each.outcomes(ways, must=True)) for each in (at_once, Singly(*arguments)))
    assert found == {number: alone[number] for number in found}
    assert set(alone) - set(found) == needless(alone)
    made, _, liquid, *_ = alone[len(alone) - 1][wanted[0]]
    assert (made, liquid) == of_all


def test_the_sets_of_each_by_itself_all_hold_what_they_must() -> None:
    solids = [solid(each, mg) for each, mg in (("a", 1), ("b", 2), ("c", 5))]
    singly = Singly(solids, [Mass(5)], Preferences(), 0b010, 2)
    assert sorted(singly.outcomes(()).sets) == [0b010, 0b011, 0b110]
    assert singly.number == 3
