import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import bridge
from tests.definitions import dose as definition


@settings(
    max_examples=int(sys.argv[1]) if len(sys.argv) > 1 else 400, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.data())
def t(data):
    world = data.draw(bridge.worlds())
    d = data.draw(bridge.doses(world))
    got = bridge.solver(world).answer(bridge.Mass(d))
    want = definition.answer(world, d)
    assert got.verdict == want.verdict, (got.verdict, want.verdict, want.rule)
    assert got.needs_liquid == want.needs_liquid
    if d:
        assert bridge.named(got.combination) == bridge.defined(want.combination), (
            bridge.named(got.combination),
            bridge.defined(want.combination),
        )
    for side in ("below", "above", "liquid_below", "liquid_above"):
        g, w = getattr(got, side), getattr(want, side)
        assert (g and g.mass.mg) == (w and w.made), (side, bridge.named(g), bridge.defined(w))
        if not side.startswith("liquid"):
            assert bridge.named(g) == bridge.defined(w), (side, bridge.named(g), bridge.defined(w))
    s = bridge.solver(world).sparing_cuts(bridge.Mass(d))
    w = definition.stay(world, want)
    assert (s and bridge.named(s.combination)) == (w and bridge.defined(w.combination)), (s, w)


t()
