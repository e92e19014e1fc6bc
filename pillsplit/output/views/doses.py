"""The answer of `doses`: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import frozen

from pillsplit import __version__
from pillsplit.amounts.number import plain, written
from pillsplit.amounts.quantity import Mass
from pillsplit.model.answer import Answer
from pillsplit.model.codes import VERDICTS, Verdict
from pillsplit.model.text import listed
from pillsplit.output import document
from pillsplit.output.document import Json
from pillsplit.output.figures.bar import GAP, SIGNS, bar
from pillsplit.output.on_record import OF_DATA, left_open
from pillsplit.output.table import Column, Lines, Page, Table, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.words import basis, in_words, no_region, not_marketed, percent, product_line, sentence
from pillsplit.verbs.doses import Doses, Gap

_MADE_WITH = {
    Verdict.WHOLE: "whole tablets",
    Verdict.LIQUID: "a liquid",
} | {verdict: str(verdict) for verdict in (Verdict.HALVES, Verdict.THIRDS, Verdict.QUARTERS, Verdict.EIGHTHS)}
_SHORTEST_RUN = 3
"""Doses in a row that are taken together."""
_LARGEST = 4
"""Cuts that are listed."""
_MOST_RANGES = 6
"""Lines that say what can be made."""
_SHORT = 8
"""Rows of a table of all doses that stands among the answers; a longer one is a detail."""


@frozen
class Line:
    """One dose that can be made, or several with liquid taken together, the largest first."""

    doses: Doses
    run: tuple[tuple[Answer, Gap], ...]

    @property
    def answer(self) -> Answer:
        """How the dose is made, the largest where there are several."""
        return self.run[0][0]

    @property
    def gap(self) -> Gap:
        """The gap below the dose, below the largest where there are several."""
        return self.run[0][1]

    @property
    def taken(self) -> str:
        """What is taken for the dose."""
        assert self.answer.combination
        return in_words(self.answer.combination, self.doses.shelf)


COLUMNS: tuple[Column[Line], ...] = (
    Column("drug", plain=lambda line: line.doses.drug),
    Column("dose_mg", "Dose", plain=lambda line: plain(line.answer.dose.mg), words=lambda line: _span(line)),
    Column("verdict", plain=lambda line: line.answer.verdict),
    Column(
        "take",
        "How to take it",
        plain=lambda line: line.taken,
        words=lambda line: line.taken if len(line.run) == 1 else f"{len(line.run)} doses with a liquid",
    ),
    Column(heading="Verdict", words=lambda line: line.answer.verdict, tone=lambda line: line.answer.verdict),
    Column("next_below_mg", "Next below", plain=lambda line: plain(line.gap.lower.mg), words=lambda line: _below(line)),
    Column("gap_mg", plain=lambda line: plain(line.gap.width.mg)),
    Column("cut_percent", "A cut of", plain=lambda line: plain(line.gap.cut * 100), words=lambda line: _cut(line)),
)
"""What is said of each dose."""


def view(answers: Sequence[Doses], reach: str) -> View:
    """Return the answer of `doses` in every form, for each drug; *reach* as for `page`."""
    first = answers[0]
    single = (
        Line(doses, ((answer, gap),))
        for doses in answers
        for answer, gap in zip(doses.answers, doses.gaps, strict=True)
    )
    return View(
        page=lambda: page(answers, reach),
        records=lambda: records_of(COLUMNS, single),
        document=lambda: _head(first) | body(answers),
        products=first.shelf.products,
    )


def _head(doses: Doses) -> Json:
    return document.head("doses", __version__, doses.shelf, doses.preferences, doses.measuring, doses.ways)


def page(answers: Sequence[Doses], reach: str) -> Page:
    """Return what a pharmacist reads: a bar, what can be made in even steps, and the gaps with their cuts.

    *reach* says up to where the answers look, where that was not asked for. Each dose with how it is taken is a
    detail, but for a few.
    """
    first, several = answers[0], len(answers) > 1
    drugs = listed(each.drug for each in answers)
    products = (product for each in answers for product in each.products_used)
    notes = dict.fromkeys(note.text for each in answers for note in each.notes if note.code in OF_DATA)
    return Page(
        f"{drugs}: which doses can be made{no_region(first.shelf)}",
        tuple(filter(None, (*map(summary, answers), reach))),
        (
            *(part for each in answers if each.answers for part in _parts(each, f"{each.drug}: " if several else "")),
            Lines("", tuple(dict.fromkeys(text for each in answers for text in _remarks(each)))),
            Lines("Basis", (f"{basis(first.shelf, first.preferences)} Cuts are rounded to 0.01%.",), detail=True),
            Lines("Data", tuple(map(sentence, notes)), detail=True),
            Lines("Products used", tuple(map(product_line, products)), detail=True),
            Lines("Not marketed", not_marketed(first.shelf), detail=True),
        ),
    )


def _remarks(doses: Doses) -> Iterator[str]:
    """Yield what must be said with the doses; what is not on record of several products in one sentence."""
    yield from (sentence(note.text) for note in doses.notes if note.code not in OF_DATA)
    yield from left_open(doses.answers, doses.notes)


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
                "summary": {"doses": len(doses.answers)} | {str(verdict): doses.counts[verdict] for verdict in SIGNS},
                "notes": document.notes(doses.notes),
            }
            for doses in answers
        ]
    }


def _dose(answer: Answer, gap: Gap) -> Json:
    return {
        "dose_mg": plain(answer.dose.mg),
        "verdict": str(answer.verdict),
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
    """Yield what is said of one drug; *drug* stands before the headings where there are several."""
    yield _bar(doses, drug)
    every = [answer.dose for answer in doses.answers]
    alone = [answer.dose for answer in doses.answers if not answer.needs_liquid]
    if doses.counts[Verdict.LIQUID]:
        yield Lines(f"{drug}With tablets alone", (*_ranges(alone), *_largest(doses.gaps_of_tablets)))
        yield Lines(f"{drug}With a liquid too", (*_ranges(every), *_largest(doses.gaps)))
    else:
        yield Lines(f"{drug}What can be made", (*_ranges(alone), *_largest(doses.gaps)))
    lines = tuple(_lines(doses))
    yield table_of(COLUMNS, lines, f"{drug}Every dose", detail=len(lines) > _SHORT)


def _ranges(ascending: Sequence[Mass]) -> Iterator[str]:
    """Say which doses there are, those in even steps in one line; of many such lines the ones with the most doses."""
    lines: list[tuple[int, str]] = []
    singles: list[Mass] = []
    for run in (*_even_runs(ascending), []):
        if len(run) == 1:
            singles += run
            continue
        if singles:
            lines.append((len(singles), f"{listed(map(str, singles[:_LARGEST]))}" if len(singles) <= _LARGEST else ""))
            singles = []
        if run:
            lines.append((len(run), f"{written(run[0].mg)} to {run[-1]} by {run[1] - run[0]}: {len(run)} doses"))
    kept = sorted((line for line in lines if line[1]), key=lambda line: -line[0])[:_MOST_RANGES]
    yield from (text for number, text in lines if (number, text) in kept)
    if left := sum(number for number, _ in lines) - sum(number for number, _ in kept):
        yield f"{left} doses more, in uneven steps (`sources` lists every one)"


def _even_runs(ascending: Sequence[Mass]) -> Iterator[Sequence[Mass]]:
    """Yield the doses in runs of even steps, as long as can be from the first on; what is left stands alone."""
    first = 0
    while first < len(ascending):
        end = first + 2
        while end < len(ascending) and ascending[end] - ascending[end - 1] == ascending[first + 1] - ascending[first]:
            end += 1
        if end - first < _SHORTEST_RUN or end > len(ascending):
            end = first + 1
        yield ascending[first:end]
        first = end


_BAR: tuple[Column[tuple[Mass, Mass, str]], ...] = (
    Column(heading="Above", words=lambda row: str(row[0])),
    Column(heading="Up to", words=lambda row: str(row[1])),
    Column(heading="Doses", words=lambda row: row[2]),
)


def _bar(doses: Doses, drug: str) -> Table:
    drawn = bar({answer.dose: answer.verdict for answer in doses.answers}, doses.most)
    meanings = [f"{sign} {verdict}" for verdict, sign in SIGNS.items() if doses.counts[verdict]]
    step = f"One sign for {drawn.cell}" + ("" if drawn.single else ", its easiest dose")
    return table_of(_BAR, drawn.rows, f"{drug}{step}: {', '.join(meanings)}, {GAP} none")


def _largest(gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in sorted(gaps, key=lambda gap: -gap.cut)[:_LARGEST]:
        lower = gap.lower if gap.lower else 0
        yield f"Below {gap.upper} the next dose is {lower}: a cut of {percent(gap.cut)}"


def _lines(doses: Doses) -> Iterator[Line]:
    """Yield the doses, the largest first; many with liquid in a row are taken together."""
    pairs = zip(reversed(doses.answers), reversed(doses.gaps), strict=True)
    for verdict, group in groupby(pairs, key=lambda pair: pair[0].verdict):
        run = tuple(group)
        if verdict is Verdict.LIQUID and len(run) >= _SHORTEST_RUN:
            yield Line(doses, run)
        else:
            yield from (Line(doses, (pair,)) for pair in run)


def _span(line: Line) -> str:
    most, least = line.run[0][0].dose, line.run[-1][0].dose
    return str(most) if len(line.run) == 1 else f"{least} to {most}"


def _below(line: Line) -> str:
    if len(line.run) == 1:
        return str(line.gap.lower)
    widths = sorted({gap.width for _, gap in line.run})
    return f"{' to '.join(map(str, dict.fromkeys((widths[0], widths[-1]))))} less"


def _cut(line: Line) -> str:
    cuts = [gap.cut for _, gap in line.run]
    return " to ".join(dict.fromkeys(percent(cut) for cut in (min(cuts), max(cuts))))
