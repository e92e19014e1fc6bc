"""How is one drug exchanged for another, step by step, at a constant total?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.solver.attainable import Makeable
from pillsplit.tapers.equivalents import REFERENCE, Equivalence
from pillsplit.tapers.split_day import MadeDays, divided_over_times, doses_of, nearest
from pillsplit.tapers.taper import FINEST, LONGEST, MOST_STEPS, NOTHING, Taper

STAGES_OF_A_DAY = 3
"""The stages of an exchange where the schedule names no times of day and nothing else is asked for."""


@frozen
class Stage:
    """One step of the exchange, and how its day adds up."""

    step: Step
    total: Mass
    """Both drugs together, as an amount of diazepam by the table."""


@frozen
class Crossover:
    """The answer of `crossover`: the exchange, stage by stage, and the taper that follows it, if any."""

    equivalence: Equivalence
    dose: Mass
    """The daily dose of the old drug."""
    stages: tuple[Stage, ...]
    times: tuple[str, ...]
    stages_assumed: bool
    """Whether the number of stages was assumed."""
    round_to: Mass | None
    """What the doses of the new drug are rounded to; None where they are exact."""
    parts_rounded: bool
    """Whether the old drug's shares of the day, or the parts of them, are rounded to `FINEST`."""
    taper: Taper | None = None
    first_day: datetime.date | None = None

    @property
    def schedule(self) -> Schedule:
        """The whole plan, dated where its first day is known; the last stage is the first step of the taper."""
        steps = tuple(stage.step for stage in self.stages)
        schedule = Schedule(steps + self.taper.schedule.steps[1:] if self.taper else steps)
        return schedule.starting(self.first_day) if self.first_day else schedule

    @property
    def new_dose(self) -> Mass:
        """The daily dose of the new drug when the exchange is complete."""
        return self.stages[-1].step.daily(self.equivalence.new)

    @property
    def total(self) -> Mass:
        """The daily total that the table makes of the old dose, as an amount of diazepam."""
        return self.equivalence.total(self.dose, NOTHING)

    @property
    def off_total(self) -> tuple[Stage, ...]:
        """The stages whose total differs, because the new drug's doses are rounded."""
        return tuple(stage for stage in self.stages if stage.total != self.total)


def crossover(
    dose: Mass,
    equivalence: Equivalence,
    days: int,
    *,
    times: Sequence[str] = (DAY,),
    stages: int | None = None,
    round_to: Mass | None = None,
    makeable: Makeable | None = None,
) -> Crossover:
    """Exchange *dose* a day of the old drug for the new one, in stages of *days*, at a constant total.

    The day's dose is divided over *times*, in doses that tablets of *makeable* make where it is given, and exchanged
    from the last of them to the first. With as many *stages* as times each stage exchanges one; with a multiple of
    them each time is exchanged in equal parts. The shares and parts of the old drug are multiples of 0.001 mg, and
    what is exchanged for them is exact, unless *round_to* is given: then each dose of the new drug is its nearest
    multiple.

    Raises:
        UsageError: for a dose of nothing, and for stages that do not divide the times.
    """
    if not dose:
        raise UsageError("0 mg is nothing: write the daily dose that is taken now, such as 1.5 mg", field="dose")
    if round_to is not None and not round_to:
        raise UsageError("0 mg is nothing: write an amount above 0, such as 0.5 mg", field="round_to")
    count = stages or (STAGES_OF_A_DAY if tuple(times) == (DAY,) else len(times))
    if count % len(times):
        raise UsageError(
            f"{count} is no multiple of the {len(times)} times of day: write {len(times)}, or twice that",
            field="stages",
        )
    if count > MOST_STEPS or count * days > LONGEST:
        raise UsageError(f"the exchange takes {count:,} stages of {days:,} days: write a smaller `stages` or `days`")
    made = MadeDays(times, makeable, dose) if makeable and len(times) > 1 else None
    before = made.following(dose) if made else divided_over_times(dose, times, FINEST)
    if not all(before.values()):
        raise UsageError(f"{dose} cannot be divided over {len(times)} times of day: write fewer `times`", field="dose")
    old, new = dict(before), dict.fromkeys(times, NOTHING)
    done, rounded = [], made is None and len(set(before.values())) > 1
    for number in range(1, count + 1):
        time, part = _exchanged(number, times, count)
        exchanged = before[time] * part if part == 1 else nearest(before[time] * part, FINEST)
        rounded |= exchanged != before[time] * part
        old[time] = before[time] - exchanged
        new[time] = _new_dose(equivalence, exchanged, round_to)
        total = equivalence.total(_sum(old), _sum(new))
        doses = doses_of(equivalence.old, old) or (Dose(equivalence.old, time, NOTHING),)
        note = f"{_note(time, part, equivalence)}; the day equals {REFERENCE} {total} ({equivalence.table})"
        step = Step(number, days, (*doses, *doses_of(equivalence.new, new)), note=note)
        done.append(Stage(step, total))
    return Crossover(
        equivalence=equivalence,
        dose=dose,
        stages=tuple(done),
        times=tuple(times),
        stages_assumed=stages is None and tuple(times) == (DAY,),
        round_to=round_to,
        parts_rounded=rounded,
    )


def followed_by(exchange: Crossover, taper: Taper) -> Crossover:
    """Return *exchange* with *taper* after it; its last stage, the whole new dose, is the first step of the taper.

    That step lasts as long as the longer of the two. The taper is one of the new drug from the new dose, its steps
    counted from the number of that stage.
    """
    first, last = taper.schedule.steps[0], exchange.stages[-1]
    step = evolve(last.step, days=max(last.step.days, first.days), note=f"{last.step.note} · then {first.note}")
    return evolve(exchange, stages=(*exchange.stages[:-1], evolve(last, step=step)), taper=taper)


def _exchanged(number: int, times: Sequence[str], count: int) -> tuple[str, Fraction]:
    """Return the time of day that stage *number* of *count* exchanges, and the part of its dose exchanged by then."""
    parts = count // len(times)
    done, part = divmod(number - 1, parts)
    return times[len(times) - 1 - done], Fraction(part + 1, parts)


def _new_dose(equivalence: Equivalence, exchanged: Mass, round_to: Mass | None) -> Mass:
    exact = equivalence.converted(exchanged)
    if round_to is None:
        return exact
    if not (dose := nearest(exact, round_to)):
        raise UsageError(
            f"{round_to} makes nothing of {exact} of {equivalence.new}: write a finer one", field="round_to"
        )
    return dose


def _note(time: str, part: Fraction, equivalence: Equivalence) -> str:
    dose = "the day's dose" if time == DAY else f"the {time} dose"
    if part < 1:
        return f"{part.numerator} of {part.denominator} parts of {dose} are {equivalence.new} now"
    return f"{dose} is {equivalence.new} now"


def _sum(day: Mapping[str, Mass]) -> Mass:
    return sum(day.values(), start=NOTHING)
