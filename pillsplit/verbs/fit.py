"""What is the nearest schedule that these products can make?

Each drug is fitted at each time of day as a series of its own: no dose makes up for what another lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import chain, groupby, islice

from attrs import evolve, frozen

from pillsplit.amounts.number import rounded, written_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note, UsageError
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Shelf
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.solver.attainable import NOTHING, Makeable, exactly
from pillsplit.solver.even_totals import Sums
from pillsplit.solver.nearest_series import Stuck, Wanted, Weigh, nearest
from pillsplit.verbs.check import check
from pillsplit.verbs.cycle import in_turn, note_on_half_life, notes_on_days
from pillsplit.verbs.divide import at_times, fewer_doses, refuse_undividable
from pillsplit.verbs.fitted import Beside, Fit, FittedDose, FittedStep, Impossible

LONGEST_CYCLE = 28
"""Days of a cycle, at most."""

_TABLETS_ALONE = Preferences(liquid=False)


def fit(
    schedule: Schedule,
    shelf: Shelf,
    preferences: Preferences = _TABLETS_ALONE,
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

    Args:
        schedule: what is wanted.
        shelf: the products to draw on.
        preferences: how doses may be made; here liquids are out unless these allow them. Every dose is made without
            a difference: the tolerance for liquids is not used.
        max_cut: a share, above 0 and at most 1, that no a falls by from the one before it; where a series begins, its
            wanted dose stands for the one before.
        cycle: take doses in turn over so many days, 2 to 28. Means over a cycle take the place of single doses. Its
            days are those with the least between the largest and the smallest, then the least burden; and of means
            as near as each other, the one with the least between its days goes first, before the burden.
        divide: divide each daily dose in so many parts, 2 to 4. Sums of so many parts take the place of single doses,
            and their parts are chosen as the days of a cycle are.

    Raises:
        UsageError: where an option cannot be acted on.
    """
    _refuse(schedule, max_cut, cycle, divide)
    asked = Fit(schedule, shelf, exactly(preferences), max_cut, cycle, divide)
    lines: list[_Line] = []
    impossible: list[Impossible] = []
    for series in _series(schedule):
        menu = _menu(asked, series)
        if series.most and not menu.doses:
            impossible.append(_nothing_makeable(asked, series))
            continue
        found = nearest(series.wanted, menu.doses, menu.weigh, max_cut)
        if isinstance(found, Stuck):
            impossible.append(_stuck(asked, series, found))
        else:
            lines.append(_Line(series, menu, found))
    if impossible:
        return evolve(asked, impossible=tuple(impossible))
    return _filled(asked, lines)


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
    taken: Callable[[Mass], tuple[Mass, ...]]


@frozen
class _Line:
    """A series with what was chosen for it."""

    series: _Series
    menu: _Menu
    made: Sequence[Mass]

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


def _menu(asked: Fit, series: _Series) -> _Menu:
    drug, most = series.drug, series.most
    if days := asked.cycle:
        sums = Sums(asked.shelf, drug, asked.preferences, days, most * days)
        return _Menu(
            [total * Fraction(1, days) for total in sums.totals(most * days)],
            lambda mean: sums.weight(mean * days),
            lambda mean: in_turn(sums.taken(mean * days)),
        )
    if asked.divide and series.time == DAY:
        sums = Sums(asked.shelf, drug, asked.preferences, asked.divide, most)
        return _Menu(sums.totals(most), sums.weight, sums.taken)
    makeable = Makeable(asked.shelf, drug, asked.preferences)
    return _Menu(makeable.reaching(most), makeable.burden, lambda dose: (dose,))


def _nothing_makeable(asked: Fit, series: _Series) -> Impossible:
    """Say why a drug that is wanted cannot be made at all."""
    step, wanted = next(
        (step, each.mass) for step, each in zip(asked.schedule.steps, series.wanted, strict=True) if each.mass
    )
    why = Makeable(asked.shelf, series.drug, asked.preferences).answer(wanted).why
    assert why is not None
    left_out = asked.shelf.liquids(series.drug) and not asked.preferences.liquid
    liquids = "; its liquids are left out unless they are allowed" if left_out else ""
    return Impossible(step, series.drug, series.time, why.code, f"{series.drug}: {why.text}{liquids}")


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


def _filled(asked: Fit, lines: Sequence[_Line]) -> Fit:
    """Lay the chosen doses beside the wanted ones, and answer how each is made."""
    by_series = {(line.series.drug, line.series.time): line for line in lines}
    doses = [
        tuple(_fitted(asked, by_series[dose.drug, dose.time], index) for dose in step.doses)
        for index, step in enumerate(asked.schedule.steps)
    ]
    made = [_made(step, here, asked.cycle) for step, here in zip(asked.schedule.steps, doses, strict=True)]
    checked = check(_schedule(asked.schedule, made), asked.shelf, asked.preferences)
    remaining = iter(checked.steps)
    several = [drug for drug in asked.schedule.drugs if sum(line.series.drug == drug for line in lines) > 1]
    steps = tuple(
        FittedStep(
            step,
            here,
            tuple((drug, _total(lines, drug, index)) for drug in several if any(each.drug == drug for each in here)),
            tuple(islice(remaining, len(days))),
        )
        for index, (step, here, days) in enumerate(zip(asked.schedule.steps, doses, made, strict=True))
    )
    filled = evolve(asked, steps=steps, made=checked)
    if not asked.cycle:
        return filled
    notes = (note_on_half_life(drug, filled.doses, asked.shelf) for drug in asked.schedule.drugs)
    return evolve(filled, notes=tuple(note for note in notes if note))


def _fitted(asked: Fit, line: _Line, index: int) -> FittedDose:
    drug, doses = line.series.drug, line.menu.doses
    wanted, made = line.pair(index)
    taken = line.menu.taken(made)
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


def _schedule(wanted: Schedule, made: Sequence[Sequence[Step]]) -> Schedule:
    """Put the made steps in a row; numbered anew, with a note of where each comes from, where one became several."""
    if all(len(days) == 1 for days in made):
        return evolve(wanted, steps=tuple(days[0] for days in made))
    steps = (
        evolve(step, number=number, note=" · ".join(filter(None, (f"wanted as step {step.number}", step.note))))
        for number, step in enumerate(chain.from_iterable(made), start=1)
    )
    return evolve(wanted, steps=tuple(steps))
