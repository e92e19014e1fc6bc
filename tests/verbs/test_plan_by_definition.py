"""The plan against the definition of it: the liquid, where it is stayed with, bottles, doses, and what is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.device import Devices
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Product
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.check import check
from pillsplit.verbs.plan import plan
from tests import bridge
from tests.definitions import bottles as bottle_definition
from tests.definitions import dose as dose_definition
from tests.definitions import plan as definition

ANY = list(HealthCheck)
TIMES = (("day",), ("day",), ("morning", "night"))
SYRINGES = tuple(each for each in bridge.SYRINGES if isinstance(each, dose_definition.Syringe))


@dataclass(frozen=True)
class Question:
    """A schedule, the products of each drug, and what is asked; every syringe at hand measures every liquid."""

    shelves: Mapping[str, definition.Shelf]
    steps: tuple[definition.Step, ...]
    asked: dose_definition.Asked
    switch: str

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            tuple(
                Step(number, step.days, tuple(Dose(dose.drug, dose.time, Mass(dose.amount)) for dose in step.doses))
                for number, step in enumerate(self.steps, start=1)
            )
        )

    @property
    def shelf(self) -> Shelf:
        products: list[Product] = []
        for drug, shelf in self.shelves.items():
            products += [bridge.solid(each, drug) for each in shelf.tablets]
            products += [bridge.liquid(each, drug) for each in shelf.liquids]
        return Shelf(None, tuple(products))

    @property
    def preferences(self) -> Preferences:
        return bridge.preferences(self.asked, switch=self.switch)

    @property
    def measuring(self) -> Measuring:
        devices = {device: None for shelf in self.shelves.values() for each in shelf.liquids for device in each.devices}
        return Measuring(devices=Devices(tuple(map(bridge.device, devices))), max_fills=self.asked.max_fills)

    def defined(self) -> definition.Plan:
        return definition.answer(self.shelves, self.steps, self.asked, self.switch)

    def planned(self) -> Plan:
        return plan(self.schedule, self.shelf, self.preferences, self.measuring)


def taper(seed: int) -> Question:
    """Draw small cuts from neighbouring strengths: doses that are made in several ways, and cuts that may vanish."""
    random = Random(seed)
    # Whole tablets of several strengths are alike in burden; halves of few are what a liquid spares; and any others.
    most, parts, cuts, least_liquids = random.choice(
        (
            (5, (1, 1, 1, 2), ("1", "2", "3", "-1"), 0),
            (2, (2, 2, None), ("0.5", "1", "1.5", "0.25"), 1),
            (4, (1, 2, 4), ("1", "0.5", "0.25", "0.75", "0.005", "0.02", "0"), 0),
        )
    )
    tablets = tuple(
        dose_definition.Tablet(f"p{place}", Fraction(strength), random.choice(parts))
        for place, strength in enumerate(random.sample(range(1, 7), random.randint(1, most)))
    )
    syringes = random.choice((SYRINGES[:1], SYRINGES[:2], SYRINGES[:3], SYRINGES[-1:]))
    liquids = tuple(
        dose_definition.Liquid(
            f"l{number}",
            Fraction(random.choice(("1", "2", "0.4", "0.1"))),
            syringes,
            random.choice(((Fraction(10),), (Fraction(30),), (Fraction(100),), (Fraction(5), Fraction(30)), ())),
            random.choice((None, 7, 28)),
        )
        for number in range(random.randint(least_liquids, 2))
    )
    amount = Fraction(random.randint(4, 40), 4) if least_liquids else Fraction(random.randint(4, 20), 2)
    steps = []
    for _ in range(random.randint(2, 5)):
        steps.append(definition.Step(random.randint(1, 12), (definition.Dose("a", "day", amount),)))
        cut = Fraction(random.choice(cuts))
        amount = max(amount - cut, Fraction(0))
    prefer = random.choice(("fewest-cuts", "fewest-pieces"))
    asked = dose_definition.Asked(max_pieces=random.randint(2, 3), prefer=prefer)
    switch = random.choice(("auto", "auto", "auto", "once", "as-needed"))
    return Question({"a": definition.Shelf(tablets, liquids)}, tuple(steps), asked, switch)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    asked = draw(bridge.asked(2))
    syringes = tuple(draw(st.lists(st.sampled_from(SYRINGES), min_size=1, max_size=2, unique=True)))
    drugs = draw(st.sampled_from((("a",), ("a",), ("a", "b"))))
    shelves = {drug: draw(shelf_of(drug, syringes)) for drug in drugs}
    times = draw(st.sampled_from(TIMES))
    steps = tuple(draw(steps_of(shelves, asked, times)) for _ in range(draw(st.integers(1, 4))))
    if draw(st.integers(0, 2)):
        steps = tuple(sorted(steps, key=lambda step: -sum(dose.amount for dose in step.doses)))
    return Question(shelves, steps, asked, draw(st.sampled_from(("auto", "auto", "auto", "once", "as-needed"))))


@st.composite
def shelf_of(draw: st.DrawFn, drug: str, syringes: tuple[dose_definition.Device, ...]) -> definition.Shelf:
    tablets = tuple(replace(each, id=f"{drug}-{each.id}") for each in draw(bridge.tablets()))
    liquids = []
    for number in range(draw(st.integers(0, 2))):
        each = draw(bridge.liquids(f"{drug}-l{number}"))
        droppers = tuple(
            replace(device, id=f"drops-{in_a_name(device.per_ml)}")
            for device in each.devices
            if isinstance(device, dose_definition.Dropper)
        )
        liquids.append(replace(each, devices=droppers or syringes))
    return definition.Shelf(tablets, tuple(liquids))


def in_a_name(number: Fraction) -> str:
    return str(number).replace("/", "-over-")


@st.composite
def steps_of(
    draw: st.DrawFn, shelves: Mapping[str, definition.Shelf], asked: dose_definition.Asked, times: tuple[str, ...]
) -> definition.Step:
    doses = []
    for drug, shelf in shelves.items():
        liquid = draw(st.sampled_from(shelf.liquids)) if shelf.liquids else None
        world = dose_definition.World(shelf.tablets, liquid, asked)
        for time in times:
            # Small doses more often than not: they are what a liquid is taken for.
            amount = draw(bridge.doses(world))
            doses.append(definition.Dose(drug, time, amount if draw(st.booleans()) else amount / 4))
    return definition.Step(draw(st.integers(1, 12)), tuple(doses))


def agree(question: Question) -> None:
    """Hold the package's plan against the definition's."""
    wanted, made = question.defined(), question.planned()
    for drug in made.schedule.drugs:
        liquid = made.liquids[drug]
        assert (liquid.id if liquid else None) == wanted.liquids[drug]
        assert made.liquid_from_step[drug] == wanted.liquid_from_step[drug]
        assert_bottles(made, drug, wanted.bottles[drug])
    for step, taken in zip(made.steps, wanted.steps, strict=True):
        for planned, each in zip(step.doses, taken, strict=True):
            assert planned.answer.verdict == each.found.verdict
            assert planned.answer.needs_liquid == each.found.needs_liquid
            if planned.dose.mass:
                assert bridge.named(planned.answer.combination) == bridge.defined(each.combination)
        assert step.verdict == max((each.found.verdict for each in taken), key=HARDER.index)
    assert dict(made.tablets_within) == dict(wanted.tablets_within)


HARDER = ("whole", "halves", "thirds", "quarters", "eighths", "liquid", "unreachable")


def assert_bottles(made: Plan, drug: str, wanted: bottle_definition.Opened | None) -> None:
    mine = made.bottles_of(drug)
    drawn = any(dose.dose.drug == drug and dose.liquid for _, dose in made.doses)
    assert (mine is not None) == drawn
    if mine is None:
        assert wanted is None or not wanted.count
    elif wanted is None:
        assert mine.size is None
        assert mine.is_least
    else:
        assert mine.size is not None
        assert (mine.count, mine.size.ml, mine.is_least) == (wanted.count, wanted.size, wanted.at_least)


@given(questions())
@settings(max_examples=150, suppress_health_check=ANY)
def test_random_plans_are_as_defined(question: Question) -> None:
    agree(question)


def test_random_tapers_are_as_defined() -> None:
    for seed in range(200):
        agree(taper(seed))


@pytest.mark.slow
def test_a_thousand_random_tapers_are_as_defined() -> None:
    for seed in range(200, 1200):
        agree(taper(seed))


@pytest.mark.slow
@given(questions())
@settings(max_examples=1000, suppress_health_check=ANY)
def test_a_thousand_random_plans_are_as_defined(question: Question) -> None:
    agree(question)


@given(questions())
@settings(max_examples=25, suppress_health_check=ANY)
def test_check_is_the_plan(question: Question) -> None:
    asked = (question.schedule, question.shelf, question.preferences, question.measuring)
    assert check(*asked) == plan(*asked)


CASES = {
    "two drugs",
    "several times of day",
    "no liquid although there are some",
    "the second liquid",
    "unreachable days decide",
    "days that do not fall decide",
    "mg off decide",
    "mL decide",
    "the id decides",
    "auto begins at the first step that needs it",
    "auto begins later",
    "auto never begins, once would",
    "once takes more bottles",
    "what changes least is not what the ties put first",
    "a dose of 0",
    "several bottles",
    "several bottles for their opened life",
    "the smaller of two sizes",
    "a dose in drops",
}


def cases(question: Question) -> Iterator[str]:
    """Yield what is hard about a question."""
    wanted = question.defined()
    if len(question.shelves) > 1:
        yield "two drugs"
    if len({dose.time for step in question.steps for dose in step.doses}) > 1:
        yield "several times of day"
    for taken in (each for step in wanted.steps for each in step):
        if not taken.dose.amount:
            yield "a dose of 0"
        if taken.combination != taken.found.combination:
            yield "what changes least is not what the ties put first"
        if taken.combination and taken.combination.measure and taken.combination.measure.drops:
            yield "a dose in drops"
    for drug, shelf in question.shelves.items():
        yield from of_the_liquid(question, drug, shelf, wanted)
        yield from of_the_switch(question, drug, wanted)


def of_the_liquid(question: Question, drug: str, shelf: definition.Shelf, wanted: definition.Plan) -> Iterator[str]:
    candidates = (None, *shelf.liquids)
    figures = {
        each.id if each else None: definition.figures_with(
            drug, dose_definition.World(shelf.tablets, each, question.asked), question.steps
        )
        for each in candidates
    }
    chosen = wanted.liquids[drug]
    if shelf.liquids and chosen is None:
        yield "no liquid although there are some"
    if len(shelf.liquids) > 1 and chosen == shelf.liquids[1].id:
        yield "the second liquid"
    names = ("unreachable days", "days that do not fall", "mg off", "mL", "the id")
    for place, name in enumerate(names):
        without = min(figures, key=lambda each: (*figures[each][:place], *figures[each][place + 1 :], each or ""))
        if without != chosen or (place == len(names) - 1 and ties(figures, chosen)):
            yield f"{name} {'decides' if name == 'the id' else 'decide'}"


def ties(figures: Mapping[str | None, tuple[object, ...]], chosen: str | None) -> bool:
    return any(each != chosen and of[:4] == figures[chosen][:4] for each, of in figures.items())


def of_the_switch(question: Question, drug: str, wanted: definition.Plan) -> Iterator[str]:
    opened = wanted.bottles[drug]
    if opened and opened.count > 1:
        yield "several bottles"
    once = replace(question, switch="once").defined()
    auto = replace(question, switch="auto").defined()
    begin, first = auto.liquid_from_step[drug], once.liquid_from_step[drug]
    if begin is not None and begin == first:
        yield "auto begins at the first step that needs it"
    if begin is not None and first is not None and begin > first:
        yield "auto begins later"
    if begin is None and first is not None:
        yield "auto never begins, once would"
    more, fewer = once.bottles[drug], auto.bottles[drug]
    if more and fewer and more.count > fewer.count:
        yield "once takes more bottles"
    shelf = question.shelves[drug]
    liquid = next((each for each in shelf.liquids if each.id == wanted.liquids[drug]), None)
    if opened and opened.count and liquid and len(liquid.bottles) > 1 and opened.size == min(liquid.bottles):
        yield "the smaller of two sizes"
    if opened and liquid and liquid.in_use_days:
        lasting = {drug: replace(shelf, liquids=(replace(liquid, in_use_days=None),))}
        others = {name: of for name, of in question.shelves.items() if name != drug}
        if (unending := replace(question, shelves=lasting | others).defined().bottles[drug]) and (
            unending.count < opened.count
        ):
            yield "several bottles for their opened life"


@pytest.mark.slow
def test_the_strategies_reach_the_hard_cases() -> None:
    """Each figure decides, the switch begins early, late and never, bottles bind: or the tests above prove little."""
    seen: Counter[str] = Counter()

    @given(questions())
    @settings(max_examples=150, database=None, derandomize=True, suppress_health_check=ANY)
    def reach(question: Question) -> None:
        seen.update(set(cases(question)))

    reach()
    for seed in range(400):
        seen.update(set(cases(taper(seed))))
    reached = {case: seen[case] for case in sorted(CASES)}
    assert {case: number for case, number in reached.items() if not number} == {}, reached
