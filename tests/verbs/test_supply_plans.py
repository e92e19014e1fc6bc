"""`supply` on random shelves and schedules, against a drawer that is lived through day by day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product as cartesian

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import Piece
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import DAY, TIMES, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.output.prescription import line, long_form
from pillsplit.output.renderers.text import as_text
from pillsplit.output.view import Style
from pillsplit.output.views.supply import page
from pillsplit.output.views.supply_data import body
from pillsplit.verbs.dispensing import Portion
from pillsplit.verbs.plan import plan as planned
from pillsplit.verbs.supply import Supply, supply
from tests import bridge
from tests.definitions import bottles as bottle_rule
from tests.definitions import dose as definition
from tests.definitions import supply as oracle
from tests.prescriptions import DAY as TAKEN
from tests.prescriptions import read_line, read_long_form

FIRST = datetime.date(2026, 12, 1)


@frozen
class Plan:
    """A question to `supply`."""

    schedule: Schedule
    shelf: Shelf
    preferences: Preferences
    interval: int
    have: dict[str, Fraction]
    expect: dict[str, Fraction]

    def answer(self, interval: int | None = None, **other: object) -> Supply:
        amounts = {"have": self.have, "expect": self.expect} | other
        measuring = Measuring(interval=interval or self.interval)
        return supply(self.schedule, self.shelf, self.preferences, measuring, **amounts)  # type: ignore[arg-type]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw two drugs' products with packs, bottles and drops, steps with times of day and gaps, stocks and orders."""
    here = {drug: draw(bridge.worlds()) for drug in draw(st.sampled_from([("a",), ("a", "b")]))}
    products = tuple(draw(dressed(each, drug)) for drug, world in here.items() for each in of(world))
    preferences = bridge.preferences(here["a"].asked, switch=draw(st.sampled_from(("auto", "once", "as-needed"))))
    dated_from = draw(st.sampled_from((1, 1, 2, 99)))
    steps, day = [], 0
    for number in range(1, draw(st.integers(1, 5)) + 1):
        day += draw(st.sampled_from((0, 0, 2))) if number > dated_from else 0
        taken = tuple(
            Dose(drug, time, Mass(draw(bridge.doses(world))))
            for drug, world in here.items()
            for time in draw(st.sampled_from(((DAY,), (DAY,), ("night",), ("morning", "night"), TIMES)))
        )
        days = draw(st.sampled_from((1, 2, 7, 7, 9)))
        start = FIRST + datetime.timedelta(days=day) if number >= dated_from else None
        steps.append(Step(number, days, taken, start))
        day += days
    return Plan(
        Schedule(tuple(steps)),
        Shelf(None, products),
        preferences,
        draw(st.one_of(st.integers(1, 30), st.just(28))),
        draw(amounts_of(products, preferences)),
        draw(amounts_of(products, preferences)),
    )


def of(world: definition.World) -> tuple[Product, ...]:
    """Return the products of a world as the package's nouns."""
    return (*map(bridge.solid, world.tablets), *((bridge.liquid(world.liquid),) if world.liquid else ()))


@st.composite
def amounts_of(draw: st.DrawFn, products: tuple[Product, ...], preferences: Preferences) -> dict[str, Fraction]:
    """Draw amounts of some of the products, in the parts that they are divided in."""
    chosen = draw(st.lists(st.sampled_from(products), max_size=3, unique=True)) if products else []
    return {
        each.id: Fraction(
            draw(st.integers(0, 120)), max(preferences.denominators(each)) if isinstance(each, Solid) else 4
        )
        for each in chosen
    }


def one_tablet(strength: int, parts: int) -> Solid:
    return bridge.solid(definition.Tablet("t", Fraction(strength), parts), "a")


