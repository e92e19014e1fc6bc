"""Which doses does a rule write, step by step, from a start down to 0 or to a target?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.rule import Bands, Cut, Hold, Hyperbolic, InParts, Levels, ShareOfCurrent, ShareOfStart, TaperPlan
from pillsplit.model.schedule import DAY, Schedule, Step
from pillsplit.solver.attainable import Makeable
from pillsplit.tapers.split_day import MadeDays, divided_over_times, doses_of, earliest_cut, nearest

NOTHING = Mass(0)
FINEST = Mass(Fraction(1, 1000))
"""The grid that doses are written on where no other is asked for."""
STOP_SHARE = Fraction(1, 40)
"""A taper that never reaches 0 by itself stops below this share of its start, where nothing else is asked for."""
MOST_STEPS = 1000
LONGEST = 36_600
"""Days; a schedule of more than a hundred years is a slip."""


@frozen
class Taper:
    """The answer of `taper`: the schedule as it is written, and what it was written from."""

    drug: str
    plan: TaperPlan
    schedule: Schedule
    exact: tuple[Mass, ...]
    """The exact daily dose behind each step, which the written one is rounded from."""
    next_exact: Mass
    """The exact dose that would have come after the last step; 0 where the rule itself has come to its end."""
    to: Mass
    stop_below: Mass
    """A dose below it is not written any more; 0 where there is no such limit."""
    stop_assumed: bool
    """Whether that limit was assumed, since a cut by a share of the current dose never reaches 0."""
    round_to: Mass
    times: tuple[str, ...]
    holds: tuple[tuple[int, Hold], ...] = ()
    """The pauses, each with the number of the step that it makes longer."""
    of_tablets: bool = False
    """Whether the day was divided over the times in doses that tablets make."""
    unmade: tuple[int, ...] = ()
    """The numbers of the steps with a dose that tablets do not make, since they do not add up to the day."""

    @property
    def written(self) -> tuple[Mass, ...]:
        """The daily dose of each step, as it is written."""
        return tuple(step.daily(self.drug) for step in self.schedule.steps)

    @property
    def rounded(self) -> tuple[int, ...]:
        """The numbers of the steps whose written dose is not the exact one."""
        return self._numbers(written != exact for written, exact in zip(self.written, self.exact, strict=True))

    @property
    def held(self) -> tuple[int, ...]:
        """The numbers of the steps that rounding leaves on the dose of the step before."""
        before = (None, *self.written)
        return self._numbers(old == new for old, new in zip(before, self.written, strict=False))

    @property
    def uneven(self) -> tuple[int, ...]:
        """The numbers of the steps whose shares of the day differ because they are rounded."""
        earliest_first = self.plan.rule is not None and self.plan.rule.earliest_first
        steps = self.schedule.steps[:1] if earliest_first else self.schedule.steps
        return tuple(
            step.number
            for step in steps
            if len({dose.mass for dose in step.doses}) > 1 or len(step.doses) < len(self.times)
        )

    def _numbers(self, chosen: Iterator[bool]) -> tuple[int, ...]:
        return tuple(step.number for step, yes in zip(self.schedule.steps, chosen, strict=True) if yes)


def taper(
    drug: str,
    from_: Mass,
    plan: TaperPlan,
    *,
    to: Mass = NOTHING,
    stop_below: Mass | None = None,
    round_to: Mass = FINEST,
    times: Sequence[str] = (DAY,),
    makeable: Makeable | None = None,
    number: int = 1,
) -> Taper:
    """Write the steps of *plan* for *drug*, from the daily dose *from_*, which is the first step, down to *to*.

    Each dose is the exact one of the rule, rounded to the nearest multiple of *round_to* (of two, the larger) and
    never above the step before; rounding does not add up. Below *stop_below* nothing is written any more; for a cut
    by a share of the current dose it is `STOP_SHARE` of *from_* where it is not given. The day's dose is divided
    over *times*: in doses that tablets of *makeable* make, where it is given, one time of day lowered after the other
    (`MadeDays`); else in multiples of *round_to*. Steps are counted from *number*.

    Raises:
        UsageError: for a start, a target or a limit that makes no taper, and for one that does not come to an end.
    """
    if plan.rule:
        plan.rule.refuse(drug, from_)
    assumed = stop_below is None and not to and plan.never_ends
    stop = from_ * STOP_SHARE if assumed else stop_below or NOTHING
    _refuse(from_, plan, to, stop, round_to)
    exact, following = _exact_doses(from_, plan.cut, to, stop)
    written = _written_doses(exact, to, stop, round_to)
    if len(written) < len(exact):
        following = exact[len(written)]
    lengths = [plan.lasting(place) for place in range(len(written))]
    refuse_too_long(sum(lengths))
    last = "the dose asked for" if to else "last dose; then nothing"
    notes = [plan.title, *[""] * (len(written) - 2), last] if len(written) > 1 else [f"{plan.title} · {last}"]
    days = _Days(plan, times, round_to, makeable, most=from_)
    steps = tuple(
        Step(count, length, doses_of(drug, days.following(total)), note=note)
        for count, (length, total, note) in enumerate(zip(lengths, written, notes, strict=True), start=number)
    )
    return Taper(
        drug=drug,
        plan=plan,
        schedule=Schedule(steps),
        exact=tuple(exact[: len(written)]),
        next_exact=following,
        to=to,
        stop_below=stop,
        stop_assumed=assumed,
        round_to=round_to,
        times=tuple(times),
        of_tablets=bool(makeable) and len(times) > 1,
        unmade=tuple(step.number for step in steps if step.daily(drug) in days.unmade),
    )


def refuse_too_long(days: int) -> None:
    """Refuse a taper of more days than anyone means.

    Raises:
        UsageError: with what makes it shorter.
    """
    if days > LONGEST:
        raise UsageError(f"the taper lasts {days:,} days: write shorter steps, a larger `cut` or a higher `stop_below`")


def _refuse(start: Mass, plan: TaperPlan, to: Mass, stop: Mass, round_to: Mass) -> None:
    if not start:
        raise UsageError("0 mg is nothing: write the dose that is taken now, such as 20 mg", field="from_")
    if to >= start:
        raise UsageError(f"{to} is not below `from_` {start}: a taper falls", field="to")
    if not round_to:
        raise UsageError("0 mg is nothing: write an amount above 0, such as 0.5 mg", field="round_to")
    if stop and to:
        raise UsageError(f"this is for a taper to nothing: leave it out, or `to` {to}", field="stop_below")
    if plan.never_ends and not (stop or to):
        raise UsageError("a cut by a share of the dose never reaches 0: write a `stop_below` above 0, or a `to`")
    if stop > start:
        raise UsageError(f"{stop} is above the first dose, {start}: write a smaller one", field="stop_below")


def _exact_doses(start: Mass, cut: Cut, to: Mass, stop: Mass) -> tuple[list[Mass], Mass]:
    """Return the exact doses from *start* on, and the one that would have come next (0 where the end is reached)."""
    doses = [start]
    while (dose := max(following_dose(doses, cut), to)) > to and dose >= stop:
        if len(doses) == MOST_STEPS:
            raise UsageError(
                f"after {MOST_STEPS:,} steps the dose is still {_roughly(dose)}: "
                "write a larger `cut`, a higher `stop_below` or a higher dose to end on"
            )
        doses.append(dose)
    return ([*doses, to], NOTHING) if to else (doses, dose)


def _written_doses(exact: Sequence[Mass], to: Mass, stop: Mass, round_to: Mass) -> list[Mass]:
    """Return the doses as they are written, up to the last that rounding leaves above nothing and not below *stop*."""
    written = [exact[0]]
    for dose in exact[1:]:
        on_grid = to if dose == to else max(nearest(dose, round_to), to)
        if not on_grid or on_grid < stop:
            break
        written.append(min(on_grid, written[-1]))
    return written


def _roughly(dose: Mass) -> str:
    return str(nearest(dose, FINEST)) if dose > FINEST else f"above 0 and below {FINEST}"


class _Days:
    """Divides one day's dose after the other over the times of day."""

    def __init__(
        self, plan: TaperPlan, times: Sequence[str], grid: Mass, makeable: Makeable | None, *, most: Mass
    ) -> None:
        self._made = MadeDays(times, makeable, most) if makeable and len(times) > 1 else None
        self._times, self._grid = tuple(times), grid
        self._earliest_first = bool(plan.rule and plan.rule.earliest_first)
        self._at_start: Mapping[str, Mass] | None = None

    def following(self, total: Mass) -> Mapping[str, Mass]:
        """Return the day with this *total*, after the one that was asked for before."""
        if self._earliest_first and self._at_start is not None:
            return earliest_cut(total, self._at_start)
        day = self._made.following(total) if self._made else divided_over_times(total, self._times, self._grid)
        self._at_start = self._at_start or day
        return day

    @property
    def unmade(self) -> Collection[Mass]:
        """The days with a dose that tablets do not make."""
        return self._made.unmade if self._made else ()


