"""How is the liquid measured, with which device, and which bottles?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Volume
from pillsplit.errors import Note, UsageError
from pillsplit.model.combination import Measured
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Evidence, Form, Liquid, Product, Shelf
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.solver.dose import VERDICTS, Answer, Solver
from pillsplit.solver.liquids import ways_by_device
from pillsplit.verbs.alternatives import MadeUp, Reached, Serving
from pillsplit.verbs.bottles import BottlePlan, Use, plan_bottles
from pillsplit.verbs.cautions import (
    note_on_concentrations,
    notes_on_bottles,
    notes_on_measured,
    notes_on_missing_liquid,
)
from pillsplit.verbs.check import notes_on_answer, notes_on_schedule
from pillsplit.verbs.measuring import Measuring, Switch, planned

_CAUTIOUS = Preferences()


@frozen
class TitratedDose:
    """One dose, how it is made and measured, and what must be said with it."""

    dose: Dose
    answer: Answer
    notes: tuple[Note, ...] = ()

    @property
    def liquid(self) -> Measured | None:
        """What is measured for it; None where it is made of tablets alone, or not at all."""
        return _liquid(self.answer)


@frozen
class TitratedStep:
    """One step with all its doses, and the day of the plan on which it begins (the first is 1)."""

    step: Step
    first_day: int
    doses: tuple[TitratedDose, ...]

    @property
    def verdict(self) -> str:
        """The hardest verdict among the doses."""
        return max((titrated.answer.verdict for titrated in self.doses), key=VERDICTS.index)


@frozen
class MeasuredPlan:
    """One way of going over from tablets to liquid: how each dose of each step is made, and the bottles it takes."""

    answers: tuple[tuple[Answer, ...], ...]
    bottles: tuple[BottlePlan, ...]
    changes: int
    """How often one goes from tablets to liquid or back, added up over the drugs."""


@frozen
class Titration:
    """The answer of `titrate`: how each dose is measured, the bottles, and what would serve where nothing does."""

    schedule: Schedule
    shelf: Shelf
    """The shelf as it was planned on: a liquid of one's own as a compounded suspension."""
    preferences: Preferences
    measuring: Measuring
    steps: tuple[TitratedStep, ...]
    plan: MeasuredPlan
    once: MeasuredPlan
    """The plan that goes over to liquid once."""
    made_up: tuple[MadeUp, ...]
    """The liquids that would have to be made up for the doses that nothing here reaches."""
    impossible: tuple[Reached, ...]
    """The doses that not even these reach."""
    notes: tuple[Note, ...]
    """What must be said of the plan as a whole."""

    @property
    def doses(self) -> Iterator[tuple[TitratedStep, TitratedDose]]:
        """Every dose with its step, in order."""
        return ((step, titrated) for step in self.steps for titrated in step.doses)

    @property
    def practical(self) -> bool:
        """Whether every dose can be made and measured."""
        return not self.numbers("unreachable")

    def numbers(self, *verdicts: str) -> list[int]:
        """Return the numbers of the steps that count under one of *verdicts*."""
        return [step.step.number for step in self.steps if step.verdict in verdicts]

    @property
    def products_used(self) -> tuple[Product, ...]:
        """The products that some dose draws on, in the order of the shelf."""
        made = [titrated.answer.combination for _, titrated in self.doses]
        used = {identity for combination in made if combination for identity in combination.product_ids}
        return tuple(product for product in self.shelf.products if product.id in used)


def titrate(
    schedule: Schedule, shelf: Shelf, preferences: Preferences = _CAUTIOUS, measuring: Measuring | None = None
) -> Titration:
    """Plan the doses of *schedule* that need liquid, each to the mark of a device, and the bottles that they take.

    Raises:
        UsageError: for a step or a device that there is not.
    """
    measuring = measuring or Measuring()
    numbers = [step.number for step in schedule.steps]
    if measuring.from_step is not None and measuring.from_step not in numbers:
        raise UsageError(f"there is no step {measuring.from_step}: the steps are {numbers[0]} to {numbers[-1]}")
    shelf = _with_own_liquids(shelf, measuring.in_use_days)
    solvers = {drug: _solver(shelf, drug, preferences, measuring) for drug in schedule.drugs}
    plans = {switch: _plan(schedule, solvers, measuring, switch) for switch in Switch}
    plan = plans[measuring.switch]
    servings = {drug: Serving(solver, shelf, drug, preferences, measuring) for drug, solver in solvers.items()}
    steps, left = _steps(schedule, shelf, plan, servings, measuring)
    made_up: list[MadeUp] = []
    impossible: list[Reached] = []
    for drug, serving in servings.items():
        liquids, rest = serving.made_up([each for each in left if each.drug == drug])
        made_up += liquids
        impossible += rest
    return Titration(
        schedule,
        shelf,
        preferences,
        measuring,
        steps,
        plan,
        plans[Switch.ONCE],
        tuple(made_up),
        tuple(impossible),
        tuple(_notes_on_plan(schedule, shelf, plan, servings, measuring)),
    )


def _with_own_liquids(shelf: Shelf, in_use_days: int | None) -> Shelf:
    """Label the liquids that a person stated as compounded suspensions, and give *in_use_days* to each liquid."""

    def own(product: Product) -> Product:
        if not isinstance(product, Liquid):
            return product
        if product.source.evidence is Evidence.STATED:
            name = f"Compounded {product.drug} {product.concentration} oral suspension"
            product = evolve(product, name=name, form=Form.SUSPENSION)
        if in_use_days and in_use_days < (product.in_use_days or in_use_days + 1):
            unseen = tuple(key for key in product.unverified if key != "in_use_days")
            product = evolve(product, in_use_days=in_use_days, unverified=unseen)
        return product

    return evolve(shelf, products=tuple(own(product) for product in shelf.products))


