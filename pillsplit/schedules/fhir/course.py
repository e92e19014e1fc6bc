"""Dosages put in time: one after the other by their sequence, or side by side by their dates."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Problem
from pillsplit.model.schedule import DAY, Dose, Step
from pillsplit.schedules.fhir.dosage import Dosage
from pillsplit.schedules.steps import MOST_STEPS

MOST_TOGETHER = 100
"""Dosages on one day; more are a slip."""
Wrong = Callable[[str, str], None]
"""Takes what is wrong at a place: the place, and what."""


def steps_of(
    dosages: Sequence[Dosage],
    start: datetime.date | None,
    problems: list[Problem],
    remark: Callable[[str], None],
) -> list[Step]:
    """Return the steps that *dosages* say; what cannot be put in time is added to *problems*.

    Args:
        dosages: At least one, in the order of the document.
        start: The date of day 1, where whoever asks gives one; only weekdays of undated dosages need it.
        problems: Takes what is wrong.
        remark: Takes what must be said.
    """

    def wrong(place: str, what: str) -> None:
        problems.append(Problem(place, what))

    before = len(problems)
    dated = [each for each in dosages if each.start]
    if dated and len(dated) < len(dosages):
        place = next(each.place for each in dosages if not each.start)
        wrong(place, "has a duration where others have dates: write boundsPeriod for each")
    elif dated:
        _check_order(dosages, wrong)
    else:
        _check_undated(dosages, wrong)
    if len(problems) > before:
        return []
    course = _dated(dosages, wrong, remark) if dated else _in_sequence(dosages, start, wrong, remark)
    steps: list[Step] = []
    for first, days, doses, note in course:
        steps.append(Step(len(steps) + 1, days, doses, first, note))
        if len(steps) > MOST_STEPS:
            wrong(dosages[0].place, f"begins a plan of more than {MOST_STEPS:,} steps: write a shorter one")
            break
    return steps


_Stretch = tuple[datetime.date | None, int, tuple[Dose, ...], str]
"""The first day where it has a date, the number of days, the doses, and a note."""


def _check_order(dosages: Sequence[Dosage], wrong: Wrong) -> None:
    """Say where the dates of a request contradict its sequence."""
    for _, group in groupby(dosages, key=lambda each: each.request):
        ordered = sorted((each for each in group if each.sequence is not None), key=lambda each: each.sequence or 0)
        last: Dosage | None = None
        for each, after in pairwise(ordered):
            last = each if last is None or _end(each) > _end(last) else last
            if each.sequence != after.sequence and after.start and after.start <= _end(last):
                wrong(
                    after.place,
                    f"comes after sequence {each.sequence}, and begins on {after.start}, before {last.end}, when that "
                    "ends: correct the dates or the sequence",
                )


def _end(dosage: Dosage) -> datetime.date:
    assert dosage.end
    return dosage.end


def _check_undated(dosages: Sequence[Dosage], wrong: Wrong) -> None:
    if len({each.request for each in dosages}) > 1:
        place = next(each.place for each in dosages if each.request != dosages[0].request)
        wrong(
            place, "is of another request than the first, and only dates say which is when: write boundsPeriod for each"
        )
    elif len(dosages) > 1 and (unnumbered := next((each for each in dosages if each.sequence is None), None)):
        wrong(unnumbered.place, "has neither a sequence nor dates: write a sequence for each, or boundsPeriod for each")


def _in_sequence(
    dosages: Sequence[Dosage], start: datetime.date | None, wrong: Wrong, remark: Callable[[str], None]
) -> Iterator[_Stretch]:
    day = 0
    for _, group in groupby(sorted(dosages, key=lambda each: each.sequence or 0), key=lambda each: each.sequence):
        together = list(group)
        if _are_too_many(together, wrong):
            return
        days = together[0].days
        if odd := next((each for each in together if each.days != days), None):
            wrong(odd.place, f"lasts {odd.days} days, and what is taken beside it {days}: write the same for both")
        weekly = any(each.when.weekdays for each in together)
        if weekly and start is None:
            remark("a weekday is named and no date: day 1 is taken to be a Monday; `start` gives its date")
        shift = (start.weekday() if start else 0) + day
        for _, length, doses, note in _runs([(each, 0) for each in together], days, shift, wrong):
            yield None, length, doses, note
        day += days


def _dated(dosages: Sequence[Dosage], wrong: Wrong, remark: Callable[[str], None]) -> Iterator[_Stretch]:
    one = datetime.timedelta(days=1)
    for drug in dict.fromkeys(each.medicine.drug for each in dosages):
        for said in _gaps_and_overlaps([each for each in dosages if each.medicine.drug == drug], drug):
            remark(said)
    edges = sorted({day for each in dosages if each.start for day in (each.start, _end(each) + one)})
    refused: set[tuple[str, str]] = set()

    def wrong_once(place: str, what: str) -> None:
        if (place, what) not in refused:
            refused.add((place, what))
            wrong(place, what)

    to_come = deque(sorted(dosages, key=lambda each: each.start or datetime.date.min))
    active: list[Dosage] = []
    for first, after in pairwise(edges):
        active = [each for each in active if _end(each) >= first]
        while to_come and to_come[0].start == first:
            active.append(to_come.popleft())
        if _are_too_many(active, wrong):
            return
        here = [(each, (first - each.start).days) for each in active if each.start]
        if here:
            for before, length, doses, note in _runs(here, (after - first).days, first.weekday(), wrong_once):
                yield first + datetime.timedelta(days=before), length, doses, note


def _are_too_many(together: Sequence[Dosage], wrong: Wrong) -> bool:
    """Say where so many dosages are taken together that nobody takes them."""
    if len(together) > MOST_TOGETHER:
        wrong(together[-1].place, f"is taken beside more than {MOST_TOGETHER} others: write fewer")
    return len(together) > MOST_TOGETHER


def _gaps_and_overlaps(dosages: Sequence[Dosage], drug: str) -> Iterator[str]:
    ordered = sorted(dosages, key=lambda each: (each.start or datetime.date.min, each.place))
    last = ordered[0]
    for each in ordered[1:]:
        assert each.start
        missing = (each.start - _end(last)).days - 1
        if missing > 0:
            day = _end(last) + datetime.timedelta(days=1)
            until = "" if missing == 1 else f" to {each.start - datetime.timedelta(days=1)}"
            lasts = f"{missing} {'day' if missing == 1 else 'days'}"
            yield f"there is a gap: nothing is said of {drug} on {day}{until} ({lasts})"
        elif missing < 0 and (each.request != last.request or each.start != last.start or each.days != last.days):
            yield (
                f"there is an overlap: from {each.start} on, {each.place} of {drug} is taken beside {last.place}, "
                f"which ends on {last.end}"
            )
        last = each if _end(each) > _end(last) else last


def _runs(
    here: Sequence[tuple[Dosage, int]], days: int, weekday: int, wrong: Wrong
) -> Iterator[tuple[int, int, tuple[Dose, ...], str]]:
    """Yield runs of days on the same doses of dosages, each of which has lasted some days already."""
    _check_together([each for each, _ in here], wrong)
    note = " · ".join(dict.fromkeys(each.note for each, _ in here if each.note))
    if all(each.when.every == 1 and not each.when.weekdays for each, _ in here):
        yield 0, days, _doses(here, 0, weekday), note
        return
    day = 0
    for doses, run in groupby(_doses(here, each, weekday + each) for each in range(days)):
        length = len(list(run))
        yield day, length, doses, note
        day += length


def _doses(here: Sequence[tuple[Dosage, int]], day: int, weekday: int) -> tuple[Dose, ...]:
    sums: dict[tuple[str, str], Mass] = {}
    for each, lasted in here:
        for time in each.when.times:
            key = each.medicine.drug, time
            mass = each.mass if each.taken_on(lasted + day, weekday % 7) else Mass(0)
            sums[key] = sums.get(key, Mass(0)) + mass
    return tuple(Dose(drug, time, mass) for (drug, time), mass in sums.items())


def _check_together(here: Sequence[Dosage], wrong: Wrong) -> None:
    """Say where what is taken together is the same order twice, or says the day's total beside times of day."""
    seen: dict[tuple[str, str], Dosage] = {}
    for each in here:
        drug = each.medicine.drug
        for time in each.when.times:
            other = seen.setdefault((drug, time), each)
            if other is not each and other.medicine == each.medicine and not _is_concurrent(other, each):
                wrong(each.place, f"says a dose of {drug} for the {time} beside {other.place}: write it once")
    for drug in {each.medicine.drug for each in here}:
        times = {time for each in here if each.medicine.drug == drug for time in each.when.times}
        if DAY in times and len(times) > 1:
            place = next(each.place for each in here if each.medicine.drug == drug and each.when.times == (DAY,))
            wrong(place, f"says a dose of {drug} for the day beside one for a time of day: write when it is taken")


def _is_concurrent(one: Dosage, other: Dosage) -> bool:
    """Return whether two dosages are of one request and share their number, which says that both are taken."""
    return one.request == other.request and one.sequence is not None and one.sequence == other.sequence
