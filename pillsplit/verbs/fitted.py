"""Nouns of a fitted schedule: wanted doses beside made ones, and why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import chain, groupby

from attrs import frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note
from pillsplit.model.measuring import Measuring
from pillsplit.model.plan import Plan, PlannedStep
from pillsplit.model.preferences import Preferences
from pillsplit.model.schedule import Schedule, Step
from pillsplit.model.shelf import Shelf


@frozen
class Beside:
    """A wanted dose and the made one, beside both of the step before. Shares are exact, and of one."""

    wanted: Mass
    made: Mass
    """In a cycle, the mean over its days."""
    wanted_before: Mass | None = None
    """None in the first step."""
    made_before: Mass | None = None

    @property
    def difference(self) -> Mass:
        """The made dose less the wanted one, below 0 where less is made."""
        return self.made - self.wanted

    @property
    def share(self) -> Fraction | None:
        """The difference as a share of the wanted dose; None where none is wanted."""
        return self.difference.over(self.wanted) if self.wanted else None

    @property
    def cut_wanted(self) -> Fraction | None:
        """The fall of the wanted dose as a share of the one before, below 0 for a rise; None from nothing on."""
        return _cut(self.wanted_before, self.wanted)

    @property
    def cut(self) -> Fraction | None:
        """The fall of the made dose, in the same way."""
        return _cut(self.made_before, self.made)

    @property
    def larger_cut(self) -> bool:
        """Whether the made dose falls by a larger share than the wanted one."""
        return self.cut is not None and self.cut > max(self.cut_wanted or Fraction(0), Fraction(0))


def _cut(before: Mass | None, now: Mass) -> Fraction | None:
    return (before - now).over(before) if before else None


@frozen
class FittedDose:
    """A wanted dose, the made one, and what is taken for it."""

    drug: str
    time: str
    beside: Beside
    taken: tuple[Mass, ...]
    """The made dose alone; or its parts, from morning to night; or the doses of a cycle, day by day."""
    notes: tuple[Note, ...] = ()

    @property
    def spread(self) -> Mass:
        """The difference between the largest and the smallest dose that is taken for it."""
        return max(self.taken) - min(self.taken)


@frozen
class FittedStep:
    """A step of the wanted schedule, and what is made for it."""

    step: Step
    doses: tuple[FittedDose, ...]
    totals: tuple[tuple[str, Beside], ...]
    """The day's total of each drug that the schedule gives at several times of day."""
    made: tuple[PlannedStep, ...]
    """How its doses are made; several steps where its days differ, as in a cycle. A step of it may stand for several
    wanted ones in a row; none does for days on nothing at the end."""


@frozen
class Impossible:
    """Why one drug cannot be fitted at one time of day: the step, a code, and words."""

    step: Step
    drug: str
    time: str
    code: str
    text: str


@frozen
class Coarse:
    """Steps in a row of which one drug is made alike at one time of day, although less and less is wanted."""

    drug: str
    time: str
    made: Mass
    """0 where nothing is taken although something is wanted."""
    days: int
    steps: tuple[Step, ...]
    """The first is the last on which a cut is made."""
    wanted: tuple[Mass, Mass]
    """What is wanted in the first and in the last of them."""


@frozen(slots=False)
class Fit:
    """The answer of `fit`: nothing but reasons where it is impossible."""

    schedule: Schedule
    """As it was wanted."""
    shelf: Shelf
    preferences: Preferences
    measuring: Measuring
    max_cut: Fraction | None = None
    cycle: int | None = None
    divide: int | None = None
    steps: tuple[FittedStep, ...] = ()
    made: Plan | None = None
    """The fitted schedule, with how each dose of it is made."""
    impossible: tuple[Impossible, ...] = ()
    notes: tuple[Note, ...] = ()
    with_liquid: Fit | None = None
    """The fit with the liquids that were not allowed, where tablets are too coarse."""

    @cached_property
    def coarse(self) -> tuple[Coarse, ...]:
        """Where the made doses are too far apart for the wanted cuts."""
        return tuple(chain.from_iterable(self._coarse(*key) for key in self._series))

    @property
    def _series(self) -> Iterator[tuple[str, str]]:
        return iter(dict.fromkeys((dose.drug, dose.time) for _, dose in self.doses))

    def _coarse(self, drug: str, time: str) -> Iterator[Coarse]:
        here = [(step, each.beside) for step, each in self.doses if (each.drug, each.time) == (drug, time)]
        for made, group in groupby(here, key=lambda pair: pair[1].made):
            run = [(step, beside.wanted) for step, beside in group if made or beside.wanted]
            if not run:
                continue
            first, last = run[0][1], run[-1][1]
            if (made and last < first) or not made:
                steps = tuple(step for step, _ in run)
                yield Coarse(drug, time, made, sum(step.days for step in steps), steps, (first, last))

    @property
    def doses(self) -> Iterator[tuple[Step, FittedDose]]:
        """Every fitted dose, with the step that wanted it."""
        return ((step.step, dose) for step in self.steps for dose in step.doses)
