"""The answer of `crossover`: remarks, a page, a schedule as records and as a document; and the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pillsplit import __version__
from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.model.drug import Drug, Equivalent
from pillsplit.model.rule import Statement
from pillsplit.model.schedule import DAY
from pillsplit.model.text import listed
from pillsplit.output.document import Json, bare_head
from pillsplit.output.schedule import ScheduleRow, schedule_records, schedule_steps, schedule_table
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views import taper as tapering
from pillsplit.output.words import capitalized, count_in_words, days_in_words, source_in_words, steps_in_words
from pillsplit.tapers.crossover import Crossover
from pillsplit.tapers.equivalents import (
    REFERENCE,
    REFERENCE_AMOUNT,
    Equivalence,
    equivalences,
    in_words,
    tables_of,
)
from pillsplit.tapers.taper import FINEST


def view(crossover: Crossover, said: Sequence[str]) -> View:
    """Return the answer of `crossover` in every form, with the remarks that were *said* of it."""
    return View(
        page=lambda: page(crossover, said),
        records=lambda: schedule_records(crossover.schedule),
        document=lambda: bare_head("crossover", __version__) | body(crossover) | {"remarks": list(said)},
        beside_records=lambda: said,
    )


def remarks(crossover: Crossover, old: Drug, new: Drug, statements: Sequence[Statement]) -> list[str]:
    """Say which table is used and what the others say, how the exchange goes, and what was rounded or assumed."""
    said = [
        *_on_the_table(crossover, old, new),
        *_on_the_exchange(crossover),
        *_on_rounding(crossover),
        *tapering.on_daily_maximum(old, crossover.dose),
        *tapering.on_daily_maximum(new, crossover.new_dose),
        *(
            f"{statement.text} Source: {source_in_words(statement.source)}"
            for statement in statements
            if statement.is_about(old.name, new.name)
        ),
    ]
    if not crossover.taper:
        return [*said, tapering.NOT_ADVICE]
    return list(dict.fromkeys([*said, *tapering.remarks(crossover.taper, new, crossover.schedule)]))


def by_table(old: Drug, new: Drug, dose: Mass) -> str:
    """Say what *dose* of *old* is by every table: ``30 mg of diazepam by ashton; 15 mg of diazepam by va-dod-2021``."""
    tables: dict[str, list[str]] = {}
    for each in equivalences(old, new):
        tables.setdefault(f"{each.converted(dose)} of {new.name}", []).append(_table_in_words(each))
    return "; ".join(f"{amount} by {listed(names)}" for amount, names in tables.items())


def page(crossover: Crossover, said: Sequence[str]) -> Page:
    """Return what a person reads: what is exchanged for what, and each step with the day's total."""
    equal = crossover.equivalence
    totals = {stage.step.number: str(stage.total) for stage in crossover.stages}
    total: Column[ScheduleRow] = Column(
        heading=f"As {REFERENCE}", words=lambda row: totals.get(row.step.number, "") if row.first else ""
    )
    return Page(
        f"{equal.old} {crossover.dose} a day to {equal.new} {crossover.new_dose} a day, "
        f"{days_in_words(crossover.schedule.days)}",
        (f"By the table {_table_in_words(equal)}: {in_words(equal)}.",),
        (schedule_table(crossover.schedule, (total,)), Lines("Notes", capitalized(said))),
    )


def body(crossover: Crossover) -> Json:
    """Return what the document of `crossover` holds besides its head; `steps` is a schedule that every verb reads."""
    equal = crossover.equivalence
    return {
        "from": {"drug": equal.old, "dose_mg": plain(crossover.dose.mg)},
        "to": {"drug": equal.new, "dose_mg": plain(crossover.new_dose.mg)},
        "equivalents": {
            "table": equal.table,
            "end": equal.end and str(equal.end),
            "from_mg": plain(equal.old_amount.mg),
            "to_mg": plain(equal.new_amount.mg),
            "sources": [source_in_words(source) for source in equal.sources],
        },
        "steps": schedule_steps(crossover.schedule),
        "totals": [{"step": stage.step.number, f"{REFERENCE}_mg": plain(stage.total.mg)} for stage in crossover.stages],
        "taper": tapering.body(crossover.taper)["rule"] if crossover.taper else None,
    }


def tables_view(drugs: Sequence[Drug]) -> View:
    """Return the tables of equivalents in every form."""
    found = [(drug, entry) for drug in drugs for entry in drug.equivalents]

    def document() -> Json:
        records = records_of(AMOUNTS, found)
        amounts = [dict(zip(records.keys, row, strict=True)) for row in records.rows]
        return bare_head("crossover", __version__) | {"equivalents": amounts}

    return View(page=lambda: tables_page(drugs), records=lambda: records_of(AMOUNTS, found), document=document)


