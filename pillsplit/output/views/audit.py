"""How well the data of each region is documented: as a page, as records and as a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pillsplit import __version__
from pillsplit.model.source import STALE_AFTER
from pillsplit.model.text import listed
from pillsplit.output.document import Json, data_head
from pillsplit.output.table import Column, Lines, Page, records_of, table_of
from pillsplit.output.view import View
from pillsplit.verbs.audit import COUNTED_DRUGS, Audit, Search, Share

_COUNTED: tuple[tuple[str, str, Callable[[Audit], Share]], ...] = (
    ("primary", "Primary", lambda each: each.primary),
    ("seen", "Seen", lambda each: each.seen),
    ("division", "Divided", lambda each: each.division),
    ("division_counted", "The three", lambda each: each.division_counted),
    ("opened_life", "Opened life", lambda each: each.opened_life),
    ("current", "Current", lambda each: each.current),
)
"""What is counted: its key, its heading and its share."""

_SEARCHED: tuple[tuple[str, Callable[[Audit], Search]], ...] = (
    ("division", lambda each: each.division),
    ("division_counted", lambda each: each.division_counted),
    ("opened_life", lambda each: each.opened_life),
)
"""What may have been looked for in vain: its key and its search."""

_MEANT = (
    "Primary: products whose source is the regulator's, the maker's or the label itself.",
    "Seen: products whose strength, score and parts, concentration or drops were seen in a document.",
    "Divided: tablets of which a document says into how many parts they may be divided, or that into none.",
    f"The three: the same of {listed(COUNTED_DRUGS)}.",
    "Opened life: liquids of which a document says how long an opened bottle may be used, or was read and does not.",
    "Three numbers: on record/looked for and not found/not looked for.",
    f"Current: products whose document was checked, and where it has a date is, at most {STALE_AFTER} years old.",
)


def view(found: Sequence[Audit]) -> View:
    """Return the counts of all regions in every form."""
    return View(
        page=lambda: page(found),
        records=lambda: records_of(COLUMNS, found),
        document=lambda: data_head("formulary audit", __version__) | {"regions": [_body(each) for each in found]},
    )


def _number(key: str, share: Callable[[Audit], Share], part: str) -> Column[Audit]:
    return Column(f"{key}{part}", plain=lambda each: str(share(each).of if part else share(each).count))


def _sought(key: str, search: Callable[[Audit], Search]) -> Column[Audit]:
    return Column(f"{key}_sought", plain=lambda each: str(search(each).sought))


def _words(share: Callable[[Audit], Share]) -> Callable[[Audit], str]:
    return lambda each: told(share(each))


COLUMNS: tuple[Column[Audit], ...] = (
    Column("region", plain=lambda each: each.region),
    Column("title", "Region", plain=lambda each: each.title),
    Column("products", plain=lambda each: str(each.products)),
    *(Column[Audit](heading=heading, words=_words(share)) for _, heading, share in _COUNTED),
    *(_number(key, share, part) for key, _, share in _COUNTED for part in ("", "_of")),
    *(_sought(key, search) for key, search in _SEARCHED),
    Column("oldest_check", plain=lambda each: each.oldest.isoformat() if each.oldest else ""),
)
"""What is said of each region: people read shares, machines the two numbers of each."""


def page(found: Sequence[Audit]) -> Page:
    """Return a table of all regions with what its headings mean below."""
    products = sum(each.products for each in found)
    regions = "region" if len(found) == 1 else "regions"
    primary, division, opened_life = (
        counted(_sum(found, share))
        for share in (lambda each: each.primary, lambda each: each.division, lambda each: each.opened_life)
    )
    lead = f"Primary sources {primary}, division on record {division} tablets, opened life {opened_life} liquids."
    title = f"{products} products in {len(found)} {regions}, and what they rest on"
    return Page(title, (lead,), (table_of(COLUMNS, found), Lines("What is counted", _MEANT)))


def told(share: Share) -> str:
    """Write a share, or what was found of it, looked for in vain and not looked for: ``9/11/1``."""
    if isinstance(share, Search) and share.of:
        return f"{share.count}/{share.sought}/{share.open}"
    return counted(share)


def counted(share: Share) -> str:
    """Write a share: ``12 of 30``; a dash for none of none."""
    return f"{share.count} of {share.of}" if share.of else "–"


def in_words(each: Audit) -> str:
    """Say what the data of a region rest on, in a line."""
    said = (
        f"primary sources {counted(each.primary)}",
        f"division on record {counted(each.division)}{_in_vain(each.division)}" if each.division.of else "",
        f"opened life on record {counted(each.opened_life)}{_in_vain(each.opened_life)}" if each.opened_life.of else "",
        f"current {counted(each.current)}",
    )
    return f"{each.title}: {', '.join(filter(None, said))}."


def _in_vain(search: Search) -> str:
    return f" ({search.sought} looked for and not found)" if search.sought else ""


def _sum(found: Sequence[Audit], share: Callable[[Audit], Share]) -> Share:
    return Share(sum(share(each).count for each in found), sum(share(each).of for each in found))


def _share(share: Share) -> Json:
    searched = {"sought": share.sought, "open": share.open} if isinstance(share, Search) else {}
    return {"count": share.count, "of": share.of, "percent": share.percent} | searched


def _body(each: Audit) -> Json:
    shares = {key: _share(share(each)) for key, _, share in _COUNTED}
    oldest = each.oldest.isoformat() if each.oldest else None
    return {"region": each.region, "title": each.title, "products": each.products, **shares, "oldest_check": oldest}
