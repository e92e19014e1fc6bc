"""The answer of `check` as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pillsplit.amounts.number import plain
from pillsplit.model.codes import VERDICTS
from pillsplit.model.plan import Plan, PlannedDose, PlannedStep
from pillsplit.model.schedule import DAY, TIMES_OF_DAY
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.words import (
    basis,
    gathered,
    in_words,
    not_marketed,
    product_line,
    sentence,
    steps_in_words,
    title,
)

COLUMNS = (
    "step",
    "days",
    "start",
    "drug",
    "time",
    "dose_mg",
    "verdict",
    "take",
    "made_mg",
    "difference_mg",
    "below_mg",
    "above_mg",
    "why",
    "notes",
)


def page(check: Plan) -> Page:
    """Return what a pharmacist reads: the sentence, the table, why and what lies next, notes, products."""
    return Page(
        title(check.schedule),
        tuple(filter(None, (summary(check), basis(check.shelf, check.preferences), division(check.divide)))),
        (
            Table(
                ("Step", "From", "Days", "Drug", "Time", "Dose", "How to take it", "Verdict", "Made", "Tablets alone"),
                tuple(_rows(check)),
            ).without_empty(),
            Lines("Why tablets alone do not make it", tuple(_reasons(check))),
            Lines("What tablets alone make next to it", tuple(_next_to_them(check))),
            Lines("Notes", tuple(notes(check))),
            Lines("Products used", tuple(map(product_line, check.products_used))),
            Lines("Also on the shelf, not used", _unused(check)),
            Lines("Not marketed", not_marketed(check.shelf)),
        ),
    )


def summary(check: Plan) -> str:
    """Say in one sentence how many steps are made with what."""
    tablets = check.numbers("whole", "halves", "quarters")
    liquid = check.numbers("liquid")
    unreachable = check.numbers("unreachable")
    says = [f"{len(tablets)} of {len(check.steps)} steps with tablets"]
    says.append(f"{steps_in_words(liquid)} {_verb(liquid, 'needs', 'need')} liquid" if liquid else "none needs liquid")
    says.append(f"{steps_in_words(unreachable)} cannot be made" if unreachable else "none is unreachable")
    if check.undivided:
        says.append(f"{steps_in_words(check.undivided)} cannot be divided in {check.divide}")
    return "; ".join(says) + "."


def division(number: int | None) -> str:
    """Say in how many parts daily doses are divided; nothing where that was not asked."""
    if number is None:
        return ""
    times = listed(TIMES_OF_DAY[number])
    return f"Daily doses are divided in {number} ({times}), as evenly as can be made, the larger parts later."


def rows(check: Plan) -> Iterable[Sequence[str]]:
    """Return a row for each dose, with plain amounts, under `COLUMNS`."""
    for step in check.steps:
        for checked in step.doses:
            answer = checked.answer
            made = answer.combination
            yield (
                str(step.step.number),
                str(step.step.days),
                step.step.start.isoformat() if step.step.start else "",
                checked.dose.drug,
                checked.dose.time,
                plain(answer.dose.mg),
                answer.verdict,
                in_words(made, check.shelf) if made else "",
                plain(made.mass.mg) if made else "",
                plain(answer.difference.mg) if made else "",
                plain(answer.below.mass.mg) if answer.below else "",
                plain(answer.above.mass.mg) if answer.above else "",
                why(checked),
                "; ".join(note.text for note in checked.notes),
            )


def body(check: Plan) -> Json:
    """Return what the document of `check` holds besides its head."""
    counts = check.counts
    return {
        "steps": [
            {
                "step": step.step.number,
                "days": step.step.days,
                "start": step.step.start and step.step.start.isoformat(),
                "note": step.step.note,
                "doses": [
                    {"drug": checked.dose.drug, "time": checked.dose.time}
                    | document.answer(checked.answer)
                    | {"notes": document.notes(checked.notes)}
                    for checked in step.doses
                ],
            }
            for step in check.steps
        ],
        "summary": {"steps": len(check.steps)}
        | {verdict: counts[verdict] for verdict in VERDICTS}
        | ({} if check.divide is None else {"divide": check.divide, "undivided": list(check.undivided)})
        | {"practical": check.practical},
        "facts": [{"code": fact.code, "text": fact.text, "source": fact.source.text} for fact in check.shelf.facts],
    }


def _rows(check: Plan) -> Iterable[tuple[str, ...]]:
    one_drug = len(check.schedule.drugs) == 1
    for step in check.steps:
        for number, checked in enumerate(step.doses):
            answer = checked.answer
            made = answer.combination
            first = number == 0
            yield (
                str(step.step.number) if first else "",
                step.step.start.isoformat() if first and step.step.start else "",
                str(step.step.days) if first else "",
                "" if one_drug else checked.dose.drug,
                "" if checked.dose.time == DAY else checked.dose.time,
                str(answer.dose),
                in_words(made, check.shelf) if made else "cannot be made",
                answer.verdict,
                str(made.mass) if made and answer.difference else "",
                _neighbours(checked) if answer.needs_liquid else "",
            )


def _neighbours(checked: PlannedDose) -> str:
    answer = checked.answer
    sides = [str(side.mass) for side in (answer.below, answer.above) if side]
    return " or ".join(sides) if sides else "none"


def _reasons(check: Plan) -> Iterable[str]:
    said = ((step.step.number, reason) for step, checked in _doses(check) if (reason := why(checked)))
    return (f"{steps_in_words(numbers).capitalize()}: {text}." for text, numbers in gathered(said).items())


def _next_to_them(check: Plan) -> Iterable[str]:
    """Say of each dose that stands under "Tablets alone" how it is made, each once, the largest first."""
    sides = {
        (checked.dose.drug, side.mass): side
        for _, checked in _doses(check)
        for side in (checked.answer.below, checked.answer.above)
        if side
    }
    several = len(check.schedule.drugs) > 1
    for (drug, mass), side in sorted(sides.items(), reverse=True):
        yield f"{f'{drug} ' if several else ''}{mass}: {in_words(side, check.shelf)}"


def why(checked: PlannedDose) -> str:
    """Say why tablets alone do not make a dose, and why no liquid serves; nothing where they do."""
    answer = checked.answer
    reason = answer.why.text if answer.why else ""
    return f"{reason}; {answer.why_no_liquid.text}" if answer.why_no_liquid else reason


def notes(check: Plan) -> Iterable[str]:
    """Say what must be said with the steps, each sentence once with all its steps."""
    said = ((step.step.number, note.text) for step, checked in _doses(check) for note in checked.notes)
    lines = [sentence(f"{steps_in_words(numbers)}: {text}") for text, numbers in gathered(said).items()]
    own = ((step.step.number, step.step.note) for step in check.steps if step.step.note)
    return [
        *lines,
        *(
            f"{steps_in_words(numbers).capitalize()} (the schedule's own note): {text}"
            for text, numbers in gathered(own).items()
        ),
    ]


def _doses(check: Plan) -> Iterable[tuple[PlannedStep, PlannedDose]]:
    return ((step, checked) for step in check.steps for checked in step.doses)


def _unused(check: Plan) -> tuple[str, ...]:
    used = check.products_used
    names = [product.name for product in check.shelf.products if product not in used]
    return (", ".join(names),) if names else ()


def _verb(numbers: Sequence[int], one: str, many: str) -> str:
    return one if len(numbers) == 1 else many
