"""What an import found: products, rows not understood, and rows that were left out on purpose."""

from __future__ import annotations

import datetime
from collections import Counter

from attrs import evolve, field, frozen

from pillsplit.errors import InputError, Problem, quoted
from pillsplit.formulary.fields import MOST_ENTRIES
from pillsplit.formulary.importers.spelling import is_named
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.source import Evidence, Source

MOST_PROBLEMS = 1000
"""So many are kept; the rest are counted, so that a wrong file does not fill the memory."""


@frozen
class Origin:
    """What is asked for: the drug, where it is sold, and which release is read on which day."""

    drug: str
    region: str
    released: datetime.date
    checked: datetime.date

    def names(self, substance: str) -> bool:
        """Say whether *substance*, in any of the registers' spellings, is the drug or a salt of it.

        >>> Origin("diazepam", "fr", datetime.date.min, datetime.date.min).names("DIAZÉPAM")
        True
        """
        return is_named(self.drug, substance)

    def source(self, file: str, row: str) -> Source:
        """Return the source of a product: the file, its release date and the row; it is the regulator's own."""
        released = self.released.isoformat()
        text = f"{file}, release of {released}, {row}"
        return Source(text, Evidence.REGISTER, self.checked, released, primary=True)


@frozen
class Findings:
    """What was read so far; every reader of a source fills one."""

    origin: Origin | None = None
    """What is asked for; a row that cannot be read is a problem where it may be of this drug. None: always."""
    products: dict[str, Product] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    left_out: Counter[str] = field(factory=Counter)
    """How many rows of the drug were understood and left out, by reason."""
    codes: set[str] = field(factory=set)
    """The codes of the drug's products, as far as they are known: what their rows begin with."""
    unread: dict[tuple[str, str], str] = field(factory=dict)
    """The places of rows of the drug that could not be read, by file and code."""
    elsewhere: list[Problem] = field(factory=list)
    """Rows that could not be read and are of other drugs, at most `MOST_PROBLEMS`."""
    _uncounted: list[int] = field(factory=lambda: [0])
    _uncounted_elsewhere: list[int] = field(factory=lambda: [0])

    @property
    def more_problems(self) -> int:
        """How many problems there were beyond `MOST_PROBLEMS`."""
        return self._uncounted[0]

    def wrong(self, place: str, what: str) -> None:
        """Note that a row could not be understood."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place, what))
        else:
            self._uncounted[0] += 1

    def pack_not_understood(self, place: str, pack: str) -> None:
        """Note that a pack could not be understood, and that its product is none the less kept."""
        self.wrong(place, f"the pack {quoted(pack)} is not understood: the product is kept without it")

    def unreadable(self, file: str, number: int, what: str, text: str) -> None:
        """Note that a row could not be read: a problem only where its *text* names the drug or one of its codes."""
        place = f"{file}:{number}"
        code = text.lstrip('"').partition("\t")[0].partition('"')[0].strip()
        if code in self.codes:
            self.unread[file, code] = place
        if self.origin is None or code in self.codes or self.origin.names(text):
            self.wrong(place, what)
        elif len(self.elsewhere) < MOST_PROBLEMS:
            self.elsewhere.append(Problem(place, what))
        else:
            self._uncounted_elsewhere[0] += 1

    @property
    def count_elsewhere(self) -> int:
        """How many rows of other drugs could not be read."""
        return len(self.elsewhere) + self._uncounted_elsewhere[0]

    def leave_out(self, reason: str) -> None:
        """Count a row that was understood, and is none of the products looked for."""
        self.left_out[reason] += 1

    def add(self, place: str, product: Product) -> None:
        """Keep a product; of two rows that say the same of one, the packs are added, and two that differ are told.

        Raises:
            InputError: where there are more than a file of data may hold.
        """
        if len(self.products) >= MOST_ENTRIES:
            what = f"is the product after {MOST_ENTRIES:,} of one drug: give the files of one release as published"
            raise InputError([Problem(place, what)])
        known = self.products.get(product.id)
        both = _of_both(known, product) if known else product
        if both is None:
            self.wrong(place, f"{product.id} stands twice, and its two rows differ: the first is kept")
        else:
            self.products[product.id] = both


def _of_both(one: Product, other: Product) -> Product | None:
    """Return a product with the sizes of both rows; None where they say different things of it."""
    if _letters(one.maker) == _letters(other.maker):
        other = evolve(other, maker=one.maker, name=one.name)
    if isinstance(one, Solid) and isinstance(other, Solid):
        both: Product = evolve(one, packs=tuple(sorted({*one.packs, *other.packs})))
        return both if evolve(other, packs=one.packs, source=one.source, codes=one.codes) == one else None
    if isinstance(one, Liquid) and isinstance(other, Liquid):
        both = evolve(one, bottles=tuple(sorted({*one.bottles, *other.bottles})))
        return both if evolve(other, bottles=one.bottles, source=one.source, codes=one.codes) == one else None
    return None


def _letters(maker: str) -> str:
    """Return a maker's name without capitals and stops, which two rows may write differently."""
    return "".join(filter(str.isalnum, maker.lower()))
