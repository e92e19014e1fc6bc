"""The answer of `doses` as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import listed
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.figures.bar import GAP, SIGNS, bar
from pillsplit.output.table import Lines, Page, Table
from pillsplit.output.words import basis, in_words, not_marketed, percent, product_line, sentence
from pillsplit.solver.dose import VERDICTS, Answer
from pillsplit.verbs.doses import Doses, Gap

COLUMNS = ("drug", "dose_mg", "verdict", "take", "next_below_mg", "gap_mg", "cut_percent")
_MADE_WITH = {"whole": "whole tablets", "halves": "halves", "quarters": "quarters", "liquid": "a liquid"}
_SHORTEST_RUN = 3
"""Doses with liquid in a row that the table takes together."""
_LARGEST = 10
"""Cuts that are told apart from the table."""


def page(answers: Sequence[Doses], reach: str) -> Page:
    """Return what a pharmacist reads: a bar, the gaps with the cuts that they force, and every dose.

    *reach* says up to where the answers look, where that was not asked for.
    """
    first, several = answers[0], len(answers) > 1
    drugs = listed(each.drug for each in answers)
    lead = (*map(summary, answers), reach, basis(first.shelf, first.preferences), "Cuts are rounded to 0.01%.")
    products = (product for each in answers for product in each.products_used)
    notes = dict.fromkeys(sentence(note.text) for each in answers for note in each.notes)
    return Page(
        f"{drugs}: which doses can be made",
        tuple(filter(None, lead)),
        (
            *(part for each in answers if each.answers for part in _parts(each, f"{each.drug}: " if several else "")),
            Lines("Notes", tuple(notes)),
            Lines("Products used", tuple(map(product_line, products))),
            Lines("Not marketed", not_marketed(first.shelf)),
        ),
    )


def summary(doses: Doses) -> str:
    """Say how many doses there are of each kind, and where they begin."""
    if not doses.answers:
        return f"{doses.drug}: no dose up to {doses.most} can be made."
    number = len(doses.answers)
    kinds = [f"{count} with {_MADE_WITH[verdict]}" for verdict in VERDICTS if (count := doses.counts[verdict])]
    least = doses.answers[0].dose
    return (
        f"{doses.drug}: {number} {'dose' if number == 1 else 'doses'} up to {doses.most} can be made, {listed(kinds)}. "
        f"Below {least} the next makeable dose is 0."
    )


def rows(answers: Iterable[Doses]) -> Iterator[Sequence[str]]:
    """Yield a row for each dose, ascending, with plain amounts, under `COLUMNS`."""
    for doses in answers:
        for answer, gap in zip(doses.answers, doses.gaps, strict=True):
            assert answer.combination
            yield (
                doses.drug,
                plain(answer.dose.mg),
                answer.verdict,
                in_words(answer.combination, doses.shelf),
                plain(gap.lower.mg),
                plain(gap.width.mg),
                plain(gap.cut * 100),
            )


def body(answers: Iterable[Doses]) -> Json:
    """Return what the document of `doses` holds besides its head: an entry for each drug."""
    return {
        "drugs": [
            {
                "drug": doses.drug,
                "max_mg": plain(doses.most.mg),
                "doses": [_dose(answer, gap) for answer, gap in zip(doses.answers, doses.gaps, strict=True)],
                "gaps": [_gap(gap) for gap in doses.gaps],
                "gaps_of_tablets": [_gap(gap) for gap in doses.gaps_of_tablets],
                "summary": {"doses": len(doses.answers)} | {verdict: doses.counts[verdict] for verdict in SIGNS},
                "notes": document.notes(doses.notes),
            }
            for doses in answers
        ]
    }


def _dose(answer: Answer, gap: Gap) -> Json:
    return {
        "dose_mg": plain(answer.dose.mg),
        "verdict": answer.verdict,
        "items": document.items(answer.combination),
        "next_below_mg": plain(gap.lower.mg),
        "gap_mg": plain(gap.width.mg),
        "cut_percent": plain(gap.cut * 100),
    }


def _gap(gap: Gap) -> Json:
    return {
        "from_mg": plain(gap.upper.mg),
        "to_mg": plain(gap.lower.mg),
        "gap_mg": plain(gap.width.mg),
        "cut_percent": plain(gap.cut * 100),
    }


def _parts(doses: Doses, drug: str) -> Iterator[Table | Lines]:
    """Yield what is told of one drug; *drug* stands before the headings where there are several."""
    yield _bar(doses, drug)
    if doses.counts["liquid"]:
        yield Lines(f"{drug}The largest cuts that tablets alone force", tuple(_largest(doses.gaps_of_tablets)))
    yield Lines(f"{drug}The largest cuts that the gaps force", tuple(_largest(doses.gaps)))
    yield Table(
        ("Dose", "How to take it", "Verdict", "Next below", "A cut of"), tuple(_rows(doses)), f"{drug}Every dose"
    )


def _bar(doses: Doses, drug: str) -> Table:
    drawn = bar({answer.dose: answer.verdict for answer in doses.answers}, doses.most)
    meanings = [f"{sign} {verdict}" for verdict, sign in SIGNS.items() if doses.counts[verdict]]
    step = f"One sign for each {drawn.cell}" + ("" if drawn.single else ", of its easiest dose")
    heading = f"{drug}{step}: {', '.join(meanings)}, {GAP} none"
    return Table(
        ("Above", "Up to", "Doses"), tuple((str(low), str(high), row) for low, high, row in drawn.rows), heading
    )


def _largest(gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in sorted(gaps, key=lambda gap: -gap.cut)[:_LARGEST]:
        lower = gap.lower if gap.lower else 0
        yield f"Below {gap.upper} the next makeable dose is {lower}: a cut of {percent(gap.cut)}."


def _rows(doses: Doses) -> Iterator[tuple[str, ...]]:
    """Yield the doses, the largest first; many with liquid in a row are told together."""
    pairs = zip(reversed(doses.answers), reversed(doses.gaps), strict=True)
    for verdict, run in groupby(pairs, key=lambda pair: pair[0].verdict):
        here = list(run)
        if verdict == "liquid" and len(here) >= _SHORTEST_RUN:
            yield _together(here)
            continue
        for answer, gap in here:
            assert answer.combination
            how = in_words(answer.combination, doses.shelf)
            yield str(answer.dose), how, verdict, str(gap.lower), percent(gap.cut)


def _together(run: Sequence[tuple[Answer, Gap]]) -> tuple[str, ...]:
    gaps = [gap for _, gap in run]
    span = f"{run[-1][0].dose} to {run[0][0].dose}"
    how = f"{len(run)} doses with a liquid"
    cuts = min(gap.cut for gap in gaps), max(gap.cut for gap in gaps)
    return (
        span,
        how,
        "liquid",
        f"{_span(gap.width for gap in gaps)} less",
        " to ".join(dict.fromkeys(map(percent, cuts))),
    )


def _span(widths: Iterable[Mass]) -> str:
    found = sorted(set(widths))
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"
