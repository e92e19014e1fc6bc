"""What is the nearest schedule that these products can make?

Each drug is fitted at each time of day as a series of its own: no dose makes up for what another lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from attrs import evolve, frozen

from pillsplit.amounts.number import rounded, written_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences, Switch
from pillsplit.model.product import Liquid
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.solver.attainable import NOTHING, Makeable, exactly
from pillsplit.solver.even_totals import EvenTotals
from pillsplit.solver.nearest_series import Stuck, Wanted, Weigh, nearest
from pillsplit.verbs.cycle import in_turn, note_on_half_life, notes_on_days
from pillsplit.verbs.divide import at_times, fewer_doses, refuse_undividable
from pillsplit.verbs.fitted import Beside, Fit, FittedDose, FittedStep, Impossible
from pillsplit.verbs.fitted_schedule import made_of, made_schedule
from pillsplit.verbs.makeable import makeable, with_liquids
from pillsplit.verbs.plan import plan
from pillsplit.verbs.release import of_one_release

LONGEST_CYCLE = 28
"""Days of a cycle, at most."""

_TABLETS_ALONE = Preferences(liquid=False)


def fit(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _TABLETS_ALONE,
    measuring: Measuring | None = None,
    *,
    max_cut: Fraction | None = None,
    cycle: int | None = None,
    divide: int | None = None,
) -> Fit:
    """Return the nearest schedule to *schedule* that the products of *shelf* make exactly.

    Each wanted dose d of a series gets a makeable dose a; nothing at all is makeable, and a d of 0 gets nothing else.
    No a lies above the one before it unless d rises. Of all such series the answer is the one with the least
    Σ days·|a-d|/d, taken over the d above 0; then the least Σ days·|a-d|; then the least burden, `Makeable.burden`
    of each a summed over its days; then the lower dose, the first step that differs counting first.

    Where liquids are allowed, one of each drug is drawn on: the one that the plan of *schedule* takes; where it takes
    none, the one with which the fit comes nearest, of equals the first by id. Products are of one release, as in a
    plan. What is made is planned as it stands, each dose exactly.

    Args:
        schedule: what is wanted.
        shelf: the products to draw on.
        preferences: how doses may be made; here liquids are out unless these allow them. Every dose is made without
            a difference: tolerances are used for nothing but the plan of *schedule*.
        measuring: with what a liquid is measured.
        max_cut: a share, above 0 and at most 1, that no a falls by from the one before it; where a series begins, its
            wanted dose stands for the one before.
        cycle: take doses in turn over so many days, 2 to 28. Means over a cycle take the place of single doses. Its
            days are those with the least between the largest and the smallest, then the least burden; and of means
            as near as each other, the one with the least between its days goes first, before the burden.
        divide: divide each daily dose in so many parts, 2 to 4. Totals of so many parts take the place of single
            doses, a burden being that of all parts, and each is divided as `divide` does.

    Raises:
        UsageError: where an option cannot be acted on, and for a device that is not known.
    """
    _refuse(schedule, max_cut, cycle, divide)
    measuring = measuring or Measuring()
    exact = evolve(exactly(preferences), switch=Switch.AS_NEEDED)
    drawn = of_one_release(schedule, shelf, preferences)
    asked = Fit(schedule, drawn.shelf, exact, measuring, max_cut, cycle, divide, notes=drawn.notes)
    by_drug: list[_OfDrug] = []
    whole = shelf
    for drug, liquids in _liquids(schedule, shelf, drawn.shelf, preferences, measuring).items():
        found = min((_fitted_drug(asked, drug, liquid) for liquid in liquids), key=lambda each: each.distance)
        shelf = with_liquids(shelf, drug, [found.liquid] if found.liquid else [])
        by_drug.append(found)
    # In the order in which the schedule names the drugs and times of day.
    order = [(each.drug, each.time) for each in _series(schedule)]
    impossible = sorted(
        (reason for each in by_drug for reason in each.impossible),
        key=lambda reason: order.index((reason.drug, reason.time)),
    )
    if impossible:
        return evolve(asked, impossible=tuple(impossible))
    filled = _filled(asked, [line for each in by_drug for line in each.lines], shelf)
    if preferences.liquid or cycle or not any(drawn.shelf.liquids(each.drug) for each in filled.coarse):
        return filled
    try:
        beside = fit(schedule, whole, evolve(preferences, liquid=True), measuring, max_cut=max_cut, divide=divide)
    except UsageError:  # a liquid whose doses are too fine to be looked through is none to be recommended
        return filled
    return evolve(filled, with_liquid=beside) if beside.made else filled


def _liquids(
    schedule: Schedule, shelf: Shelf, drawn: Shelf, preferences: Preferences, measuring: Measuring
) -> dict[str, Sequence[Liquid | None]]:
    """Return for each drug the liquids that a fit may draw on, one of them in the end; None stands for tablets alone.

    The one that the plan takes; every one where the plan takes none.
    """
    found: dict[str, Sequence[Liquid | None]] = dict.fromkeys(schedule.drugs, (None,))
    several = {drug: drawn.liquids(drug) for drug in schedule.drugs if preferences.liquid and drawn.liquids(drug)}
    if not several:
        return found
    taken = plan(schedule, shelf, preferences, measuring).liquids
    for drug, liquids in several.items():
        by_id: list[Liquid] = sorted(liquids, key=lambda each: each.id)
        found[drug] = [taken[drug]] if taken[drug] else by_id
    return found


def _refuse(schedule: Schedule, max_cut: Fraction | None, cycle: int | None, divide: int | None) -> None:
    if max_cut is not None and not 0 < max_cut <= 1:
        raise UsageError(
            f"a largest cut of {written_percent(max_cut)}: write a share above 0% and at most 100%", field="max_cut"
        )
    if cycle is not None and not 2 <= cycle <= LONGEST_CYCLE:
        raise UsageError(f"a cycle of {cycle} days: write a number from 2 to {LONGEST_CYCLE}", field="cycle")
    if cycle is not None and divide is not None:
        raise UsageError("doses in turn and doses divided over the day: ask for the one or the other")
    if divide is not None:
        refuse_undividable(schedule, divide)


@frozen
class _Series:
    """What is wanted of one drug at one time of day, step by step; 0 where a step does not name it."""

    drug: str
    time: str
    wanted: tuple[Wanted, ...]

    @property
    def most(self) -> Mass:
        return max(each.mass for each in self.wanted)


@frozen
class _Menu:
    """What may be chosen in a series: doses (or means, or sums) above 0, their weight, and what is taken for each."""

    doses: Sequence[Mass]
    weigh: Weigh
    taken: Callable[[Mass, Sequence[Mass]], tuple[Mass, ...]]
    """Gives what is taken for one of them, after what is taken in the step before."""


@frozen(slots=False)
class _Line:
    """A series with what was chosen for it."""

    series: _Series
    menu: _Menu
    made: Sequence[Mass]

    @cached_property
    def taken(self) -> Sequence[tuple[Mass, ...]]:
        """What is taken for each of the made doses, one step after the other."""
        taken: list[tuple[Mass, ...]] = []
        for mass in self.made:
            taken.append(self.menu.taken(mass, taken[-1] if taken else ()))
        return taken

    def pair(self, index: int) -> tuple[Mass, Mass]:
        """Return what is wanted and what is made in a step."""
        return self.series.wanted[index].mass, self.made[index]


def _series(schedule: Schedule) -> Iterator[_Series]:
    for drug, time in dict.fromkeys((dose.drug, dose.time) for step in schedule.steps for dose in step.doses):
        masses = (
            next((dose.mass for dose in step.doses if (dose.drug, dose.time) == (drug, time)), NOTHING)
            for step in schedule.steps
        )
        wanted = (Wanted(mass, step.days) for mass, step in zip(masses, schedule.steps, strict=True))
        yield _Series(drug, time, tuple(wanted))


@frozen
class _OfDrug:
    """What was found for one drug with one liquid, or with tablets alone."""

    liquid: Liquid | None
    lines: tuple[_Line, ...]
    impossible: tuple[Impossible, ...]

    @property
    def distance(self) -> tuple[int, Fraction, Fraction]:
        """How far it is from the wanted doses: whether it is impossible, Σ days·|a-d|/d, Σ days·|a-d|."""
        share = off = Fraction(0)
        for line in self.lines:
            for want, made in zip(line.series.wanted, line.made, strict=True):
                days_off = want.days * abs((made - want.mass).mg)
                off += days_off
                share += days_off / want.mass.mg if want.mass else 0
        return len(self.impossible), share, off


def _fitted_drug(asked: Fit, drug: str, liquid: Liquid | None) -> _OfDrug:
    """Fit each series of a drug, drawing on its tablets and *liquid*."""
    shelf = with_liquids(asked.shelf, drug, [liquid] if liquid else [])
    alone = makeable(shelf, drug, evolve(asked.preferences, liquid=False), asked.measuring)
    everything = makeable(shelf, drug, asked.preferences, asked.measuring) if liquid else alone
    lines: list[_Line] = []
    impossible: list[Impossible] = []
    for series in _series(asked.schedule):
        if series.drug != drug:
            continue
        menu = _menu(asked, series, alone, everything)
        if series.most and not menu.doses:
            impossible.append(_nothing_makeable(asked, series, everything))
            continue
        found = nearest(series.wanted, menu.doses, menu.weigh, asked.max_cut)
        if isinstance(found, Stuck):
            impossible.append(_stuck(asked, series, found))
        else:
            lines.append(_Line(series, menu, found))
    return _OfDrug(liquid, tuple(lines), tuple(impossible))


def _menu(asked: Fit, series: _Series, alone: Makeable, everything: Makeable) -> _Menu:
    most = series.most
    if days := asked.cycle:
        totals = EvenTotals(alone, everything, days, most * days)
        return _Menu(
            [total * Fraction(1, days) for total in totals.totals(most * days)],
            lambda mean: totals.weight(mean * days),
            lambda mean, _: in_turn(totals.taken(mean * days)),
        )
    if asked.divide and series.time == DAY:
        totals = EvenTotals(alone, everything, asked.divide, most)
        return _Menu(totals.totals(most), totals.asks, totals.parts)
    return _Menu(everything.reaching(most), everything.burden, lambda dose, _: (dose,))


def _nothing_makeable(asked: Fit, series: _Series, everything: Makeable) -> Impossible:
    """Say why a drug that is wanted cannot be made at all."""
    step, wanted = next(
        (step, each.mass) for step, each in zip(asked.schedule.steps, series.wanted, strict=True) if each.mass
    )
    answer = everything.answer(wanted)
    assert answer.why is not None
    text = answer.why.text
    if not asked.preferences.liquid and asked.shelf.liquids(series.drug):
        text = f"{text}; its liquids are left out unless they are allowed"
    elif asked.shelf.liquids(series.drug) and answer.why_no_liquid:
        text = f"{text}; {answer.why_no_liquid.text}"
    return Impossible(step, series.drug, series.time, answer.why.code, f"{series.drug}: {text}")


def _stuck(asked: Fit, series: _Series, stuck: Stuck) -> Impossible:
    """Say at which step, and why, no series keeps to the limit on cuts."""
    drug = series.drug
    assert asked.max_cut is not None
    cut = f"{rounded((stuck.lowest - stuck.open).over(stuck.lowest) * 100, 2)}%"
    allowed = f"at most {written_percent(asked.max_cut)} is allowed"
    if stuck.begins:
        text = (
            f"{drug}: the most that can be made is {stuck.open}, {cut} less than the wanted {stuck.lowest}: {allowed}"
        )
    else:
        text = (
            f"{drug}: from {stuck.lowest}, the lowest dose that the limit leaves in the step before, to {stuck.open} "
            f"is a cut of {cut}: {allowed}. The last step to nothing is always a cut of 100%: leave "
            "steps of 0 mg out to limit the cuts before them"
        )
    return Impossible(asked.schedule.steps[stuck.index], drug, series.time, "max-cut", text)


def _filled(asked: Fit, lines: Sequence[_Line], shelf: Shelf) -> Fit:
    """Lay the chosen doses beside the wanted ones, and plan how each is made of *shelf*."""
    by_series = {(line.series.drug, line.series.time): line for line in lines}
    doses = [
        tuple(_fitted(asked, by_series[dose.drug, dose.time], index) for dose in step.doses)
        for index, step in enumerate(asked.schedule.steps)
    ]
    entries = made_of(
        asked.schedule, [_made(*each, asked.cycle) for each in zip(asked.schedule.steps, doses, strict=True)]
    )
    planned = plan(made_schedule(asked.schedule, entries), shelf, asked.preferences, asked.measuring)
    several = [drug for drug in asked.schedule.drugs if sum(line.series.drug == drug for line in lines) > 1]
    steps = tuple(
        FittedStep(
            step,
            here,
            tuple((drug, _total(lines, drug, index)) for drug in several if any(each.drug == drug for each in here)),
            tuple(each for each, entry in zip(planned.steps, entries, strict=True) if index in entry.wanted),
        )
        for index, (step, here) in enumerate(zip(asked.schedule.steps, doses, strict=True))
    )
    filled = evolve(asked, steps=steps, made=planned, notes=planned.notes)
    if not asked.cycle:
        return filled
    notes = (note_on_half_life(drug, filled.doses, asked.shelf) for drug in asked.schedule.drugs)
    return evolve(filled, notes=(*planned.notes, *(note for note in notes if note)))


def _fitted(asked: Fit, line: _Line, index: int) -> FittedDose:
    drug, doses = line.series.drug, line.menu.doses
    wanted, made = line.pair(index)
    taken = line.taken[index]
    notes: list[Note] = []
    if wanted and not made:
        text = f"{drug}: {wanted} is wanted and nothing is taken: the least that can be made is {doses[0]}"
        notes.append(Note("nothing-made", text))
    if doses and wanted > doses[-1]:
        text = f"{drug}: {wanted} is wanted, and the most that can be made is {doses[-1]}"
        notes.append(Note("above-the-most", text))
    if asked.cycle:
        notes += notes_on_days(drug, asked.schedule.steps[index], taken, made)
    elif fewer := fewer_doses(drug, taken):
        notes.append(fewer)
    before = line.pair(index - 1) if index else (None, None)
    return FittedDose(drug, line.series.time, Beside(wanted, made, *before), taken, tuple(notes))


def _total(lines: Sequence[_Line], drug: str, index: int) -> Beside:
    """Return the day's total of a drug that is taken at several times."""

    def totals(step: int) -> tuple[Mass, Mass]:
        pairs = [line.pair(step) for line in lines if line.series.drug == drug]
        wanted, made = zip(*pairs, strict=True)
        return sum(wanted, start=NOTHING), sum(made, start=NOTHING)

    return Beside(*totals(index), *(totals(index - 1) if index else (None, None)))


def _made(step: Step, doses: Sequence[FittedDose], cycle: int | None) -> list[Step]:
    """Return the steps that are made for one: several where the days of a cycle differ."""
    days = (tuple(_on_day(doses, day if cycle else None)) for day in range(step.days))
    # What was noted of the wanted doses need not hold of others.
    changed = step.note and any(each.beside.difference for each in doses)
    note = f"wanted: {step.note}" if changed else step.note
    made = []
    first = 0
    for here, group in groupby(days):
        length = len(list(group))
        start = step.start + timedelta(days=first) if step.start else None
        made.append(Step(step.number, length, here, start, note))
        first += length
    return made


def _on_day(doses: Iterable[FittedDose], day: int | None) -> Iterator[Dose]:
    for each in doses:
        if day is not None:
            yield Dose(each.drug, each.time, each.taken[day % len(each.taken)])
        elif len(each.taken) > 1 and each.beside.made:
            yield from at_times(each.drug, each.taken)
        else:
            yield Dose(each.drug, each.time, each.beside.made)
