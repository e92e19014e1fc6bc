"""The answer of `fit`: as a page and as a document; its records are a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from attrs import frozen

from pillsplit import __version__
from pillsplit.amounts.number import plain, written_percent
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import Note
from pillsplit.model.plan import PlannedDose
from pillsplit.model.product import Liquid
from pillsplit.model.schedule import DAY, TIMES_OF_DAY, Step
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.schedule import schedule_records
from pillsplit.output.summary import place, told, told_of_data
from pillsplit.output.table import Column, Lines, Page, Records, table_of
from pillsplit.output.view import View
from pillsplit.output.views import plan_data
from pillsplit.output.views.check import division
from pillsplit.output.words import (
    basis,
    in_words,
    not_marketed,
    percent,
    product_line,
    ranges,
    sentence,
    steps_in_words,
    title,
    weeks_in_words,
)
from pillsplit.verbs.fitted import Beside, Coarse, Fit, FittedDose, FittedStep

_ADVICE = "What can be made nearest to the wanted doses, no advice to change a dose. Percentages are rounded to 0.01%."
_ALL_DAY = "all day"


def view(fit: Fit) -> View:
    """Return the answer of `fit` in every form."""
    return View(
        page=lambda: page(fit),
        records=lambda: schedule_records(fit.made.schedule) if fit.made else Records(),
        document=lambda: _head(fit) | body(fit),
        products=fit.shelf.products,
        beside_records=lambda: (
            summary(fit),
            *(f"step {each.step.number}: {each.text}" for each in fit.impossible),
        ),
    )


def _head(fit: Fit) -> Json:
    if fit.made:
        return document.plan_head("fit", __version__, fit.made)
    return document.head("fit", __version__, fit.shelf, fit.preferences, fit.measuring)


def page(fit: Fit) -> Page:
    """Return what a pharmacist reads: wanted beside made, how each made dose is taken, notes, products."""
    lead = (summary(fit), *_terms(fit))
    if fit.made is None:
        reasons = (sentence(f"{steps_in_words([each.step.number])}: {each.text}") for each in fit.impossible)
        return Page(title(fit.schedule, fit.shelf), lead, (Lines("Why", tuple(reasons)),))
    return Page(
        title(fit.schedule, fit.shelf),
        (*lead, _ADVICE),
        (
            table_of(_line_columns(fit), _lines(fit), "Wanted and made"),
            table_of(_way_columns(fit), _ways(fit), "How each dose is taken"),
            Lines("", _notes(fit)),
            Lines("Basis", (basis(fit.shelf, fit.preferences),), detail=True),
            Lines("Data", told_of_data((*(note for _, note in _said(fit)), *fit.notes)), detail=True),
            Lines("Products used", tuple(map(product_line, fit.made.products_used)), detail=True),
            Lines("Not marketed", not_marketed(fit.shelf), detail=True),
        ),
    )


def summary(fit: Fit) -> str:
    """Say in a sentence or two how near it comes, and where it falls faster than wanted."""
    if fit.made is None:
        return "No such schedule can be made."
    doses = list(fit.doses)
    off = [(abs(each.beside.share), each.beside, step) for step, each in doses if each.beside.share]
    says = f"{len(doses) - len(off)} of {len(doses)} {'dose is' if len(doses) == 1 else 'doses are'} made as wanted"
    if off:
        share, beside, step = max(off, key=lambda entry: entry[0])
        says += f"; the largest difference is {percent(share)}: {beside.made} for {beside.wanted} in step {step.number}"
    larger = _larger_cuts(fit)
    cuts = f"Cuts that are larger than wanted: {steps_in_words(larger)}" if larger else "No cut is larger than wanted"
    return " ".join((f"{says}. {cuts}.", *_on_coarseness(fit)))


_MOST_COARSE = 3
"""Of more stretches the summary names those that last longest."""


def _on_coarseness(fit: Fit) -> Iterator[str]:
    """Say where the tablets are too coarse for what is wanted, and what a liquid would do."""
    if not fit.coarse or fit.cycle:
        return
    longest = sorted(fit.coarse, key=lambda each: -each.days)[:_MOST_COARSE]
    stretches = [_coarse_in_words(fit, each) for each in fit.coarse if each in longest]
    more = len(fit.coarse) - len(stretches)
    also = f"; and {more} more" if more else ""
    what = "What is allowed here is" if fit.preferences.liquid else "The tablets are"
    yield f"{what} too coarse: {'; '.join(stretches)}{also}."
    if fit.preferences.liquid:
        return
    drugs = dict.fromkeys(each.drug for each in fit.coarse)
    if lacking := [drug for drug in drugs if not fit.shelf.liquids(drug)]:
        none = f"on record {place(fit.shelf)}" if fit.shelf.region else "named"
        yield f'No liquid of {listed(lacking)} is {none}: `liquid_step` "0.01 mg" tries one of 1 mg/mL.'
    if fit.with_liquid and fit.with_liquid.made:
        liquids = [product for product in fit.with_liquid.made.products_used if isinstance(product, Liquid)]
        doses = list(fit.with_liquid.doses)
        as_wanted = sum(not each.beside.difference for _, each in doses)
        names = listed(fit.shelf.short_names[product.id] for product in liquids)
        if liquids:
            yield f"With {names} {as_wanted} of {len(doses)} doses would be made as wanted (`with_liquid`)."


def _coarse_in_words(fit: Fit, coarse: Coarse) -> str:
    """Write ``0.25 mg for 42 weeks where 0.25 mg to 0.05 mg is wanted (steps 9–14)``."""
    several = len(dict.fromkeys((each.drug, each.time) for _, each in fit.doses)) > 1
    of = f"{coarse.drug}{'' if coarse.time == DAY else f' ({coarse.time})'}: " if several else ""
    made = f"{coarse.made} for {weeks_in_words(coarse.days)}" if coarse.made else "nothing"
    first, last = coarse.wanted
    wanted = str(first) if first == last else f"{first} to {last}"
    return f"{of}{made} where {wanted} is wanted ({steps_in_words(step.number for step in coarse.steps)})"


def body(fit: Fit) -> Json:
    """Return what the document of `fit` holds besides its head; its ``steps`` are read as a schedule again."""
    planned: Json = {"steps": [], "summary": {}, "facts": []} if fit.made is None else plan_data.body(fit.made)
    doses = list(fit.doses)
    return planned | {
        "possible": fit.made is not None,
        "max_cut_percent": None if fit.max_cut is None else plain(fit.max_cut * 100),
        "cycle": fit.cycle,
        "divide": fit.divide,
        "fit": [
            _placed(step, each.drug, each.time, each.beside)
            | {"taken_mg": [plain(dose.mg) for dose in each.taken], "notes": document.notes(each.notes)}
            for step, each in doses
        ],
        "totals": [_placed(step.step, drug, DAY, total) for step in fit.steps for drug, total in step.totals],
        "too_coarse": [
            {
                "drug": each.drug,
                "time": each.time,
                "made_mg": plain(each.made.mg),
                "days": each.days,
                "steps": [step.number for step in each.steps],
                "wanted_mg": [plain(mass.mg) for mass in each.wanted],
            }
            for each in fit.coarse
        ],
        "with_liquid": fit.with_liquid
        and {"as_wanted": sum(not each.beside.difference for _, each in fit.with_liquid.doses)},
        "impossible": [
            {"step": each.step.number, "drug": each.drug, "time": each.time, "code": each.code, "text": each.text}
            for each in fit.impossible
        ],
        "notes": document.notes(fit.notes),
        "summary": planned["summary"]
        | {"as_wanted": sum(not each.beside.difference for _, each in doses), "larger_cuts": _larger_cuts(fit)},
    }


def _placed(step: Step, drug: str, time: str, beside: Beside) -> Json:
    return {
        "step": step.number,
        "days": step.days,
        "drug": drug,
        "time": time,
        "wanted_mg": plain(beside.wanted.mg),
        "made_mg": plain(beside.made.mg),
        "difference_mg": plain(beside.difference.mg),
        "difference_percent": _exact_percent(beside.share),
        "cut_wanted_percent": _exact_percent(beside.cut_wanted),
        "cut_percent": _exact_percent(beside.cut),
        "larger_cut": beside.larger_cut,
    }


def _larger_cuts(fit: Fit) -> list[int]:
    return [
        step.step.number
        for step in fit.steps
        if any(beside.larger_cut for beside in (*(each.beside for each in step.doses), *dict(step.totals).values()))
    ]


def _terms(fit: Fit) -> Iterator[str]:
    """Say what was asked for beyond the nearest doses."""
    if fit.max_cut is not None:
        yield (
            f"No step falls by more than {written_percent(fit.max_cut)} of the step before it (the first: of its "
            "wanted dose). Stopping after the last step would be a cut of 100% and is not among the steps."
        )
    if fit.cycle:
        yield f"Doses are taken in turn over {fit.cycle} days; what is made is their mean."
    if fit.divide:
        yield division(fit.divide)


@frozen
class _Line:
    """A wanted dose beside the made one, or a day's total of both."""

    step: FittedStep
    first: bool
    """Whether it is the first line of its step."""
    drug: str
    time: str
    beside: Beside
    fitted: FittedDose | None = None
    """None for a day's total."""