AMOUNTS: tuple[Column[tuple[Drug, Equivalent]], ...] = (
    Column("drug", plain=lambda row: row[0].name),
    Column("table", plain=lambda row: row[1].table),
    Column("amount_mg", plain=lambda row: plain(row[1].low.mg)),
    Column("amount_high_mg", plain=lambda row: plain(row[1].high.mg)),
    Column("evidence", plain=lambda row: str(row[1].source.evidence)),
    Column("source", plain=lambda row: row[1].source.text),
)
"""What is said of each amount that a table holds equal to 10 mg of diazepam."""


def tables_page(drugs: Sequence[Drug]) -> Page:
    """Return what every table holds equal to 10 mg of diazepam, side by side, with the sources."""
    names = sorted({entry.table for drug in drugs for entry in drug.equivalents})
    drug_column: Column[Drug] = Column(heading="Drug", words=lambda drug: drug.name)
    sources = dict.fromkeys(
        f"{entry.table}: {source_in_words(entry.source)}" for drug in drugs for entry in drug.equivalents
    )
    return Page(
        f"Amounts equal to {REFERENCE} {REFERENCE_AMOUNT}, by {len(names)} tables",
        ("The tables differ, and none is a default. “?” marks what was not seen in a document.",),
        (
            table_of((drug_column, *map(_by, names)), (drug for drug in drugs if drug.equivalents)),
            Lines("Sources", tuple(sorted(sources))),
        ),
    )


def _by(table: str) -> Column[Drug]:
    """Return the column of one table."""

    def words(drug: Drug) -> str:
        entries = [entry for entry in drug.equivalents if entry.table == table]
        unseen = any(not entry.source.is_seen for entry in entries)
        return "".join(_span(entry.low, entry.high) for entry in entries[-1:]) + (" ?" if unseen else "")

    return Column(heading=table, words=words)


def _span(low: Mass, high: Mass) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _table_in_words(each: Equivalence) -> str:
    return f"{each.table} ({each.end} {each.new} of its range)" if each.end else each.table


def _on_the_table(crossover: Crossover, old: Drug, new: Drug) -> Iterator[str]:
    equal = crossover.equivalence
    yield (
        f"by {_table_in_words(equal)}, {in_words(equal)}: {equal.converted(Mass(1))} of {equal.new} "
        f"for each {Mass(1)} of {equal.old}"
    )
    yield from (f"source: {source_in_words(source)}" for source in dict.fromkeys(equal.sources))
    if len(tables_of(old, new)) > 1:
        yield f"the tables compared, {crossover.dose} of {equal.old} is {by_table(old, new, crossover.dose)}"


def _on_the_exchange(crossover: Crossover) -> Iterator[str]:
    count, each = len(crossover.stages), crossover.stages[0].step.days
    takes = (
        f"the exchange takes {count_in_words(count, 'step')} of {days_in_words(each)}, {days_in_words(count * each)}"
    )
    if crossover.stages_assumed:
        yield f"the exchange takes {count} equal parts of the day's dose: `times` or `stages` writes it otherwise"
    elif crossover.times != (DAY,):
        yield "the last dose of the day is exchanged first, then the one before it, the first dose of the day last"
    constant = f"; the day's total is equal to {REFERENCE} {crossover.total} in every step"
    yield takes if crossover.off_total else f"{takes}{constant}"
    if crossover.taper and (last := crossover.stages[-1].step).days != each:
        yield f"step {last.number}, the whole new dose, is the first of the taper: it lasts {days_in_words(last.days)}"


def _on_rounding(crossover: Crossover) -> Iterator[str]:
    equal = crossover.equivalence
    if crossover.parts_rounded:
        yield (
            f"{crossover.dose} of {equal.old} does not divide evenly: its parts are rounded to {FINEST}, "
            "and the larger ones are later in the day"
        )
    if crossover.off_total:
        numbers = [stage.step.number for stage in crossover.off_total]
        totals = listed(dict.fromkeys(str(stage.total) for stage in crossover.off_total))
        yield (
            f"{steps_in_words(numbers)}: the doses of {equal.new} are rounded to {crossover.round_to}, so that the "
            f"day's total is equal to {REFERENCE} {totals} and not to {crossover.total}"
        )
    odd = dict.fromkeys(
        str(dose.mass)
        for stage in crossover.stages
        for dose in stage.step.doses
        if dose.drug == equal.new and "/" in plain(dose.mass.mg)
    )
    if odd:
        yield f"{listed(odd)} of {equal.new} has no end as a decimal: `round_to` rounds it"
