"""How much of one drug a named table holds equal to how much of another."""

from __future__ import annotations

from enum import StrEnum

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.errors import UsageError
from pillsplit.model.drug import Drug
from pillsplit.model.source import Source
from pillsplit.model.text import listed

REFERENCE = "diazepam"
"""The drug that every table measures the others by."""
REFERENCE_AMOUNT = Mass(10)
"""The amount of it that a table sets the other drugs against, by definition."""


class End(StrEnum):
    """Which end of a table's range is used: the one that gives the least, or the most, of the new drug."""

    LEAST = "least"
    MOST = "most"


@frozen
class Equivalence:
    """Amounts of two drugs that one table holds equal, both equal to 10 mg of diazepam by it."""

    table: str
    old: str
    old_amount: Mass
    new: str
    new_amount: Mass
    sources: tuple[Source, ...]
    end: End | None = None
    """The end that was taken, where the table gives a range."""

    def converted(self, old: Mass) -> Mass:
        """Return the amount of the new drug that is equal to *old* of the old one, exactly."""
        return self.new_amount * old.over(self.old_amount)

    def total(self, old: Mass, new: Mass) -> Mass:
        """Return *old* and *new* together, as an amount of diazepam."""
        return REFERENCE_AMOUNT * (old.over(self.old_amount) + new.over(self.new_amount))


def tables_of(*drugs: Drug) -> tuple[str, ...]:
    """Return the names of the tables that hold all of *drugs*, sorted; diazepam is in every table."""
    held = [{entry.table for entry in drug.equivalents} for drug in drugs if drug.name != REFERENCE]
    return tuple(sorted(set.intersection(*held))) if held else ()


def equivalences(old: Drug, new: Drug) -> tuple[Equivalence, ...]:
    """Return what every table that holds both drugs says, sorted by table; both ends where one gives a range."""
    found = []
    for table in tables_of(old, new):
        old_entry, new_entry = _entry(old, table), _entry(new, table)
        sources = tuple(entry.source for entry in (old_entry, new_entry) if entry.source)
        least = Equivalence(table, old.name, old_entry.high, new.name, new_entry.low, sources)
        most = Equivalence(table, old.name, old_entry.low, new.name, new_entry.high, sources)
        found += [least] if least == most else [evolve(least, end=End.LEAST), evolve(most, end=End.MOST)]
    return tuple(found)


def equivalence(old: Drug, new: Drug, table: str, end: End | None = None) -> Equivalence:
    """Return what *table* holds equal of *old* and *new*; *end* says which end of a range is meant.

    Raises:
        UsageError: where the table does not hold both, or gives a range and no end is named.
    """
    refuse_one_drug(old, new)
    wanted = table.strip().lower()
    found = [each for each in equivalences(old, new) if each.table == wanted]
    if not found:
        known = tables_of(old, new)
        tables = f"the tables that do are {listed(known)}" if known else "no table on record does"
        raise UsageError(f"it does not hold {old.name} and {new.name}: {tables}", field="table", value=table)
    if len(found) == 1:
        return found[0]
    if end is None:
        raise UsageError(
            f"{wanted} gives a range ({listed(in_words(each) for each in found)}): "
            f"add `end` least or `end` most, for the least or the most of {new.name}",
            field="end",
        )
    return next(each for each in found if each.end is end)


def refuse_one_drug(old: Drug, new: Drug) -> None:
    """Refuse to exchange a drug for itself.

    Raises:
        UsageError: with what to write instead.
    """
    if old.name == new.name:
        raise UsageError(f"`old` and `new` are both {old.name}: name two drugs, or use `pillsplit taper`")


def in_words(each: Equivalence) -> str:
    """Say what is equal to what: ``clonazepam 0.5 mg = diazepam 10 mg``."""
    return f"{each.old} {each.old_amount} = {each.new} {each.new_amount}"


@frozen
class _Entry:
    low: Mass
    high: Mass
    source: Source | None


def _entry(drug: Drug, table: str) -> _Entry:
    if drug.name == REFERENCE:
        return _Entry(REFERENCE_AMOUNT, REFERENCE_AMOUNT, None)
    entry = next(entry for entry in drug.equivalents if entry.table == table)
    return _Entry(entry.low, entry.high, entry.source)
