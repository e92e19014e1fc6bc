"""What an import found: products, rows not understood, and rows that were left out on purpose."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter

from attrs import field, frozen

from pillsplit.errors import Problem
from pillsplit.model.product import Evidence, Product, Source

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
        return re.search(rf"\b{re.escape(self.drug)}\b", plain_letters(substance)) is not None

    def source(self, file: str, row: str) -> Source:
        """Return the source of a product: the file, its release date and the row."""
        released = self.released.isoformat()
        return Source(f"{file}, release of {released}, {row}", Evidence.REGISTER, self.checked, released)


@frozen
class Findings:
    """What was read so far; every reader of a source fills one."""

    products: dict[str, Product] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    left_out: Counter[str] = field(factory=Counter)
    """How many rows of the drug were understood and left out, by reason."""
    _uncounted: list[int] = field(factory=lambda: [0])

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

    def leave_out(self, reason: str) -> None:
        """Count a row that was understood, and is none of the products looked for."""
        self.left_out[reason] += 1

    def add(self, place: str, product: Product) -> None:
        """Keep a product; a second one of the same id is a problem."""
        if product.id in self.products:
            self.wrong(place, f"{product.id} stands twice")
        else:
            self.products[product.id] = product


def plain_letters(text: str) -> str:
    """Return *text* in lower case and without accents: ``DIAZÉPAM`` as ``diazepam``."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
