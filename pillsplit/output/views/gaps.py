"""What is still to be looked up: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pillsplit import __version__
from pillsplit.model.sought import Sought
from pillsplit.output.document import Json, data_head
from pillsplit.output.sources import Sources
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.output.views.audit import in_words
from pillsplit.verbs.audit import Audit
from pillsplit.verbs.gaps import Gap

DRUGS = "every region"
"""Where a gap stands that is of a drug and not of a region."""

Found = Mapping[str, Sequence[Gap]]
"""The gaps by region."""
Placed = tuple[str, Gap]
"""A region and a gap in its data."""


def view(found: Found, audits: Sequence[Audit] = ()) -> View:
    """Return the work list in every form; for people with the counts of each region that was audited."""
    return View(
        page=lambda: page(found, audits),
        records=lambda: records_of(
            columns(Sources(), Looked()), ((region, gap) for region in found for gap in found[region])
        ),
        document=lambda: data_head("formulary gaps", __version__) | body(found),
    )


class Looked:
    """What was looked for in vain, each with a letter of its own."""

    def __init__(self) -> None:
        self._letters: dict[Sought, str] = {}

    def letter(self, sought: Sought) -> str:
        """Return the letter of a record; a new one where it has none yet."""
        return self._letters.setdefault(sought, letters(len(self._letters)))

    @property
    def lines(self) -> tuple[str, ...]:
        """A line for each record that has a letter: when, where, and what stood there instead."""
        return tuple(
            f"({letter}) {each.what} of {each.drug}, on {each.checked}: {each.found} "
            f"Looked in: {' ; '.join(each.where)}"
            for each, letter in self._letters.items()
        )


def letters(number: int) -> str:
    """Return the letters for a number from 0: a to z, then aa, ab.

    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    before, last = divmod(number, 26)
    return (letters(before - 1) if before else "") + "abcdefghijklmnopqrstuvwxyz"[last]


def columns(sources: Sources, looked: Looked) -> tuple[Column[Placed], ...]:
    """Return what is said of each gap; people are pointed to its number among *sources* and its letter in *looked*."""
    return (
        Column("region", plain=lambda row: row[0]),
        Column("drug", "Drug", plain=lambda row: row[1].drug),
        Column("subject", "What", plain=lambda row: row[1].subject),
        Column(
            "unknown",
            "Unknown",
            plain=lambda row: "; ".join(row[1].unknown),
            words=lambda row: ", ".join(row[1].unknown),
        ),
        Column(
            "unverified",
            "Not seen in a document",
            plain=lambda row: "; ".join(row[1].unverified),
            words=lambda row: ", ".join(row[1].unverified),
        ),
        Column(
            "sought",
            "Looked for",
            plain=lambda row: "; ".join(f"{each.what}, {each.checked}" for each in row[1].sought),
            words=lambda row: ", ".join(f"{each.what} ({looked.letter(each)})" for each in row[1].sought),
        ),
        Column("touches_a_dose", plain=lambda row: "yes" if row[1].touches_a_dose else "no"),
        Column(
            "source",
            "Look in",
            plain=lambda row: row[1].source.text if row[1].source else "",
            words=lambda row: sources.mark(row[1].source) if row[1].source else "",
        ),
    )


def page(found: Found, audits: Sequence[Audit] = ()) -> Page:
    """Return the work list: region by region, what touches a dose first, the documents to look in and the counts."""
    sources, looked = Sources(), Looked()
    tables = [
        table_of(
            columns(sources, looked),
            ((region, gap) for gap in gaps),
            f"{region}: {_touching(gaps)} that touch a dose, {len(gaps)} in all",
        )
        for region, gaps in found.items()
    ]
    total = sum(map(len, found.values()))
    counts = Lines("On record", tuple(map(in_words, audits)) if total else ())
    lead = (
        "What touches a dose stands first in each region.",
        "Write what you find into the file of the region and drug, with its source and the day.",
    )
    done = () if total else ("Nothing is left to look up.",)
    return Page(
        f"{total} things to look up",
        lead if total else done,
        (*tables, Lines("Looked for and not found", looked.lines), Lines("Look in", sources.lines), counts),
    )


def body(found: Found) -> Json:
    """Return the document of the work list."""
    return {
        "gaps": [
            {
                "region": region,
                "drug": gap.drug,
                "subject": gap.subject,
                "unknown": list(gap.unknown),
                "unverified": list(gap.unverified),
                "touches_a_dose": gap.touches_a_dose,
                "source": gap.source.text if gap.source else None,
                "sought": [
                    {
                        "what": str(each.what),
                        "where": list(each.where),
                        "checked": each.checked.isoformat(),
                        "found": each.found,
                    }
                    for each in gap.sought
                ],
            }
            for region, gaps in found.items()
            for gap in gaps
        ]
    }


def _touching(gaps: Iterable[Gap]) -> int:
    return sum(gap.touches_a_dose for gap in gaps)
