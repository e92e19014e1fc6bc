"""What is still to be looked up: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pillsplit import __version__
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
        records=lambda: records_of(columns(Sources()), ((region, gap) for region in found for gap in found[region])),
        document=lambda: data_head("formulary gaps", __version__) | body(found),
    )


def columns(sources: Sources) -> tuple[Column[Placed], ...]:
    """Return what is said of each gap; people are pointed to the number that it has among *sources*."""
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
    sources = Sources()
    tables = [
        table_of(
            columns(sources),
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
        f"{total} things to look up", lead if total else done, (*tables, Lines("Look in", sources.lines), counts)
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
            }
            for region, gaps in found.items()
            for gap in gaps
        ]
    }


def _touching(gaps: Iterable[Gap]) -> int:
    return sum(gap.touches_a_dose for gap in gaps)