@st.composite
def tapers(draw: st.DrawFn) -> Plan:
    """Draw steps down on one tablet at one time of day, most of one length, as tapers are written."""
    tablet = evolve(one_tablet(2, 4), drug=draw(st.sampled_from(("a", "a-drug-with-a-rather-long-name"))))
    doses_of_it = sorted(draw(st.lists(st.integers(1, 16), min_size=1, max_size=8, unique=True)), reverse=True)
    time, days = draw(st.sampled_from((DAY, "night"))), draw(st.sampled_from((1, 7, 14)))
    steps = [
        Step(number, draw(st.sampled_from((days,) * 9 + (5,))), (Dose(tablet.drug, time, Mass(Fraction(dose, 2))),))
        for number, dose in enumerate(doses_of_it, start=1)
    ]
    return Plan(Schedule(tuple(steps)), Shelf(None, (tablet,)), Preferences(), draw(st.sampled_from((28, 60))), {}, {})


@st.composite
def dressed(draw: st.DrawFn, product: Product, drug: str) -> Product:
    """Give a product its drug, and packs."""
    named = evolve(product, drug=drug, id=f"{drug}-{product.id}")
    if isinstance(named, Solid):
        return evolve(named, packs=tuple(draw(st.lists(st.sampled_from((5, 7, 28, 30)), max_size=2))))
    return named


PLANS = st.one_of(plans(), plans(), tapers())


def daily(plan: Plan) -> tuple[dict[str, list[list[Fraction]]], dict[str, list[TAKEN]], list[set[str]]]:
    """Write the schedule out day by day: pieces (or mL) and amounts at each time of each product, and what lacks.

    The combinations are those of the plan; everything that has to do with days is done anew.
    """
    answer = planned(plan.schedule, plan.shelf, plan.preferences)
    pieces: dict[str, list[list[Fraction]]] = {each.id: [] for each in plan.shelf.products}
    takes: dict[str, list[TAKEN]] = {each.id: [] for each in plan.shelf.products}
    lacking: list[set[str]] = []
    for step in answer.steps:
        while step.step.start and FIRST + datetime.timedelta(days=len(lacking)) < step.step.start:
            for each in plan.shelf.products:
                pieces[each.id].append([])
                takes[each.id].append({})
            lacking.append({"a", "b"})
        for _ in range(step.step.days):
            lacking.append(set())
            for each in plan.shelf.products:
                pieces[each.id].append([])
                takes[each.id].append({})
            for dose in step.doses:
                if dose.answer.combination is None:
                    lacking[-1].add(dose.dose.drug)
                    continue
                for item in dose.answer.combination.items:
                    if isinstance(item, Piece):
                        amount = item.part * item.count
                        pieces[item.product.id][-1] += [item.part] * item.count
                    else:
                        amount = item.volume.ml
                        pieces[item.product.id][-1].append(amount)
                    today = takes[item.product.id][-1]
                    today[dose.dose.time] = today.get(dose.dose.time, Fraction(0)) + amount
    return pieces, takes, lacking


def portions(answer: Supply) -> Iterator[tuple[int, int, Portion]]:
    for interval in answer.intervals:
        for portion in interval.portions:
            yield interval.first_day, interval.last_day, portion