def following_dose(doses: Sequence[Mass], cut: Cut) -> Mass:
    """Return the exact dose after *doses*; 0 where nothing is left."""
    match cut:
        case InParts(share, steps):
            begun = doses[(len(doses) - 1) // steps * steps]
            return doses[-1] - begun * (share / steps)
        case Levels(shares):
            return doses[0] * shares[len(doses) - 1] if len(doses) <= len(shares) else NOTHING
        case _:
            return next_dose(doses[-1], doses[0], cut)


def next_dose(dose: Mass, start: Mass, cut: ShareOfCurrent | ShareOfStart | Bands | Hyperbolic) -> Mass:
    """Return the exact dose after *dose* in a taper that began at *start*; 0 where nothing is left."""
    match cut:
        case ShareOfCurrent():
            return less_share_of_current(dose, cut)
        case ShareOfStart():
            return less_share_of_start(dose, start, cut)
        case Bands():
            return less_band(dose, cut)
        case Hyperbolic():
            return less_effect(dose, start, cut)


def less_share_of_current(dose: Mass, cut: ShareOfCurrent) -> Mass:
    """Cut *dose* by a share of itself."""
    return dose * (1 - cut.share)


def less_share_of_start(dose: Mass, start: Mass, cut: ShareOfStart) -> Mass:
    """Cut *dose* by a share of *start*, or by half of it where *dose* is at or below the part at which it is halved."""
    halved = cut.halved_at is not None and dose <= start * cut.halved_at
    return max(dose - start * (cut.share / 2 if halved else cut.share), NOTHING)


def less_band(dose: Mass, cut: Bands) -> Mass:
    """Cut *dose* by the amount of its band, and not past the band's edge."""
    band = next(band for band in cut.bands if dose > band.down_to)
    return max(dose - band.cut, band.down_to)


def less_effect(dose: Mass, start: Mass, cut: Hyperbolic) -> Mass:
    """Cut D/(D+X) by a share of what it is at *start*, and return the dose that has what is left of it."""

    def effect(mass: Mass) -> Fraction:
        return mass.over(mass + cut.half_point)

    left = max(effect(dose) - cut.share * effect(start), Fraction(0))
    return cut.half_point * (left / (1 - left))