def _solver(shelf: Shelf, drug: str, preferences: Preferences, measuring: Measuring) -> Solver:
    liquids = shelf.liquids(drug)
    ways = ways_by_device(liquids, measuring.at_hand.items, preferences, measuring.max_fills)
    return Solver(shelf, drug, preferences, ways)


def _plan(schedule: Schedule, solvers: dict[str, Solver], measuring: Measuring, switch: Switch) -> MeasuredPlan:
    begins = {drug: _begin(schedule, drug, solver, measuring, switch) for drug, solver in solvers.items()}
    answers = tuple(
        tuple(planned(solvers[dose.drug], dose.mass, liquid=step.number >= begins[dose.drug]) for dose in step.doses)
        for step in schedule.steps
    )
    return MeasuredPlan(
        answers, tuple(_bottle_plans(schedule, answers, measuring.interval)), _changes(schedule, answers)
    )


def _begin(schedule: Schedule, drug: str, solver: Solver, measuring: Measuring, switch: Switch) -> int:
    """Return the number of the step from which on liquid is planned for *drug*; beyond the last where none is."""
    never = schedule.steps[-1].number + 1
    begin = never if measuring.from_step is None else measuring.from_step
    if switch is Switch.ONCE:
        needing = (
            step.number
            for step in schedule.steps
            for dose in step.doses
            if dose.drug == drug and solver.answer(dose.mass).verdict == "liquid"
        )
        begin = min(begin, next(needing, never))
    return begin


def _changes(schedule: Schedule, answers: Sequence[Sequence[Answer]]) -> int:
    """Count the changes between steps of tablets alone and steps with any liquid; what is not made is passed over."""
    count = 0
    for drug in schedule.drugs:
        kinds = []
        for step, made in zip(schedule.steps, answers, strict=True):
            taken = [
                answer.combination
                for dose, answer in zip(step.doses, made, strict=True)
                if dose.drug == drug and answer.combination and answer.combination.items
            ]
            if taken:
                kinds.append(any(combination.liquid for combination in taken))
        count += sum(before != after for before, after in pairwise(kinds))
    return count


def first_days(schedule: Schedule) -> list[int]:
    """Return the day of the plan on which each step begins; days without a step count, as their dates say."""
    gaps = {step.number: days for step, days in schedule.gaps()}
    days, first = [], 1
    for step in schedule.steps:
        first += gaps.get(step.number, 0)
        days.append(first)
        first += step.days
    return days


def _bottle_plans(schedule: Schedule, answers: Sequence[Sequence[Answer]], interval: int) -> Iterator[BottlePlan]:
    starts = first_days(schedule)
    uses: dict[str, list[Use]] = {}
    liquids: dict[str, Liquid] = {}
    for step, first, made in zip(schedule.steps, starts, answers, strict=True):
        daily: dict[str, Volume] = {}
        for answer in made:
            if measured := _liquid(answer):
                liquids[measured.product.id] = measured.product
                daily[measured.product.id] = daily.get(measured.product.id, Volume(0)) + measured.volume
        for identity, volume in daily.items():
            uses.setdefault(identity, []).append(Use(first, first + step.days - 1, volume))
    days = starts[-1] + schedule.steps[-1].days - 1
    return (plan_bottles(liquids[identity], uses[identity], days, interval) for identity in sorted(uses))


def _steps(
    schedule: Schedule, shelf: Shelf, plan: MeasuredPlan, servings: dict[str, Serving], measuring: Measuring
) -> tuple[tuple[TitratedStep, ...], list[Reached]]:
    """Return the steps with their notes, and the doses that nothing at hand or on record reaches."""
    said = notes_on_schedule(schedule, shelf)
    steps: list[TitratedStep] = []
    left: list[Reached] = []
    before: dict[tuple[str, str], Answer] = {}
    for step, first, answers in zip(schedule.steps, first_days(schedule), plan.answers, strict=True):
        doses = []
        for dose, answer in zip(step.doses, answers, strict=True):
            serving = servings[dose.drug]
            notes = [*said.pop((step.number, dose.drug), ()), *notes_on_answer(answer)]
            if measured := _liquid(answer):
                notes += notes_on_measured(measured, measuring.devices)
            if (earlier := before.get((dose.drug, dose.time))) and (note := serving.note_on_change(earlier, answer)):
                notes.append(note)
            if answer.verdict == "unreachable":
                answer, note = serving.where_unreachable(answer)
                if note:
                    notes.append(note)
                else:
                    left.append(Reached(dose.drug, step.number, dose.time, answer))
            doses.append(TitratedDose(dose, answer, tuple(notes)))
        before = {(each.dose.drug, each.dose.time): each.answer for each in doses}
        steps.append(TitratedStep(step, first, tuple(doses)))
    return tuple(steps), left


def _notes_on_plan(
    schedule: Schedule, shelf: Shelf, plan: MeasuredPlan, servings: dict[str, Serving], measuring: Measuring
) -> Iterator[Note]:
    if measuring.from_step is not None:
        yield from notes_on_missing_liquid(shelf, schedule.drugs)
    for drug, serving in servings.items():
        used = [each.product for each in plan.bottles if each.product.drug == drug]
        if len({each.concentration for each in used}) > 1:
            answers = (
                answer
                for step, made in zip(schedule.steps, plan.answers, strict=True)
                for dose, answer in zip(step.doses, made, strict=True)
                if dose.drug == drug
            )
            yield note_on_concentrations(used, serving.alone(list(answers)), shelf.liquids(drug))
    for each in plan.bottles:
        yield from notes_on_bottles(each)


def _liquid(answer: Answer) -> Measured | None:
    return answer.combination.liquid if answer.combination else None