def agree(plan: Plan) -> None:
    """Hold everything that `supply` says of *plan* against the drawer."""
    answer = plan.answer()
    pieces, takes, lacking = daily(plan)
    assert [(each.first_day, each.last_day) for each in answer.intervals] == [
        (first, min(first + plan.interval - 1, len(lacking))) for first in range(1, len(lacking) + 1, plan.interval)
    ]
    used = {
        identity: sum((each for day in days for each in day), start=Fraction(0)) for identity, days in pieces.items()
    }
    assert [each.product.id for each in answer.total] == [each.id for each in plan.shelf.products if used[each.id]]
    for total in answer.total:
        identity, have = total.product.id, plan.have.get(total.product.id, Fraction(0))
        mine = [
            next((each for each in interval.portions if each.product.id == identity), None)
            for interval in answer.intervals
        ]
        counted = [int(each.dispensed) if each else 0 for each in mine]
        if isinstance(total.product, Solid):
            assert counted == oracle.dispensed(pieces[identity], have, plan.interval)
            assert sum(counted) == total.dispensed == oracle.least(pieces[identity], have)
        else:
            assert sum((each.dispensed for each in mine if each), start=Fraction(0)) == total.dispensed
            assert total.dispensed == max(used[identity] - have, 0)
            opened(total, mine, pieces[identity], have)
        assert total.left == have + total.dispensed - used[identity] >= 0
        stock = have
        for interval, each in zip(answer.intervals, mine, strict=True):
            now = sum((sum(day) for day in pieces[identity][interval.first_day - 1 : interval.last_day]), Fraction(0))
            assert bool(each) == bool(now)
            if each:
                assert (each.at_home, each.used) == (stock, now)
                stock += each.dispensed - now
                assert each.left == stock >= 0
                read_back(answer, interval.first_day, each, takes[identity], lacking)
    judge(plan, answer, pieces, used)
    assert answer.uncovered_days + sum(each.days for each in answer.gaps) == sum(map(bool, lacking))
    assert answer.complete == (not answer.uncovered and all(each.covers is None for each in answer.expect))


def opened(total: Portion, mine: list[Portion | None], days: list[list[Fraction]], have: Fraction) -> None:
    """Hold the bottles against those that are opened by whoever lives through every day, stock first."""
    liquid = total.product
    assert isinstance(liquid, Liquid)
    daily = []
    for day in days:
        needed = sum(day, start=Fraction(0))
        drawn = min(have, needed)
        have -= drawn
        daily.append(needed - drawn)
    wanted = bottle_rule.answer(daily, [size.ml for size in liquid.bottles], liquid.in_use_days)
    found = total.bottles
    if wanted is None:
        assert found is None or (found.size is None and found.is_least)
        return
    assert found
    if wanted.count:
        assert found.size
        assert (found.size.ml, found.count, found.is_least) == (wanted.size, wanted.count, wanted.at_least)
    assert sum(each.bottles.count for each in mine if each and each.bottles) == found.count


def read_back(answer: Supply, first: int, portion: Portion, takes: list[TAKEN], lacking: list[set[str]]) -> None:
    """Read line and long form back: the plan, the supply and the words say the same."""
    product, days = portion.product, slice(first - 1, first - 1 + portion.days)
    drops = product.drops_per_ml if isinstance(product, Liquid) and product.drops_per_ml else 1
    wanted = [{time: amount * drops for time, amount in day.items()} for day in takes[days]]
    lacks = [product.drug in day for day in lacking[days]]
    said = line(portion, answer.plan.shelf)
    if any(lacks) or not portion.dispensed:
        assert said is None
    elif said is None:
        assert len(product.drug) > 20, "only a long name leaves no room for a line"
    else:
        assert len(said) <= 98
        read = read_line(said)
        # A volume whose decimals do not end is ordered to 0.1 mL, never too little.
        tenths = isinstance(product, Liquid) and product.drops_per_ml is not None
        assert read.days == portion.days
        assert read.quantity == portion.dispensed or (
            tenths and 0 < read.quantity - portion.dispensed < Fraction(1, 10)
        )
        if portion.dispensed < portion.used:
            assert read.home is not None or (tenths and portion.at_home < Fraction(1, 10))
            home = read.home or 0
            assert home == portion.at_home or (tenths and 0 < portion.at_home - home < Fraction(1, 10))
        else:
            assert read.home is None
        assert read.quantity + (read.home or 0) >= portion.used or tenths
        assert read.plan in (None, wanted)
        if read.plan:
            assert sum((sum(day.values()) for day in read.plan), start=Fraction(0)) == portion.used * drops
    read_in_full = read_long_form(long_form(answer, portion, first))
    assert (read_in_full.dispense, read_in_full.home, read_in_full.left) == (
        portion.dispensed,
        portion.at_home,
        portion.left,
    )
    day = first
    for begin, end, amounts, covered in read_in_full.runs:
        assert begin == day
        for offset in range(begin - first, end - first + 1):
            assert {time: amount for time, (amount, _) in amounts.items()} == wanted[offset]
            assert covered != lacks[offset]
        per_unit = product.strength.mg if isinstance(product, Solid) else product.concentration.mg_per_ml / drops
        assert all(mass == amount * per_unit for amount, mass in amounts.values())
        day = end + 1
    assert day == first + portion.days