def _line_columns(fit: Fit) -> tuple[Column[_Line], ...]:
    several = len(fit.schedule.drugs) > 1
    taken = " + ".join(TIMES_OF_DAY[fit.divide]).capitalize() if fit.divide else "In turn"

    def of_step(heading: str, said: Callable[[Step], object]) -> Column[_Line]:
        return Column(heading=heading, words=lambda line: str(said(line.step.step)) if line.first else "")

    return (
        of_step("Step", lambda step: step.number),
        of_step("From", lambda step: step.start or ""),
        of_step("Days", lambda step: step.days),
        Column(heading="Drug", words=lambda line: line.drug if several else ""),
        Column(heading="Time", words=lambda line: "" if line.time == DAY else line.time),
        Column(heading="Wanted", words=lambda line: str(line.beside.wanted)),
        Column(heading="Made", words=lambda line: str(line.beside.made)),
        Column(heading=taken, words=lambda line: _taken(fit, line.fitted) if line.fitted else ""),
        Column(heading="Difference", words=lambda line: _difference(line.beside)),
        Column(heading="Cut wanted", words=lambda line: _cuts(line.beside)[0]),
        Column(heading="Cut made", words=lambda line: _cuts(line.beside)[1]),
    )


def _lines(fit: Fit) -> Iterator[_Line]:
    for step in fit.steps:
        doses = [(each.drug, each.time, each.beside, each) for each in step.doses]
        totals = [(drug, _ALL_DAY, total, None) for drug, total in step.totals]
        for number, (drug, time, beside, fitted) in enumerate((*doses, *totals)):
            yield _Line(step, number == 0, drug, time, beside, fitted)


