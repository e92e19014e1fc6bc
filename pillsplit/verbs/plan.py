"""The one function that plans: how every dose of a schedule is made (the contract's §4).

Each drug is planned of itself: one liquid or none, stayed with where that spares cuts and costs no bottle, and of
equally easy combinations those that change least from step to step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from typing import NamedTuple

from attrs import evolve

from pillsplit.amounts.quantity import Mass, Volume
from pillsplit.model.answer import Answer
from pillsplit.model.bottles import BottlePlan, Use
from pillsplit.model.codes import Verdict
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import LADDER, Plan, PlannedDose, PlannedStep
from pillsplit.model.preferences import Preferences, Switch
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.way import Way
from pillsplit.solver.dose import Solver
from pillsplit.verbs.bottles import fewest_bottles, plan_bottles
from pillsplit.verbs.likeness import least_changed
from pillsplit.verbs.release import of_one_release

_CAUTIOUS = Preferences()

Answers = tuple[tuple[Answer, ...], ...]
"""The answers for one drug: for each step, for each of its doses of the drug."""


def plan(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _CAUTIOUS,
    measuring: Measuring | None = None,
    *,
    exact: Set[tuple[int, str]] = frozenset(),
) -> Plan:
    """Return how every dose of *schedule* is made from *shelf*, with every note that belongs to it.

    Args:
        schedule: what is wanted.
        shelf: the products to draw on.
        preferences: how doses may be made.
        measuring: with what a liquid is measured.
        exact: the numbers of steps with a drug whose doses there are made without a difference, or not at all.

    Raises:
        UsageError: for a device that is not known, or names of one drug that are of different release.
    """
    from pillsplit.verbs.notes import noted

    measuring = measuring or Measuring()
    drawn = of_one_release(schedule, _opened_at_most(shelf, measuring.in_use_days), preferences)
    planners = {
        drug: DrugPlanner(schedule, drawn.shelf, drug, preferences, measuring, {n for n, each in exact if each == drug})
        for drug in schedule.drugs
    }
    plans = {drug: planner.plan() for drug, planner in planners.items()}
    answers = {drug: [iter(here) for here in each.answers] for drug, each in plans.items()}
    steps = tuple(
        PlannedStep(
            stretch.step,
            stretch.first_day,
            tuple(PlannedDose(dose, next(answers[dose.drug][index])) for dose in stretch.step.doses),
        )
        for index, stretch in enumerate(stretch for stretch in schedule.timeline if stretch.step)
        if stretch.step
    )
    planned = Plan(
        schedule,
        drawn.shelf,
        preferences,
        measuring,
        steps,
        {drug: each.liquid for drug, each in plans.items()},
        {drug: each.from_step for drug, each in plans.items()},
        tuple(each.bottles for each in plans.values() if each.bottles),
        _within(schedule, planners),
        tuple(way for planner in planners.values() for _, ways in planner.liquids for way in ways),
        drawn.left_out,
        drawn.notes,
    )
    return noted(planned)


def _opened_at_most(shelf: Shelf, in_use_days: int | None) -> Shelf:
    """Return *shelf* with no liquid used for longer than *in_use_days* after its bottle is opened."""
    if in_use_days is None:
        return shelf

    def shortened(product: Product) -> Product:
        if not isinstance(product, Liquid) or in_use_days >= (product.in_use_days or in_use_days + 1):
            return product
        unseen = tuple(key for key in product.unverified if key != "in_use_days")
        return evolve(product, in_use_days=in_use_days, unverified=unseen)

    return evolve(shelf, products=tuple(map(shortened, shelf.products)))


def _within(schedule: Schedule, planners: Mapping[str, DrugPlanner]) -> Mapping[Fraction, int]:
    """Return for each share of the ladder how many steps tablets alone make within it."""
    off = []
    for step in schedule.steps:
        off_by = [planners[dose.drug].off_by_tablets(dose.mass) for dose in step.doses if dose.mass]
        off.append(None if None in off_by else max((share for share in off_by if share is not None), default=0))
    return {share: sum(each is not None and each <= share for each in off) for share in LADDER}


class DrugPlan(NamedTuple):
    """How the doses of one drug are made."""

    answers: Answers
    liquid: Liquid | None
    from_step: int | None
    bottles: BottlePlan | None


class DrugPlanner:
    """Plans the doses of one drug in one schedule."""

    def __init__(
        self,
        schedule: Schedule,
        shelf: Shelf,
        drug: str,
        preferences: Preferences,
        measuring: Measuring,
        exact: Set[int] = frozenset(),
    ) -> None:
        self.schedule, self.drug, self.preferences = schedule, drug, preferences
        self._measuring = measuring
        self._switch = preferences.switch
        self.liquids = _measurable(shelf.liquids(drug), preferences, measuring) if preferences.liquid else []
        """The liquids of the drug, each with the ways to measure it."""
        every_way = [way for _, ways in self.liquids for way in ways]
        self._tablets = Solver(shelf.solids(drug), preferences)
        self._solvers: list[tuple[Liquid | None, Solver]] = [(None, self._tablets)]
        self._solvers += [(liquid, self._tablets.measuring(ways)) for liquid, ways in self.liquids if ways]
        self._any_liquid = self._tablets.measuring(every_way, any_liquid=bool(self.liquids))
        self._doses = [[dose.mass for dose in step.doses if dose.drug == drug] for step in schedule.steps]
        self._days = [step.days for step in schedule.steps]
        self._exact = [step.number in exact for step in schedule.steps]

    def plan(self) -> DrugPlan:
        """Return the plan: the one liquid, from the step on where it is stayed with, least changed."""
        liquid, solver = self._one_liquid()
        answers = self._answered(solver)
        if liquid is None:
            answers = self._why_no_liquid(answers)
        begin = self._begin(liquid, solver, answers)
        stayed = answers if begin is None else self._stayed(solver, answers, begin)
        from_step = self.schedule.steps[begin].number if begin is not None and stayed != answers else None
        bottles = self._bottles(liquid, stayed)
        return DrugPlan(self._least_changed(stayed), liquid, from_step, bottles)

    def off_by_tablets(self, dose: Mass) -> Fraction | None:
        """Return how far the nearest dose of tablets alone is from *dose*, as a share of it; None for none."""
        off = self._tablets.off_by_tablets(dose)
        return None if off is None else off.over(dose)

    def _answered(self, solver: Solver) -> Answers:
        return tuple(
            tuple((solver.exactly if exact else solver).answer(dose) for dose in doses)
            for doses, exact in zip(self._doses, self._exact, strict=True)
        )

    def _one_liquid(self) -> tuple[Liquid | None, Solver]:
        """Return the liquid, or none, that the plan takes, by the contract's §4.2."""
        # The days that are not made count first, and mostly settle it.
        not_made = [self._days_not_made(solver) for _, solver in self._solvers]
        fewest = min(not_made)
        left = [each for each, days in zip(self._solvers, not_made, strict=True) if days == fewest]
        if len(left) == 1:
            return left[0]
        return min(left, key=lambda each: (*self._figures(self._answered(each[1])), each[0] is not None, _id(each[0])))

    def _days_not_made(self, solver: Solver) -> int:
        """Return the days with a dose that cannot be made."""
        return sum(
            days
            for days, doses, exact in zip(self._days, self._doses, self._exact, strict=True)
            if not all(map((solver.exactly if exact else solver).makes, doses))
        )

    def _figures(self, answers: Answers) -> tuple[int, Fraction, Fraction]:
        """Return (days on which the made dose does not fall, what it is off by, volume) of a plan."""
        no_fall = 0
        off = volume = Fraction(0)
        before: tuple[Fraction, Fraction] | None = None
        for days, doses, here in zip(self._days, self._doses, answers, strict=True):
            wanted = sum((dose.mg for dose in doses), start=Fraction(0))
            made = sum((answer.combination.mass.mg for answer in here if answer.combination), start=Fraction(0))
            if before and wanted < before[0] and made >= before[1]:
                no_fall += days
            if all(answer.is_made for answer in here):
                before = wanted, made
            for answer in here:
                if answer.combination is None:
                    continue
                off += days * abs(answer.difference.mg)
                if measured := answer.combination.liquid:
                    off += days * (measured.mass if measured.error is None else measured.error).mg
                    volume += days * measured.volume.ml
        return no_fall, off, volume

    def _why_no_liquid(self, answers: Answers) -> Answers:
        """Say of doses that are not made why no liquid of the shelf serves, where the plan takes none of them."""
        return tuple(
            tuple(
                answer if answer.is_made else evolve(answer, why_no_liquid=self._any_liquid.why_no_liquid(answer.dose))
                for answer in here
            )
            for here in answers
        )

    def _begin(self, liquid: Liquid | None, solver: Solver, answers: Answers) -> int | None:
        """Return the index of the step from which on the liquid is stayed with, by the contract's §4.3."""
        needing = (
            index
            for index, here in enumerate(answers)
            if any(answer.needs_liquid and answer.verdict is Verdict.LIQUID for answer in here)
        )
        first = next(needing, None)
        if first is None or liquid is None or self._switch is Switch.AS_NEEDED:
            return None
        if self._switch is Switch.ONCE:
            return first
        if not liquid.bottles:
            return None
        fewest = fewest_bottles(liquid, self._uses(answers))
        # The later the liquid is stayed with, the fewer days take it: so the bottles never become more.
        low, high = first, len(answers)
        while low < high:
            middle = (low + high) // 2
            if fewest_bottles(liquid, self._uses(self._stayed(solver, answers, middle))) <= fewest:
                high = middle
            else:
                low = middle + 1
        return low if low < len(answers) else None

    def _stayed(self, solver: Solver, answers: Answers, begin: int) -> Answers:
        """Return *answers* with the liquid from the step at *begin* on, wherever that spares cuts."""
        return tuple(
            here if index < begin else tuple(self._sparing(solver, answer, self._exact[index]) for answer in here)
            for index, here in enumerate(answers)
        )

    def _sparing(self, solver: Solver, answer: Answer, exact: bool) -> Answer:
        return (solver.exactly if exact else solver).sparing_cuts(answer.dose) or answer

    def _uses(self, answers: Answers) -> list[Use]:
        stretches = [stretch for stretch in self.schedule.timeline if stretch.step]
        uses = []
        for stretch, here in zip(stretches, answers, strict=True):
            volumes = [each.combination.liquid.volume for each in here if each.combination and each.combination.liquid]
            if volumes:
                uses.append(Use(stretch.first_day, stretch.last_day, sum(volumes, start=Volume(0))))
        return uses

    def _bottles(self, liquid: Liquid | None, answers: Answers) -> BottlePlan | None:
        uses = self._uses(answers) if liquid else []
        if not liquid or not uses:
            return None
        return plan_bottles(liquid, uses, self.schedule.last_day, self._measuring.interval)

    def _least_changed(self, answers: Answers) -> Answers:
        times = dict.fromkeys(dose.time for step in self.schedule.steps for dose in self._of(step))
        chosen = [list(here) for here in answers]
        for time in times:
            places = [_place(self._of(step), time) for step in self.schedule.steps]
            series = [None if place is None else here[place] for place, here in zip(places, answers, strict=True)]
            for here, place, answer in zip(chosen, places, least_changed(series), strict=True):
                if place is not None and answer:
                    here[place] = answer
        return tuple(map(tuple, chosen))

    def _of(self, step: Step) -> list[Dose]:
        return [dose for dose in step.doses if dose.drug == self.drug]


def _measurable(
    liquids: Sequence[Liquid], preferences: Preferences, measuring: Measuring
) -> list[tuple[Liquid, tuple[Way, ...]]]:
    if not liquids:
        return []
    from pillsplit.verbs.measuring import AtHand  # only where there is a liquid: keeps the start lean

    at_hand = AtHand(measuring)
    return [(liquid, at_hand.ways(liquid, preferences)) for liquid in liquids]


def _id(liquid: Liquid | None) -> str:
    return liquid.id if liquid else ""


def _place(doses: Sequence[Dose], time: str) -> int | None:
    return next((place for place, dose in enumerate(doses) if dose.time == time), None)