def judge(plan: Plan, answer: Supply, pieces: dict[str, list[list[Fraction]]], used: dict[str, Fraction]) -> None:
    """Hold stocks and orders against the drawer: enough or not, and on which day they run out."""

    def runs_out(product: Product, amount: Fraction) -> int | None:
        if isinstance(product, Solid):
            return oracle.short_on(pieces[product.id], amount)
        left = amount
        for day, volumes in enumerate(pieces[product.id], start=1):
            left -= sum(volumes)
            if left < 0:
                return day
        return None

    for amounts, held_by in ((plan.have, answer.have), (plan.expect, answer.expect)):
        assert {each.product.id: each.amount for each in held_by} == amounts
        for held in held_by:
            beside = plan.have.get(held.product.id, Fraction(0)) if held_by is answer.expect else Fraction(0)
            day = runs_out(held.product, held.amount + beside)
            assert held.covers == (None if day is None else day - 1)
            assert (held.verdict == "short") == (day is not None)
    for held in answer.expect:
        have = plan.have.get(held.product.id, Fraction(0))
        needed = (
            Fraction(oracle.least(pieces[held.product.id], have))
            if isinstance(held.product, Solid)
            else max(used[held.product.id] - have, Fraction(0))
        )
        assert held.needed == needed
        assert (held.verdict == "over") == (held.amount > needed)