def _taken(fit: Fit, each: FittedDose) -> str:
    """Write the parts of a day, or the days of a cycle where they differ."""
    if len(each.taken) == 1 or not each.beside.made or (fit.cycle and not each.spread):
        return ""
    return (", " if fit.cycle else " + ").join(map(str, each.taken))


def _difference(beside: Beside) -> str:
    if not beside.difference:
        return ""
    size = max(beside.difference, Mass(0) - beside.difference)
    share = "" if beside.share is None else f" ({percent(abs(beside.share))})"
    return f"{size} {'more' if beside.made > beside.wanted else 'less'}{share}"


def _cuts(beside: Beside) -> tuple[str, str]:
    """Write both cuts, with as many decimals as tell them apart."""
    wanted, made = beside.cut_wanted, beside.cut
    places = 2
    while wanted is not None and made is not None and wanted != made and _cut(wanted, places) == _cut(made, places):
        places += 1
    return _cut(wanted, places), _cut(made, places) + (", larger" if beside.larger_cut else "")


def _cut(share: Fraction | None, places: int) -> str:
    if share is None:
        return ""
    return percent(share, places) if share >= 0 else f"rises {percent(-share, places)}"


def _exact_percent(share: Fraction | None) -> str | None:
    return None if share is None else plain(share * 100)


