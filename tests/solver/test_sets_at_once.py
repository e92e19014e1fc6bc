"""All sets at once come to what each set comes to by itself."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.solver.set_outcomes import Outcome, Outcomes, Singly
from pillsplit.solver.sets_at_once import AtOnce
from tests import bridge
from tests.definitions.dose import Asked, Liquid, Spoon, Tablet, World


def by_set(outcomes: Outcomes) -> dict[int, dict[Mass, tuple[object, ...]]]:
    """Return for each set and dose what it comes to, in milligrams."""

    def in_mg(each: Outcome) -> tuple[object, ...]:
        made = None if each.made is None else Fraction(each.made, outcomes.parts)
        return (made, Fraction(each.off, outcomes.parts), each.liquid, *each[3:])

    return {
        number: {dose: in_mg(found[places[index]]) for dose, (found, places) in outcomes.by_dose.items()}
        for index, number in enumerate(outcomes.sets)
    }


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
    # What is left out has too many tablets, or one without which every dose comes to the same.
    for number in set(alone) - set(left):
        free = [1 << place for place in range(len(solids)) if (number & ~must) >> place & 1]
        assert number.bit_count() > most or any(alone[number] == alone[number ^ each] for each in free)
    for number in left:
        assert number.bit_count() <= most
        assert number & must == must
        free = [1 << place for place in range(len(solids)) if (number & ~must) >> place & 1]
        assert all(alone[number] != alone[number ^ each] for each in free)


def test_a_tablet_stands_where_it_is_as_near_as_a_liquid() -> None:
    """3 mg lie between a tablet of 2 mg and a spoonful of 4 mg."""
    world = World(
        (Tablet("t", Fraction(2), 1),),
        Liquid("l", Fraction(1), (Spoon("s", (Fraction(4),)),)),
        Asked(tolerance=Fraction(2, 5), max_pieces=1),
    )
    arguments = ([bridge.solid(each) for each in world.tablets], [Mass(3)], bridge.preferences(world.asked), 0, 1)
    ways = bridge.ways(world.liquid, world.asked)
    found = by_set(AtOnce(*arguments).outcomes(ways, must=True))
    assert found == by_set(Singly(*arguments).outcomes(ways, must=True))
    assert (found[0][Mass(3)][2], found[1][Mass(3)][2]) == (True, False)
