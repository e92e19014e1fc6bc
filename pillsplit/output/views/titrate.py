"""The answer of `titrate` as a page and as rows; as a document it is `titrate_data`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pillsplit.amounts.number import plain, written_percent
from pillsplit.model.combination import Combination
from pillsplit.model.device import Device
from pillsplit.model.product import Liquid, Product
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.bottles import bottle_line, bottle_table, bottles_in_all
from pillsplit.output.measuring import PLACES, amount_in_words, device_in_words, how_in_words
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.words import (
    counted,
    days_in_words,
    gathered,
    in_words,
    product_in_words,
    source_in_words,
    steps_in_words,
)
from pillsplit.verbs.alternatives import MADE_UP, Reached
from pillsplit.verbs.measuring import Switch, error_of, error_share, step_of
from pillsplit.verbs.titrate import MeasuredPlan, TitratedDose, Titration

COLUMNS = (
    "step",
    "days",
    "start",
    "drug",
    "time",
    "dose_mg",
    "verdict",
    "tablets",
    "product",
    "ml",
    "drops",
    "device",
    "mark_ml",
    "fills",
    "exact",
    "made_mg",
    "difference_mg",
    "error_mg",
    "error_percent",
    "why",
    "notes",
)
_HEADER = ("Step", "From", "Days", "Drug", "Time", "Dose", "Tablets", "Liquid", "Measured with", "Made", "Error")


def page(titration: Titration) -> Page:
    """Return what a carer and a pharmacist read: the plan, how to measure, what does not go, bottles, notes."""
    return Page(
        _title(titration),
        (summary(titration), *_switching(titration), _basis(titration)),
        (
            Table(_HEADER, tuple(_rows(titration))).without_empty(),
            Lines("How each dose is measured", tuple(_measures(titration))),
            Lines("What cannot be measured here", tuple(_reasons(titration))),
            Lines("What would have to be made up", tuple(_made_up(titration))),
            bottle_table(titration.plan.bottles, titration.schedule.steps[0].start),
            Lines("Bottles in all", tuple(bottle_line(plan) for plan in titration.plan.bottles)),
            Lines("Notes", tuple(_notes(titration))),
            Lines("Devices", tuple(_device_lines(titration))),
            Lines("Products used", tuple(_product_line(product) for product in titration.products_used)),
            Lines("Not marketed", tuple(_not_marketed(titration))),
        ),
    )


def summary(titration: Titration) -> str:
    """Say in one sentence which steps are measured, and which cannot be made."""
    liquid, unreachable = titration.numbers("liquid"), titration.numbers("unreachable")
    says = [
        f"{len(liquid)} of {len(titration.steps)} steps with liquid{f': {steps_in_words(liquid)}' if liquid else ''}"
    ]
    tablets = len(titration.steps) - len(liquid) - len(unreachable)
    says.append(f"{tablets} with tablets alone")
    says.append(f"{steps_in_words(unreachable)} cannot be made" if unreachable else "none is unreachable")
    return "; ".join(says) + "."


def rows(titration: Titration) -> Iterable[Sequence[str]]:
    """Return a row for each dose, with plain amounts, under `COLUMNS`."""
    for step, titrated in titration.doses:
        answer, measured = titrated.answer, titrated.liquid
        made = answer.combination
        error, share = (error_of(measured), error_share(measured)) if measured else (None, None)
        yield (
            str(step.step.number),
            str(step.step.days),
            step.step.start.isoformat() if step.step.start else "",
            titrated.dose.drug,
            titrated.dose.time,
            plain(answer.dose.mg),
            answer.verdict,
            in_words(Combination(made.pieces), titration.shelf) if made and made.pieces else "",
            measured.product.id if measured else "",
            plain(measured.volume.ml) if measured else "",
            plain(measured.drops) if measured and measured.drops is not None else "",
            measured.device.name if measured and measured.device else "",
            plain(step_of(measured).ml) if measured else "",
            str(measured.device.times(measured.volume)) if measured and measured.device else "",
            ("no" if answer.difference else "yes") if made else "",
            plain(made.mass.mg) if made else "",
            plain(answer.difference.mg) if made else "",
            plain(error.mg) if error is not None else "",
            plain(share * 100) if share is not None else "",
            _why(titrated),
            "; ".join(note.text for note in titrated.notes),
        )


def devices_used(titration: Titration) -> list[Device]:
    """Return the devices that some dose is measured with, in the order of the plan."""
    used = {
        titrated.liquid.device.id: titrated.liquid.device
        for _, titrated in titration.doses
        if titrated.liquid and titrated.liquid.device
    }
    return list(used.values())


def _title(titration: Titration) -> str:
    schedule = titration.schedule
    steps = f"{len(titration.steps)} {'step' if len(titration.steps) == 1 else 'steps'}"
    title = f"{schedule.title}: " if schedule.title else ""
    return f"{title}{listed(schedule.drugs)}, {steps}, {days_in_words(schedule.days)}"


def _switching(titration: Titration) -> Iterator[str]:
    """Say how often the plan goes from tablets to liquid or back, what it takes, and what going over once would."""
    if not titration.plan.bottles:
        return
    yield f"The plan {_changing(titration.plan, 'changes')} and takes {bottles_in_all(titration.plan.bottles)}."
    if titration.measuring.switch is Switch.AS_NEEDED and titration.once != titration.plan:
        once = titration.once
        yield f"With --switch once it would {_changing(once, 'change')} and take {bottles_in_all(once.bottles)}."


def _changing(plan: MeasuredPlan, verb: str) -> str:
    between = "between tablets and liquid"
    if plan.changes == 0:
        return f"never {verb} {between}"
    return f"{verb} {'once' if plan.changes == 1 else f'{plan.changes} times'} {between}"


def _basis(titration: Titration) -> str:
    """Say on which products, devices and limits the answer stands."""
    preferences, measuring = titration.preferences, titration.measuring
    shelf = f"the products of {titration.shelf.title}" if titration.shelf.region else "the products named"
    devices = (
        listed(f"the {each.name}" for each in measuring.at_hand.items) if measuring.have else "any device on record"
    )
    fills = "one fill" if measuring.max_fills == 1 else f"at most {measuring.max_fills} fills"
    begin = f", liquid from step {measuring.from_step} on" if measuring.from_step is not None else ""
    return (
        f"Made from {shelf} and measured with {devices}, {fills} and at most {preferences.max_volume} for a dose, "
        f"within {written_percent(preferences.tolerance)} of it{begin}; a syringe is filled to at least a "
        "tenth of its capacity. Marks differ by maker: use a device marked as said below, or say what is at hand with "
        "--device."
    )


def _rows(titration: Titration) -> Iterator[tuple[str, ...]]:
    schedule = titration.schedule
    several = len({plan.product.concentration for plan in titration.plan.bottles}) > 1
    for step in titration.steps:
        for number, titrated in enumerate(step.doses):
            answer, measured = titrated.answer, titrated.liquid
            made = answer.combination
            error = error_of(measured) if measured else None
            first = number == 0
            yield (
                str(step.step.number) if first else "",
                step.step.start.isoformat() if first and step.step.start else "",
                str(step.step.days) if first else "",
                titrated.dose.drug if len(schedule.drugs) > 1 else "",
                "" if titrated.dose.time == DAY else titrated.dose.time,
                str(answer.dose),
                _tablets(titrated, titration),
                amount_in_words(measured) + (f" of {measured.product.concentration}" if several else "")
                if measured
                else "",
                measured.device.name if measured and measured.device else "",
                str(made.mass) if made and answer.difference else "",
                "" if measured is None else "not on record" if error is None else str(error),
            )


def _tablets(titrated: TitratedDose, titration: Titration) -> str:
    made = titrated.answer.combination
    if made is None:
        return "cannot be made"
    return "none" if made.liquid and not made.pieces else in_words(Combination(made.pieces), titration.shelf)


def _measures(titration: Titration) -> Iterator[str]:
    said = (
        (step.step.number, f"{titrated.dose.mass}: {how_in_words(made, titration.shelf)}")
        for step, titrated in titration.doses
        if (made := titrated.answer.combination) and made.liquid
    )
    return (f"{steps_in_words(numbers).capitalize()}, {text}" for text, numbers in gathered(said).items())


def _why(titrated: TitratedDose) -> str:
    answer = titrated.answer
    if answer.combination or not answer.why:
        return ""
    return f"{answer.why.text}; {answer.why_no_liquid.text}" if answer.why_no_liquid else answer.why.text


def _reasons(titration: Titration) -> Iterator[str]:
    said = (
        (step.step.number, f"{titrated.dose.mass}: {why}")
        for step, titrated in titration.doses
        if (why := _why(titrated))
    )
    return (f"{steps_in_words(numbers).capitalize()}, {text}." for text, numbers in gathered(said).items())


def _made_up(titration: Titration) -> Iterator[str]:
    for made_up in titration.made_up:
        steps = steps_in_words(dict.fromkeys(reached.step for reached in made_up.doses))
        yield (
            f"A liquid of {made_up.concentration} of {made_up.drug} would reach {steps}. A pharmacy would have to make "
            "it up; no recipe is given here."
        )
        said = ((each.step, f"{each.answer.dose}: {_reached(each, titration)}") for each in made_up.doses)
        for text, numbers in gathered(said).items():
            yield f"{steps_in_words(numbers).capitalize()}, {text}."
    if titration.made_up and not titration.impossible:
        yield "No step would stay impossible then."
    said = ((each.step, f"{each.answer.dose} of {each.drug}") for each in titration.impossible)
    for text, numbers in gathered(said).items():
        yield (
            f"{steps_in_words(numbers).capitalize()}, {text}: stays impossible with every liquid that was tried, from "
            f"{MADE_UP[0]} to {MADE_UP[-1]}."
        )


def _reached(reached: Reached, titration: Titration) -> str:
    made = reached.answer.combination
    assert made
    assert made.liquid
    assert made.liquid.device
    tablets = in_words(Combination(made.pieces), titration.shelf) + " + " if made.pieces else ""
    makes = f"; {made.mass} is made" if reached.answer.difference else ""
    return f"{tablets}{made.liquid.volume} of it with the {made.liquid.device.name}{makes}"


def _notes(titration: Titration) -> Iterator[str]:
    yield from (f"{note.text[:1].upper()}{note.text[1:]}." for note in titration.notes)
    said = ((step.step.number, note.text) for step, titrated in titration.doses for note in titrated.notes)
    yield from (f"{steps_in_words(numbers).capitalize()}: {text}." for text, numbers in gathered(said).items())
    own = ((step.step.number, step.step.note) for step in titration.steps if step.step.note)
    for text, numbers in gathered(own).items():
        yield f"{steps_in_words(numbers).capitalize()} (the schedule's own note): {text}"
    if any(plan.count for plan in titration.plan.bottles):
        yield "A bottle is opened when the one before is empty or too old; a dose may be drawn from both."
    if titration.plan.bottles:
        yield (
            f"Percentages are rounded, those of errors to {PLACES} decimal, those of differences to 2; the amounts "
            "beside them are exact."
        )


def _device_lines(titration: Titration) -> Iterator[str]:
    used = devices_used(titration)
    yield from (device_in_words(device) for device in used)
    tolerances = {device.tolerance.text: device.tolerance for device in used if device.tolerance}
    yield from (f"{text.rstrip('.')}; {source_in_words(each.source)}" for text, each in tolerances.items())


def _product_line(product: Product) -> str:
    return f"{product.name} [{product.id}]: {_counted(product)}; {source_in_words(product.source)}"


def _counted(product: Product) -> str:
    if not isinstance(product, Liquid):
        return product_in_words(product)
    return counted(product) if product.drops_per_ml else str(product.concentration)


def _not_marketed(titration: Titration) -> Iterable[str]:
    facts = (fact for fact in titration.shelf.facts if fact.code == "not-marketed")
    return (f"{fact.text} ({fact.source.text})" for fact in facts)