class _Way(NamedTuple):
    """How a made dose is taken, on how many days, and the numbers of the wanted steps that it is for."""

    planned: PlannedDose
    days: int
    numbers: list[int]


def _way_columns(fit: Fit) -> tuple[Column[_Way], ...]:
    several = len(fit.schedule.drugs) > 1
    return (
        Column(heading="Drug", words=lambda way: way.planned.dose.drug if several else ""),
        Column(heading="Dose", words=lambda way: str(way.planned.dose.mass)),
        Column(
            heading="How to take it",
            words=lambda way: in_words(made, fit.shelf) if (made := way.planned.answer.combination) else "",
        ),
        Column(
            heading="Verdict",
            words=lambda way: way.planned.answer.verdict,
            tone=lambda way: way.planned.answer.verdict,
        ),
        Column(heading="For", words=lambda way: weeks_in_words(way.days)),
        Column(heading="Steps", words=lambda way: ranges(way.numbers)),
    )


def _ways(fit: Fit) -> list[_Way]:
    """Return each made dose above nothing, the largest first, with the steps of the wanted schedule that take it."""
    numbers: dict[tuple[str, Mass], list[int]] = {}
    for step, planned in _planned(fit):
        here = numbers.setdefault((planned.dose.drug, planned.dose.mass), [])
        if step.number not in here:
            here.append(step.number)
    ways: dict[tuple[str, Mass], _Way] = {}
    for days in fit.made.steps if fit.made else ():
        for dose, planned in {(each.dose.drug, each.dose.mass): each for each in days.doses}.items():
            if planned.dose.mass and planned.answer.combination:
                known = ways.get(dose, _Way(planned, 0, numbers[dose]))
                ways[dose] = known._replace(days=known.days + days.step.days)
    drugs = fit.schedule.drugs
    return [ways[dose] for dose in sorted(ways, key=lambda dose: (drugs.index(dose[0]), -dose[1].mg))]


def _planned(fit: Fit) -> Iterator[tuple[Step, PlannedDose]]:
    return ((step.step, planned) for step in fit.steps for days in step.made for planned in days.doses)


def _said(fit: Fit) -> list[tuple[int, Note]]:
    """Return what is said of the doses, each with the number of the wanted step."""
    said = [(step.number, note) for step, each in fit.doses for note in each.notes]
    before: set[int] = set()
    for step in fit.steps:
        for days in step.made:
            # A made step that stands for several wanted ones changes in the first; in a cycle doses rise and fall
            # from day to day, as was asked.
            unchanged = fit.cycle is not None or days.first_day in before
            before.add(days.first_day)
            said += (
                (step.step.number, note)
                for planned in days.doses
                for note in planned.notes
                if not (unchanged and note.code in _OF_CHANGES)
            )
    return said


_OF_CHANGES = ("dose-rises", "made-rises", "large-fall", "tenfold", "volume-rises", "cut-below-error")
"""The codes of notes on what changes from one step to the next."""


def _notes(fit: Fit) -> tuple[str, ...]:
    """Say what must be said with the doses, each sentence once with all its steps."""
    doses = ((step.number, planned) for step, planned in _planned(fit))
    own = ((step.step.number, step.step.note) for step in fit.steps if step.step.note)
    return told(fit.notes, doses, _said(fit), own)
