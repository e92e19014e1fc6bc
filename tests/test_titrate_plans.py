"""Whole plans: the bottles against brute force, and what holds of every plan, whatever the schedule and the shelf."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pillsplit.verbs.titrate import Titration, first_days, titrate

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.combination import Measured
from pillsplit.model.device import Dropper, Spoon, Syringe
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.verbs.bottles import BottlePlan, Use, opened, plan_bottles
from pillsplit.verbs.measuring import Measuring, Switch, error_of
from tests import oracle_titrate
from tests.worlds import STRENGTHS, liquid, shelf, solid

USES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=4)
"""Stretches as (volume a day, days); a volume of 0 is a stretch of tablets."""


def uses(stretches: list[tuple[int, int]]) -> tuple[list[Use], list[int]]:
    """Return the stretches as the package has them, and the volume of each day."""
    found: list[Use] = []
    daily: list[int] = []
    for volume, days in stretches:
        if volume and days:
            found.append(Use(len(daily) + 1, len(daily) + days, Volume(volume)))
        daily += [volume] * days
    return found, daily


@given(USES, st.integers(1, 5), st.integers(1, 4))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_no_way_of_opening_bottles_takes_fewer(stretches: list[tuple[int, int]], holds: int, life: int) -> None:
    taken, daily = uses(stretches)
    daily = daily[:5]
    taken = [evolve(use, last=min(use.last, 5)) for use in taken if use.first <= 5]
    bottles = opened(taken, Volume(holds), life)
    assert len(bottles) == oracle_titrate.fewest_bottles(daily, holds, life)


@given(USES, st.integers(1, 9), st.integers(1, 9), st.integers(1, 5))
@settings(max_examples=200)
def test_bottles_cover_every_day_within_their_life_and_one_less_does_not(
    stretches: list[tuple[int, int]], holds: int, life: int, interval: int
) -> None:
    taken, daily = uses(stretches)
    if not taken:
        return
    water = liquid("l", 1, Fraction(1, 10), bottles=(Volume(holds),), in_use_days=life)
    plan = plan_bottles(water, taken, len(daily), interval)
    holds_every_law_of_bottles(plan, taken, len(daily))
    assert not covered(daily, [(bottle.opened, holds) for bottle in plan.bottles[:-1]], life)
    assert covered(daily, [(bottle.opened, holds) for bottle in plan.bottles], life)


def covered(daily: list[int], bottles: list[tuple[int, int]], life: int) -> bool:
    """Say whether bottles opened on these days give every day its volume, the oldest drawn from first."""
    rests = [[day, holds] for day, holds in bottles]
    for day, volume in enumerate(daily, start=1):
        needed = volume
        for bottle in rests:
            if bottle[0] <= day < bottle[0] + life:
                taken = min(needed, bottle[1])
                bottle[1] -= taken
                needed -= taken
        if needed:
            return False
    return True


def holds_every_law_of_bottles(plan: BottlePlan, taken: list[Use], days: int) -> None:
    volume = sum((use.volume for use in taken), start=Volume(0))
    assert plan.volume == volume
    assert plan.intervals[0].first == 1
    assert plan.intervals[-1].last == days
    for before, after in zip(plan.intervals, plan.intervals[1:], strict=False):
        assert after.first == before.last + 1
    if not plan.bottles:
        assert plan.count is None
        assert (plan.size, plan.life) == (None, None)
        return
    assert sum((bottle.used for bottle in plan.bottles), start=Volume(0)) == volume
    assert sum(interval.opened or 0 for interval in plan.intervals) == plan.count == len(plan.bottles)
    for bottle in plan.bottles:
        assert bottle.opened <= bottle.last <= days
        if plan.size:
            assert Volume(0) < bottle.used <= plan.size
        if plan.life:
            assert bottle.last <= bottle.opened + plan.life - 1 == bottle.kept_until
    if plan.size and plan.life:
        assert plan.discarded == plan.size * len(plan.bottles) - volume
        left = [interval.discarded for interval in plan.intervals]
        assert sum((each for each in left if each is not None), start=Volume(0)) == plan.discarded
        assert plan.count == len(opened(taken, plan.size, plan.life))
    else:
        assert plan.is_least
        assert plan.discarded is None


def test_a_bottle_is_used_up_to_the_last_day_of_its_life_and_not_beyond() -> None:
    daily = Volume(Fraction(1, 2))
    bottles = opened([Use(1, 200, daily)], Volume(150), 90)
    assert [(bottle.opened, bottle.last, bottle.kept_until) for bottle in bottles] == [
        (1, 90, 90),
        (91, 180, 180),
        (181, 200, 270),
    ]
    assert [str(bottle.used) for bottle in bottles] == ["45 mL", "45 mL", "10 mL"]


def test_a_bottle_ages_while_tablets_are_taken() -> None:
    bottles = opened([Use(1, 7, Volume(1)), Use(29, 35, Volume(1))], Volume(100), 28)
    assert [(bottle.opened, bottle.last) for bottle in bottles] == [(1, 7), (29, 35)]


def test_the_last_of_a_bottle_is_taken_with_the_first_of_the_next() -> None:
    bottles = opened([Use(1, 3, Volume(4))], Volume(10), None)
    assert [(bottle.opened, str(bottle.used)) for bottle in bottles] == [(1, "10 mL"), (3, "2 mL")]


def test_a_day_may_take_more_than_one_bottle() -> None:
    bottles = opened([Use(1, 2, Volume(25))], Volume(10), 5)
    assert [(bottle.opened, bottle.last, str(bottle.used)) for bottle in bottles] == [
        (1, 1, "10 mL"),
        (1, 1, "10 mL"),
        (1, 2, "10 mL"),
        (2, 2, "10 mL"),
        (2, 2, "10 mL"),
    ]


def test_of_two_bottle_sizes_the_one_that_leaves_less_is_taken() -> None:
    water = liquid("l", 1, Fraction(1, 10), bottles=(Volume(25), Volume(10)), in_use_days=28)
    plan = plan_bottles(water, [Use(1, 28, Volume(1))], 28, 28)
    assert (plan.size, plan.count, plan.discarded) == (Volume(10), 3, Volume(2))
    plan = plan_bottles(water, [Use(1, 25, Volume(2))], 28, 28)
    assert (plan.size, plan.count, plan.discarded) == (Volume(25), 2, Volume(0))


def test_without_an_opened_life_the_bottles_are_told_as_the_least_there_can_be() -> None:
    water = liquid("l", 1, Fraction(1, 10), bottles=(Volume(100),))
    plan = plan_bottles(water, [Use(1, 150, Volume(1))], 150, 28)
    assert (plan.count, plan.is_least, plan.discarded) == (2, True, None)
    unknown = plan_bottles(liquid("l", 1, Fraction(1, 10)), [Use(1, 150, Volume(1))], 150, 28)
    assert (unknown.count, unknown.volume) == (None, Volume(150))


USUAL = [
    Fraction(text) for text in ("5", "4.75", "4.5", "2.5", "1.5", "1.25", "1", "0.75", "0.25", "9.2", "9", "13.3", "0")
]
DOSE = st.one_of(
    st.sampled_from(USUAL), st.sampled_from(USUAL), st.fractions(min_value=0, max_value=20, max_denominator=40)
)
STEP = st.tuples(st.lists(DOSE, min_size=1, max_size=2), st.sampled_from((1, 3, 14, 30)))
HAVE = ((), (), ("1 mL",), ("5 mL by 0.2 mL", "dropper"), ("spoon",), ("dropper",), ("20 mL", "spoon"))
TIMES = ("morning", "night")


@st.composite
def shelves(draw: st.DrawFn) -> Shelf:
    usual = [solid("p2", 2, 2), solid("p5", 5, 2)]
    tablets = draw(st.sampled_from(([], usual, usual))) or [
        solid(f"p{number}", draw(STRENGTHS), draw(st.sampled_from((1, 2, 4, None))))
        for number in range(draw(st.integers(0, 3)))
    ]
    liquids = []
    for number in range(draw(st.integers(0, 2))):
        drops = draw(st.sampled_from((None, None, 20, 24, 30)))
        sizes = draw(st.lists(st.sampled_from((10, 30, 100)), max_size=2, unique=True))
        liquids.append(
            liquid(
                f"l{number}",
                draw(st.sampled_from([Fraction(text) for text in ("1", "0.4", "0.1", "10", "5", "1/3")])),
                Fraction(1, drops or 10),
                drops_per_ml=drops,
                drops_only=bool(drops) and draw(st.booleans()),
                bottles=tuple(map(Volume, sizes)),
                in_use_days=draw(st.sampled_from((None, None, 3, 28))),
            )
        )
    return shelf(*tablets, *liquids)


@st.composite
def titrations(draw: st.DrawFn) -> Titration:
    """Draw a plan: a shelf, devices, a schedule of one or two doses a day, and how one goes over to liquid."""
    steps = draw(st.lists(STEP, min_size=1, max_size=5))
    schedule = Schedule(
        tuple(
            Step(number, days, tuple(Dose("drug", *pair) for pair in zip(TIMES, map(Mass, doses), strict=False)))
            for number, (doses, days) in enumerate(steps, start=1)
        )
    )
    measuring = Measuring(
        have=draw(st.sampled_from(HAVE)),
        max_fills=draw(st.sampled_from((1, 1, 2, 3))),
        switch=draw(st.sampled_from(Switch)),
        from_step=draw(st.sampled_from((None, None, 1, len(steps)))),
        interval=draw(st.sampled_from((7, 28, 30))),
        in_use_days=draw(st.sampled_from((None, None, None, 14))),
    )
    tolerance = draw(st.sampled_from((Fraction(1, 100), Fraction(0))))
    return titrate(schedule, draw(shelves()), Preferences(max_pieces=3, tolerance=tolerance), measuring)


def holds_every_law(titration: Titration) -> None:
    """Assert what must hold of any plan."""
    daily: Counter[tuple[str, int]] = Counter()
    for step, titrated in titration.doses:
        made, dose = titrated.answer.combination, titrated.dose.mass
        assert titrated.answer.dose == dose
        assert (made is None) == (titrated.answer.verdict == "unreachable")
        if made is None:
            continue
        assert made.mass == sum((item.mass for item in made.items), start=Mass(0))
        assert titrated.answer.difference == made.mass - dose
        if made.liquid is None:
            assert made.mass == dose
            continue
        assert titrated.answer.verdict == "liquid"
        assert abs(titrated.answer.difference.mg) <= dose.mg * titration.preferences.tolerance
        is_measured_as_its_device_can(made.liquid, titration)
        for day in range(step.first_day, step.first_day + step.step.days):
            daily[made.liquid.product.id, day] += made.liquid.volume.ml  # type: ignore[assignment]  # exact
    for plan in titration.plan.bottles:
        mine = {day: volume for (identity, day), volume in daily.items() if identity == plan.product.id}
        assert plan.volume.ml == sum(mine.values())
        taken = [Use(day, day, Volume(Fraction(volume))) for day, volume in sorted(mine.items())]
        holds_every_law_of_bottles(plan, taken, titration.schedule.days)
        if plan.count and plan.size:
            fewer = [(bottle.opened, plan.size.ml) for bottle in plan.bottles][:-1]
            assert runs_dry(mine, fewer, plan.life)
            assert not runs_dry(mine, [*fewer, (plan.bottles[-1].opened, plan.size.ml)], plan.life)
    assert {identity for identity, _ in daily} == {plan.product.id for plan in titration.plan.bottles}


def runs_dry(daily: dict[int, int], bottles: list[tuple[int, Fraction]], life: int | None) -> bool:
    """Say whether a day is left uncovered."""
    rests = [[Fraction(day), Fraction(holds)] for day, holds in bottles]
    for day, volume in sorted(daily.items()):
        needed = Fraction(volume)
        for bottle in rests:
            if bottle[0] <= day and (life is None or day < bottle[0] + life):
                taken = min(needed, bottle[1])
                bottle[1] -= taken
                needed -= taken
        if needed:
            return True
    return False


def is_measured_as_its_device_can(measured: Measured, titration: Titration) -> None:
    device, volume, product = measured.device, measured.volume, measured.product
    assert measured.mass.mg == product.concentration.mg_per_ml * volume.ml
    assert device in titration.measuring.at_hand.items
    assert volume <= titration.preferences.max_volume
    fills = device.fills(volume) if device else ()
    assert sum(fills, start=Volume(0)) == volume
    assert len(fills) <= titration.measuring.max_fills
    match device:
        case Syringe():
            assert not product.drops_only
            assert all(fill.over(device.mark).denominator == 1 for fill in fills)
            assert all(device.capacity * Fraction(1, 10) <= fill <= device.capacity for fill in fills)
        case Spoon():
            assert not product.drops_only
            assert set(fills) <= set(device.measures)
        case Dropper():
            assert measured.drops is not None
            assert measured.drops.denominator == 1
    error = error_of(measured)
    if not isinstance(device, Spoon):
        assert error is not None
        assert Mass(0) < error < measured.mass


@given(titrations())
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
def test_every_law_holds_of_random_plans(titration: Titration) -> None:
    event("measured" if titration.plan.bottles else "not measured")
    holds_every_law(titration)


@pytest.mark.slow
@given(titrations())
@settings(max_examples=10_000, suppress_health_check=list(HealthCheck))
def test_every_law_holds_of_ten_thousand_random_plans(titration: Titration) -> None:
    holds_every_law(titration)


def test_the_random_plans_reach_the_hard_cases() -> None:
    seen: Counter[str] = Counter()

    @given(titrations())
    @settings(max_examples=200, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def reach(titration: Titration) -> None:
        for _, titrated in titration.doses:
            seen[titrated.answer.verdict] += 1
            seen.update({note.code for note in titrated.notes})
            if titrated.liquid and titrated.liquid.device:
                seen[titrated.liquid.device.kind] += 1
                seen["several fills"] += len(titrated.liquid.device.fills(titrated.liquid.volume)) > 1
                seen["no need of liquid"] += not titrated.answer.needs_liquid
        for plan in titration.plan.bottles:
            seen["expired"] += bool(plan.life and plan.count and plan.count > 1 and plan.discarded)
            seen["size not known"] += plan.size is None
            seen["life not known"] += plan.life is None
        seen["made up"] += bool(titration.made_up)
        seen["impossible"] += bool(titration.impossible)
        seen["changes"] += titration.plan.changes > 1
        seen.update({note.code for note in titration.notes})

    reach()
    wanted = {
        "whole", "halves", "liquid", "unreachable", "oral syringe", "spoon", "dropper", "several fills", "expired",
        "no need of liquid", "size not known", "life not known", "made up", "impossible", "changes", "cut-below-error",
        "low-in-device", "drops-in-syringe", "error-unknown", "other-device", "more-fills", "enfit-low-dose",
        "two-concentrations", "opened-life-unknown", "bottle-size-unknown", "no-liquid-here", "compounded", "shake",
    }  # fmt: skip
    assert {case for case in wanted if not seen[case]} == set()


@given(titrations())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_going_over_once_never_goes_back_where_liquid_can_be_measured(titration: Titration) -> None:
    kinds = [
        any(answer.combination and answer.combination.liquid for answer in answers)
        for answers in titration.once.answers
        if any(answer.combination and answer.combination.items for answer in answers)
    ]
    if titration.once.changes > 1:
        late = titration.once.answers[kinds.index(True) :]
        assert any(
            answer.combination and answer.combination.items and not answer.combination.liquid
            for answers in late
            for answer in answers
        )


def test_days_without_a_step_age_a_bottle_and_count_in_the_intervals() -> None:
    import datetime

    first, later = datetime.date(2026, 1, 1), datetime.date(2026, 1, 22)
    schedule = Schedule(
        (
            Step(1, 7, (Dose("drug", "day", Mass(Fraction(1, 2))),), first),
            Step(2, 7, (Dose("drug", "day", Mass(Fraction(1, 4))),), later),
        )
    )
    assert first_days(schedule) == [1, 22]
    water = liquid("l", 1, Fraction(1, 10), bottles=(Volume(100),), in_use_days=14)
    (plan,) = titrate(schedule, shelf(water)).plan.bottles
    assert [(bottle.opened, bottle.last) for bottle in plan.bottles] == [(1, 7), (22, 28)]
    assert [(interval.first, interval.last) for interval in plan.intervals] == [(1, 28)]
