"""The pages for those who look after the person: one for the prescriber, two for the pharmacy.

Each sentence and figure is that of another verb; nothing here names an option, and dates have one style.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from pillsplit.amounts.number import rounded
from pillsplit.amounts.quantity import Mass
from pillsplit.model.combination import EIGHTH, HALF, QUARTER, THIRD, WHOLE
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.figures.plot import drawing
from pillsplit.output.on_record import OF_DATA
from pillsplit.output.paper.cuts import cuts_of_tablets, tablets_cut
from pillsplit.output.prescription import line, name_of, quantity
from pillsplit.output.summary import summary, unverified
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.views.plan import device_in_short
from pillsplit.output.views.supply import packed
from pillsplit.output.words import (
    count_in_words,
    days_in_words,
    gathered,
    in_short,
    plain_date,
    sentence,
    steps_in_words,
)
from pillsplit.output.words import title as title_of
from pillsplit.verbs.report import Report
from pillsplit.verbs.supply import Interval

ALTERNATIVES = 2
"""How many other choices of products stand on the prescriber's page."""
_OF_MEASURING = {
    "shake",
    "handling",
    "avoid-material",
    "low-in-device",
    "drops-in-syringe",
    "dropper-upright",
    "enfit-low-dose",
    "compounded",
}
"""The notes that only whoever measures or makes needs."""


def title(report: Report) -> str:
    """Say whose plan it is, of which drugs, and how long."""
    return title_of(report.plan.schedule)


def prescriber(report: Report, remarks: Iterable[str] = (), assumed: str = "") -> Page:
    """Return the one page that a prescriber reads and signs."""
    plan = report.plan
    return Page(
        "For the prescriber",
        (summary(plan),),
        (
            drawing(plan, low=True),
            _steps(plan),
            Lines(_now(report), tuple(_prescribe(report))),
            Lines("This plan, and at most two others", tuple(_alternatives(report))),
            Lines("To know before signing", tuple(_known(plan, remarks, assumed))),
        ),
    )


def pharmacy(report: Report) -> Page:
    """Return what a pharmacy reads: per interval the lines, packs, bottles and cuts, and how the liquid is measured."""
    plan = report.plan
    return Page(
        "For the pharmacy",
        (title_of(plan.schedule) + ".",),
        (
            _intervals(report),
            Lines("Not covered", tuple(_uncovered(report))),
            _liquid(plan),
            cuts_of_tablets(report.calendar),
            Lines("What the labels say", tuple(_labels(plan))),
            Lines("Not confirmed in a document", tuple(_unconfirmed(plan))),
        ),
    )


# The prescriber's page.


def _steps(plan: Plan) -> Table:
    several = len(plan.schedule.drugs) > 1
    rows: list[tuple[str, ...]] = []
    before: PlannedStep | None = None
    for step in plan.steps:
        first = True
        for drug in plan.schedule.drugs:
            now, old = step.step.daily(drug), before.step.daily(drug) if before else None
            if not now and not old:
                continue
            rows.append(
                (
                    str(step.step.number) if first else "",
                    _from(step) if first else "",
                    drug if several else "",
                    str(now),
                    _percent(old, now),
                    _taken([each for each in step.doses if each.dose.drug == drug]),
                )
            )
            first = False
        before = step
    rows += _to_nothing(plan, several=several)
    header = ("Step", "From", "Drug", "Each day", "Change in %", "How it is taken")
    return Table(header, tuple(rows), "The steps").without_empty()


def _to_nothing(plan: Plan, *, several: bool) -> Iterator[tuple[str, ...]]:
    """Yield the last cut: from what is taken at the end of the plan to nothing."""
    last = plan.steps[-1]
    for drug in plan.schedule.drugs:
        if now := last.step.daily(drug):
            end = f"after {plain_date(last.step.end)}" if last.step.end else f"after day {plan.schedule.last_day}"
            yield "end", end, drug if several else "", "0 mg", _percent(now, Mass(0)), "nothing, unless it goes on"


