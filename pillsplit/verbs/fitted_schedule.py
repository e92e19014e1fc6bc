"""The schedule that comes of a fit: what is made for each wanted step, in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from pillsplit.model.schedule import Schedule, Step


@frozen
class Entry:
    """A step of the made schedule, and the places of the wanted steps that it stands for."""

    step: Step
    wanted: tuple[int, ...]


def made_of(wanted: Schedule, made: Sequence[Sequence[Step]]) -> tuple[Entry, ...]:
    """Return what is *made* for each step of *wanted* as one row: alike neighbours are one, and it ends with a dose.

    Days on nothing at the end are left out, unless nothing is taken at all.
    """
    entries: list[Entry] = []
    for index, steps in enumerate(made):
        for step in steps:
            if entries and _goes_on(entries[-1].step, step):
                last = entries.pop()
                longer = evolve(last.step, days=last.step.days + step.days)
                entries.append(Entry(longer, tuple(dict.fromkeys((*last.wanted, index)))))
            else:
                entries.append(Entry(step, (index,)))
    while len(entries) > 1 and not any(dose.mass for dose in entries[-1].step.doses):
        entries.pop()
    return tuple(_named(wanted, entries))


def _goes_on(before: Step, step: Step) -> bool:
    """Whether *step* takes the same doses as the one *before*, without days between."""
    if before.doses != step.doses or (before.start is None) != (step.start is None):
        return False
    return before.end is None or step.start is None or (step.start - before.end).days == 1


def _named(wanted: Schedule, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Number the steps anew where one stands for several or several for one, and note which are meant."""
    places = [place for entry in entries for place in entry.wanted]
    if len(set(places)) == len(places) == len(entries):
        yield from entries
        return
    for number, entry in enumerate(entries, start=1):
        meant = [wanted.steps[place].number for place in entry.wanted]
        of = ""
        if meant != [number] or places.count(entry.wanted[0]) > 1:
            of = f"wanted as step {meant[0]}" if len(meant) == 1 else f"wanted as steps {meant[0]} to {meant[-1]}"
        note = " · ".join(filter(None, (of, entry.step.note)))
        yield evolve(entry, step=evolve(entry.step, number=number, note=note))


def made_schedule(wanted: Schedule, entries: Sequence[Entry]) -> Schedule:
    """Return the made schedule."""
    return evolve(wanted, steps=tuple(entry.step for entry in entries))