@given(PLANS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_every_portion_is_what_a_drawer_lived_through_needs_and_its_words_say_so(plan: Plan) -> None:
    agree(plan)


@pytest.mark.hazard("H08")
@pytest.mark.slow
@given(PLANS)
@settings(max_examples=4000, suppress_health_check=list(HealthCheck))
def test_two_thousand_plans_agree_with_the_drawer(plan: Plan) -> None:
    agree(plan)


@pytest.mark.parametrize(
    ("split", "finest"), [("label", 4), pytest.param("eighths", 8, marks=pytest.mark.slow), ("thirds", 3)]
)
def test_every_plan_of_the_small_world_agrees_with_the_drawer(split: str, finest: int) -> None:
    """One tablet in parts of 1 mg, two steps, every interval, and stocks with and without parts."""
    one = Shelf(None, (one_tablet(finest, 4),))
    preferences = Preferences(split=split)
    for first, second, days, interval, parts in cartesian(
        range(1, 2 * finest + 1), (0, 1, 2, 3, 6), (1, 3), (1, 4), (0, 1, 3, 9)
    ):
        steps = (
            Step(1, days, (Dose("a", "morning", Mass(first)), Dose("a", "night", Mass(1)))),
            Step(2, 3, (Dose("a", DAY, Mass(second)),)),
        )
        have = {"t": Fraction(parts, finest)} if parts else {}
        agree(Plan(Schedule(steps), one, preferences, interval, have, {"t": Fraction(first + second)}))


@pytest.mark.hazard("H08")
@given(PLANS, st.integers(1, 40))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_intervals_of_any_length_add_up_to_the_same_total(plan: Plan, interval: int) -> None:
    one, other = plan.answer(), plan.answer(interval=interval)
    assert [(each.product, each.runs, each.dispensed, each.bottles) for each in one.total] == [
        (each.product, each.runs, each.dispensed, each.bottles) for each in other.total
    ]
    for total in one.total:
        for answer in (one, other):
            mine = [each for _, _, each in portions(answer) if each.product == total.product]
            assert sum((each.dispensed for each in mine), start=Fraction(0)) == total.dispensed
            assert sum((each.used for each in mine), start=Fraction(0)) == total.used


@given(PLANS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_what_is_dispensed_is_enough_for_every_day_and_one_tablet_less_is_not(plan: Plan) -> None:
    totals = plan.answer(expect={}).total
    enough = {each.product.id: each.dispensed for each in totals}
    assert {held.verdict for held in plan.answer(expect=enough).expect} <= {"enough"}
    less = {identity: amount - 1 for identity, amount in enough.items() if amount >= 1}
    for held in plan.answer(expect=less).expect:
        assert held.verdict == "short"
        assert held.covers is not None
    more = {identity: amount + 1 for identity, amount in enough.items()}
    assert {held.verdict for held in plan.answer(expect=more).expect} <= {"over"}


@given(PLANS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_the_page_shows_every_line_unbroken(plan: Plan) -> None:
    answer = plan.answer()
    text = as_text(page(answer, in_full=True), Style(width=100))
    shown = {row.removeprefix("- ") for row in text.splitlines()}
    for interval in body(answer)["intervals"]:
        for said in interval["products"]:
            assert said["line"] is None or said["line"] in shown
            assert said["text"] in " ".join(text.split())


@pytest.mark.slow
def test_the_strategies_reach_the_hard_cases() -> None:
    """Leftovers, gaps, doses that cannot be made, drops, stocks and short forms are among the random plans."""
    seen: Counter[str] = Counter()

    @given(PLANS)
    @settings(max_examples=400, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def reach(plan: Plan) -> None:
        answer = plan.answer()
        seen["gap"] += bool(answer.gaps)
        seen["uncovered"] += bool(answer.uncovered)
        seen["two drugs"] += len({each.product.drug for each in answer.total}) > 1
        seen["unused stock"] += any(not held.needed for held in answer.have)
        for held in answer.have:
            seen[f"have {held.verdict}"] += 1
        for held in answer.expect:
            seen[f"expect {held.verdict}"] += 1
        for _, _, each in portions(answer):
            liquid = isinstance(each.product, Liquid)
            seen["liquid"] += liquid
            seen["drops"] += isinstance(each.product, Liquid) and bool(each.product.drops_per_ml)
            seen["half left"] += each.left.denominator == 2 and not liquid
            seen["quarter left"] += each.left.denominator == 4 and not liquid
            seen["third left"] += each.left.denominator == 3 and not liquid
            seen["eighth left"] += each.left.denominator == 8 and not liquid
            seen["less than taken"] += not liquid and each.dispensed < each.used
            seen["nothing dispensed"] += not each.dispensed
            seen["packs"] += bool(each.packs)
            seen["bottles"] += bool(each.bottles)
            seen["no new bottle"] += bool(each.bottles and not each.bottles.count)
            seen["beside uncovered"] += any(run.takes and not run.covered for run in each.runs)
            said = line(each, plan.shelf)
            seen["by the chart"] += bool(said and said.endswith("by the dated chart"))
            seen["none in a line"] += bool(said and "none" in said)
            seen["two times of day"] += bool(said and "at night" in said and "morning" in said)

    reach()
    wanted = {
        "gap",
        "uncovered",
        "two drugs",
        "unused stock",
        *(f"{option} {verdict}" for option in ("have", "expect") for verdict in ("short", "enough", "over")),
        "liquid",
        "drops",
        "half left",
        "quarter left",
        "third left",
        "eighth left",
        "no new bottle",
        "less than taken",
        "nothing dispensed",
        "packs",
        "bottles",
        "beside uncovered",
        "by the chart",
        "none in a line",
        "two times of day",
    }
    assert {case for case in wanted if not seen[case]} == set()