def _from(step: PlannedStep) -> str:
    return plain_date(step.step.start) if step.step.start else f"day {step.first_day}"


def _percent(old: Mass | None, new: Mass) -> str:
    """Say by how many percent of *old* the dose changes: ``−10``, ``+25``."""
    if not old or old == new:
        return ""
    size = old - new if new < old else new - old
    return f"{'−' if new < old else '+'}{rounded(size.over(old) * 100, 1)}"


def _taken(doses: Iterable[PlannedDose]) -> str:
    """Write how the doses of a day are made: ``10 + 5 mg``, ``morning 5 mg; night ½ × 5 mg``."""
    return "; ".join(_one(each) for each in doses)


def _one(planned: PlannedDose) -> str:
    time = "" if planned.dose.time == DAY else f"{planned.dose.time} "
    made = planned.answer.combination
    if made is None:
        return f"{time}{planned.dose.mass} cannot be made"
    device = f" ({device_in_short(planned.liquid)})" if planned.liquid else ""
    differs = f", makes {made.mass}" if planned.answer.difference else ""
    return f"{time}{in_short(made)}{device}{differs}"


def _now(report: Report) -> str:
    first = report.supply.intervals[0]
    return f"To prescribe now, for {days_in_words(first.days)}"


def _prescribe(report: Report) -> Iterator[str]:
    supply = report.supply
    interval = supply.intervals[0]
    for portion in interval.portions:
        written = line(portion, supply.plan.shelf, supply.date(interval.first_day))
        none = "no line, as not every dose of these days can be made" if portion.dispensed else "nothing to dispense"
        yield written or f"{name_of(portion.product, supply.plan.shelf)}: {none}"
    if len(supply.intervals) > 1:
        yield f"Then {len(supply.intervals) - 1} more such prescriptions: see the part for the pharmacy."


def _alternatives(report: Report) -> Iterator[str]:
    """Say on which products the plan stands, and at most two other choices with their price."""
    ids = {product.id for product in report.plan.products_used}
    yield f"This plan: {_price(report.plan)}, with {_products(report.plan.products_used, report.plan)}."
    if report.no_choice and "`" not in report.no_choice:
        yield f"No others are weighed: {report.no_choice}."
    others = [each for each in report.options if set(each.option.ids) != ids]
    for each in others[:ALTERNATIVES]:
        lacking = f"; {steps_in_words(each.unreachable_steps)} cannot be made" if each.unreachable_steps else ""
        yield f"Instead: {_price(each.plan)}, with {_products(each.option.products, report.plan)}{lacking}."


def _price(plan: Plan) -> str:
    """Count what a plan comes to in pieces, those that are cut, and days with liquid."""
    counts: Counter[Fraction] = Counter()
    liquid = 0
    for step in plan.steps:
        for planned in step.doses:
            for piece in planned.answer.combination.pieces if planned.answer.combination else ():
                counts[piece.part] += piece.count * step.step.days
        liquid += step.step.days if any(planned.liquid for planned in step.doses) else 0
    cut = [_counted(counts[part], noun) for part, noun in _CUT if counts[part]]
    said = f"{count_in_words(counts.total(), 'piece')}, of them {listed(cut) if cut else 'none cut'}"
    return f"{said}; liquid on {days_in_words(liquid)}" if liquid else said


def _counted(number: int, part: str) -> str:
    return f"{number} {'halves' if part == 'half' and number > 1 else part if number == 1 else f'{part}s'}"


_CUT = ((HALF, "half"), (THIRD, "third"), (QUARTER, "quarter"), (EIGHTH, "eighth"))


def _products(products: Iterable[Product], plan: Plan) -> str:
    short = len(plan.schedule.drugs) == 1
    return listed(plan.shelf.short_names[each.id] if short else name_of(each, plan.shelf) for each in products)


