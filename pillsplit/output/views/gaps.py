"""What is still to be looked up, as a page, as rows and as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pillsplit.output.document import Json
from pillsplit.output.sources import Sources
from pillsplit.output.table import Lines, Page, Table
from pillsplit.verbs.gaps import Gap

COLUMNS = ("region", "drug", "subject", "unknown", "unverified", "touches_a_dose", "source")
DRUGS = "every region"
"""Where a gap stands that is of a drug and not of a region."""

Found = Mapping[str, Sequence[Gap]]
"""The gaps by region."""


def page(found: Found) -> Page:
    """Return the work list: region by region, what touches a dose first, and the documents to look in below."""
    sources = Sources()
    tables = tuple(
        Table(
            ("Drug", "What", "Unknown", "Not seen in a document", "Look in"),
            tuple(
                (
                    gap.drug,
                    gap.subject,
                    ", ".join(gap.unknown),
                    ", ".join(gap.unverified),
                    sources.mark(gap.source) if gap.source else "",
                )
                for gap in gaps
            ),
            f"{region}: {_touching(gaps)} that touch a dose, {len(gaps)} in all",
        ).without_empty()
        for region, gaps in found.items()
        if gaps
    )
    total = sum(map(len, found.values()))
    lead = (
        "What touches a dose stands first in each region.",
        "Write what you find into the file of the region and drug, with its source and the day.",
    )
    done = () if total else ("Nothing is left to look up.",)
    return Page(f"{total} things to look up", lead if total else done, (*tables, Lines("Look in", sources.lines)))


def rows(found: Found) -> Iterable[Sequence[str]]:
    """Return a row for each gap, under `COLUMNS`."""
    for region, gaps in found.items():
        for gap in gaps:
            yield (
                region,
                gap.drug,
                gap.subject,
                "; ".join(gap.unknown),
                "; ".join(gap.unverified),
                "yes" if gap.touches_a_dose else "no",
                gap.source.text if gap.source else "",
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
