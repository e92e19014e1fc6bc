"""The answer as the page shows it: the sentence, the picture, every dose, and what has to be known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pillsplit.amounts.number import written_percent
from pillsplit.model.codes import Verdict
from pillsplit.model.plan import Plan
from pillsplit.output.figures.staircase import staircases
from pillsplit.output.figures.svg import NARROW, WIDE, as_svg
from pillsplit.output.summary import OF_MEASURING, ladder, notes, summary
from pillsplit.output.views.check import details, unmade
from pillsplit.output.views.plan import device_in_short
from pillsplit.output.views.plan_rows import (
    CHANGE,
    DOSE,
    DRUG,
    START,
    STEP,
    TIME,
    VERDICT,
    DoseRow,
    dose_rows,
    neighbours,
    why,
)
from pillsplit.output.words import count_in_words, days_in_words, in_words, percent, title
from pillsplit.page.markup import Html, joined, listing, part_of, tag

Digest = list[dict[str, str]]
"""What is compared with the answer before: of each dose its place, its size, and how it is made."""

_SIGNS = {Verdict.WHOLE: "✓", Verdict.LIQUID: "L", Verdict.UNREACHABLE: "×"}
_SIGN_OF_A_CUT = {Verdict.HALVES: "½", Verdict.THIRDS: "⅓", Verdict.QUARTERS: "¼", Verdict.EIGHTHS: "⅛"}
_ROWS_TOGETHER = 20
"""Rows that a browser lays out, or leaves until they come into view, together."""


def verdict(plan: Plan) -> str:
    """Return the sentence that answers: what tablets make, what takes liquid, and what cannot be made."""
    return summary(plan)


def brief(plan: Plan) -> str:
    """Say in a line that is always in sight how many steps there are of each sort: ``25 steps: 22 of tablets, …``."""
    counts = plan.counts
    liquid, unmade = counts[Verdict.LIQUID], counts[Verdict.UNREACHABLE]
    steps = len(plan.steps)
    sorts = ((steps - liquid - unmade, "of tablets"), (liquid, "with liquid"), (unmade, "cannot be made"))
    return f"{count_in_words(steps, 'step')}: {', '.join(f'{number} {how}' for number, how in sorts if number)}"


def answer(plan: Plan, *, narrow: bool = False) -> list[Html]:
    """Return the answer that every reader sees, below its sentence: what is shown one after the other.

    What begins with a row group belongs into the table before it, which is written out so that no part is long.
    """
    said = ladder(plan)
    return [
        joined((tag("p", said, class_="ladder") if said else "", _picture(plan, narrow=narrow))),
        *doses(plan),
        joined(
            (*(part_of(part, 3, part.heading) for part in unmade(plan)), _notes(plan), _rungs(plan), _details(plan))
        ),
    ]


def _picture(plan: Plan, *, narrow: bool) -> Html:
    drawn = as_svg(title(plan.schedule), staircases(plan), "answer", NARROW if narrow else WIDE)
    return tag("figure", Html(drawn), class_="stairs")


def doses(plan: Plan) -> list[Html]:
    """Return a table and its row groups: every dose of a plan, with what lies next to it below a hard one."""
    rows = list(dose_rows(plan))
    shown = [(heading, cell) for heading, cell in _COLUMNS if any(cell(row) for row in rows)]
    head = tag(
        "div",
        joined(tag("span", heading, role="columnheader", class_=_class(heading)) for heading, _ in shown),
        role="row",
    )
    body = [_row(row, shown) for row in rows]
    groups = (body[at : at + _ROWS_TOGETHER] for at in range(0, len(body), _ROWS_TOGETHER))
    table = tag(
        "div",
        tag("div", head, role="rowgroup", class_="head"),
        role="table",
        aria_label="Each dose, and how to take it",
        class_="doses",
    )
    return [table, *(tag("div", joined(group), role="rowgroup", class_="group") for group in groups)]


def _row(row: DoseRow, shown: Iterable[tuple[str, Any]]) -> Html:
    cells = joined(
        tag("span", cell(row), role="cell", data_label=heading, class_=_class(heading)) for heading, cell in shown
    )
    below = tag("span", joined(tag("span", each) for each in _below(row)), role="cell", class_="below")
    verdict = row.planned.answer.verdict
    classes = f"of-{verdict}{' first' if row.is_first else ''}"
    return tag("div", cells, below if _is_hard(row) else "", role="row", class_=classes)


def _class(heading: str) -> str:
    return f"c-{heading.split()[0].lower()}"


def _is_hard(row: DoseRow) -> bool:
    return any(_below(row))


def _below(row: DoseRow) -> Iterator[str]:
    """Say below a hard dose what is made instead, what tablets alone make next to it, and why it is not made."""
    answer = row.planned.answer
    made = answer.combination
    if made and answer.difference:
        sign = "−" if made.mass < answer.dose else "+"
        share = percent(abs(answer.difference.mg) / answer.dose.mg)
        yield f"Made: {made.mass}, not {answer.dose} ({sign}{share})."
    if said := neighbours(row.planned):
        yield f"Tablets alone make: {said}."
    if not answer.is_made and (reason := why(row.planned)):
        yield f"{reason[:1].upper()}{reason[1:]}."


def _take(row: DoseRow) -> str:
    made = row.planned.answer.combination
    return in_words(made, row.plan.shelf) if made else "cannot be made"


def _device(row: DoseRow) -> str:
    return device_in_short(row.planned.liquid) if row.planned.liquid else ""


def _how(row: DoseRow) -> str:
    verdict = row.planned.answer.verdict
    sign = _SIGNS.get(verdict) or _SIGN_OF_A_CUT[verdict]
    return f"{sign} {VERDICT.words(row) if VERDICT.words else ''}"


def _days(row: DoseRow) -> str:
    return days_in_words(row.step.step.days) if row.is_first else ""


def _words(column: Any) -> Any:
    return column.words


_COLUMNS = (
    ("Step", _words(STEP)),
    ("From", _words(START)),
    ("For", _days),
    ("Drug", _words(DRUG)),
    ("Time", _words(TIME)),
    ("Dose", _words(DOSE)),
    ("Change", _words(CHANGE)),
    ("How to take it", _take),
    ("Measured with", _device),
    ("Made of", _how),
)


def _notes(plan: Plan) -> Html:
    said = listing(notes(plan, without=OF_MEASURING))
    measuring = listing(each for each in notes(plan) if each not in notes(plan, without=OF_MEASURING))
    return joined(
        (
            joined((tag("h3", "What to know"), said)) if said else "",
            joined((tag("h3", "When you measure"), measuring)) if measuring else "",
        )
    )


def _rungs(plan: Plan) -> Html:
    """Return how many steps tablets alone make within each share, as a small table."""
    steps = len(plan.steps)
    cells = [
        ("exactly" if not share else f"within {written_percent(share)}", f"{number} of {steps}")
        for share, number in plan.tablets_within.items()
    ]
    head = tag("tr", tag("th", "Tablets alone", scope="row"), joined(tag("th", name, scope="col") for name, _ in cells))
    body = tag("tr", tag("th", "Steps made", scope="row"), joined(tag("td", number) for _, number in cells))
    inner = tag("div", tag("table", head, body), class_="wide", role="region", tabindex="0", aria_label="How near")
    return tag("details", tag("summary", "How exact must it be?"), inner)


def _details(plan: Plan) -> Html:
    inner = joined(part_of(part, 3, part.heading) for part in details(plan))
    return tag("details", tag("summary", "Sources and details"), inner)


def digest(plan: Plan) -> Digest:
    """Return what the next answer is compared with."""
    return [
        {
            "step": str(step.step.number),
            "drug": planned.dose.drug,
            "time": planned.dose.time,
            "dose": str(planned.dose.mass),
            "verdict": str(planned.answer.verdict),
            "needs": "liquid" if planned.answer.needs_liquid else "",
            "take": in_words(planned.answer.combination, plan.shelf) if planned.answer.combination else "",
        }
        for step, planned in plan.doses
    ]