def _known(plan: Plan, remarks: Iterable[str], assumed: str) -> Iterator[str]:
    """Yield what is unverified and touches a dose, what the plan says of itself, and how the schedule was read."""
    yield from _unconfirmed(plan)
    own = [note.text for note in plan.notes if note.code not in OF_DATA and note.code not in _OF_MEASURING]
    said = [
        (step.step.number, note.text)
        for step, planned in plan.doses
        for note in planned.notes
        if note.code not in OF_DATA and note.code not in _OF_MEASURING
    ]
    by_text = (f"{steps_in_words(numbers)}: {text}" for text, numbers in gathered(said).items())
    notes = ((step.step.number, step.step.note) for step in plan.steps if step.step.note)
    of_steps = (f"{steps_in_words(numbers)} (own note): {text}" for text, numbers in gathered(notes).items())
    for text in (*own, *by_text, *remarks):
        if "`" not in text:  # what names a field is for whoever asks at the command line
            yield sentence(text)
    yield from map(sentence, of_steps)
    if plan.schedule.source:
        yield f"The schedule is published: {plan.schedule.source}."
    if assumed:
        yield sentence(f"assumed for it: {assumed.rstrip('.')}")


def _unconfirmed(plan: Plan) -> Iterator[str]:
    """Yield what no document confirms and a dose rests on."""
    cut = dict.fromkeys(
        piece.product.name
        for _, planned in plan.doses
        for piece in (planned.answer.combination.pieces if planned.answer.combination else ())
        if piece.part != WHOLE and piece.product.parts is None
    )
    if cut:
        yield f"Whether they may be divided is not on record: {', '.join(cut)}."
    yield from unverified(note for _, planned in plan.doses for note in planned.notes)


# The pharmacy's pages.


def _intervals(report: Report) -> Table:
    """Return what is dispensed in each interval: the lines, packs or bottles, and what is cut."""
    supply, shelf = report.supply, report.plan.shelf
    rows: list[tuple[str, ...]] = []
    for interval in supply.intervals:
        begin = _begins(report, interval)
        for portion in interval.portions:
            written = line(portion, shelf, supply.date(interval.first_day))
            if written is None:
                part = "" if portion.covered else " (in part: some dose is not covered)"
                written = f"{name_of(portion.product, shelf)}, {quantity(portion.dispensed, portion.product)}{part}"
            cut = tablets_cut(report.calendar, portion.product, interval.first_day, interval.last_day)
            rows.append((begin, written, packed(portion), cut))
            begin = ""
        if not interval.portions:
            rows.append((begin, "nothing", "", ""))
    header = ("From", "To dispense", "Packs or bottles", "Tablets cut")
    return Table(header, tuple(rows), "Per interval").without_empty()


def _begins(report: Report, interval: Interval) -> str:
    date = report.supply.date(interval.first_day)
    return plain_date(date) if date else f"day {interval.first_day}"


def _uncovered(report: Report) -> Iterator[str]:
    for each in report.supply.uncovered:
        dose = each.planned.dose
        time = "" if dose.time == DAY else f" ({dose.time})"
        yield f"Step {each.step}: {dose.mass} of {dose.drug}{time} cannot be made with these products."


def _liquid(plan: Plan) -> Table:
    """Return how each volume is measured, with its device, once."""
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for step, planned in plan.doses:
        if planned.liquid:
            measured = planned.liquid
            key = (measured.product.name, measured.amount, str(measured.mass), device_in_short(measured))
            found.setdefault(key, []).append(step.step.number)
    rows = ((*key, steps_in_words(dict.fromkeys(numbers))) for key, numbers in found.items())
    return Table(("Liquid", "Volume", "Holds", "Measured with", "In"), tuple(rows), "The liquid, with its device")


def _labels(plan: Plan) -> Iterator[str]:
    for product in plan.products_used:
        if isinstance(product, Solid):
            if product.dividing:
                yield f"{product.name}: {product.dividing.rstrip('.')}."
        else:
            yield f"{product.name}: {_keeps(product)}{_handling(product)}."


def _keeps(product: Liquid) -> str:
    return f"{product.in_use_days} days after opening" if product.in_use_days else "opened life not on record"


def _handling(product: Liquid) -> str:
    return f"; {product.handling.rstrip('.')}" if product.handling else ""
