"""A language for whoever takes the doses: whole sentences from its catalogue, dates and decimal signs as it has them.

The sentences stand in the code in English, which needs no catalogue. A sentence is looked up whole and filled in
afterwards; what is filled in are amounts, dates, counts and names.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from attrs import frozen

from pillsplit.amounts.number import written
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError, did_you_mean
from pillsplit.model.text import listed

ENGLISH = "en"
LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "français",
    "es": "español",
    "it": "italiano",
    "nl": "Nederlands",
    "sv": "svenska",
    "pt": "português",
}
"""Every language by its code, with its own name."""

UNREVIEWED = "not yet reviewed by a native pharmacist"
"""What a catalogue says of itself until it is."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DECIMAL = re.compile(r"(?<=[0-9])\.(?=[0-9])")


@frozen(eq=False)
class Language:
    """One language: its sentences, dates and decimal sign."""

    code: str
    _catalogue: NullTranslations

    @property
    def reviewed(self) -> bool:
        """Whether a native pharmacist has read its catalogue; English is what the sentences are written in.

        Who has read it writes name and date in place of the words that stand there.
        """
        return self.code == ENGLISH or self._catalogue.pgettext("catalogue", UNREVIEWED) != UNREVIEWED

    def gettext(self, text: str) -> str:
        """Return a whole sentence as the catalogue has it, not filled in."""
        return self._catalogue.gettext(text)

    def say(self, text: str, /, **values: str) -> str:
        """Return a whole sentence, filled in."""
        return self._catalogue.gettext(text).format(**values)

    def say_as(self, context: str, text: str, /, **values: str) -> str:
        """Return what *text* is called in *context*: the name of a drug, of a month, of a part of a date."""
        return self._catalogue.pgettext(context, text).format(**values)

    def count(self, one: str, many: str, number: int, /, **values: str) -> str:
        """Return the sentence for so many, filled in; ``{count}`` is the number."""
        return self._catalogue.ngettext(one, many, number).format(count=number, **values)

    def number(self, value: Fraction | int) -> str:
        """Write a number with the decimal sign of the language."""
        return self._decimal(written(Fraction(value)))

    def amount(self, amount: Mass | Volume | Concentration) -> str:
        """Write an amount with its unit, which is the same in every language."""
        return self._decimal(str(amount))

    def names(self, names: Iterable[str]) -> str:
        """List names or amounts as a sentence lists them."""
        *before, last = tuple(names)
        if not before:
            return last
        return self.say_as("list", "{before} and {last}", before=", ".join(before), last=last)

    def drug(self, name: str) -> str:
        """Return what a drug is called; as it was written where the catalogue does not know it."""
        return self._catalogue.pgettext("drug", name)

    def date(self, date: datetime.date, *, year: bool = False) -> str:
        """Write ``Mon 7 Dec`` or, with its year, ``Mon 7 Dec 2026``, as the language does."""
        values = {"weekday": self.weekday(date), "day": str(date.day), "month": self.month(date)}
        if year:
            return self.say_as("date", "{weekday} {day} {month} {year}", **values, year=str(date.year))
        return self.say_as("date", "{weekday} {day} {month}", **values)

    def plain_date(self, date: datetime.date) -> str:
        """Write ``7 Dec 2026``, as the language does."""
        return self.say_as(
            "date", "{day} {month} {year}", day=str(date.day), month=self.month(date), year=str(date.year)
        )

    def weekday(self, date: datetime.date) -> str:
        """Return the short name of its day of the week."""
        return self._catalogue.pgettext("weekday", WEEKDAYS[date.weekday()])

    def month(self, date: datetime.date) -> str:
        """Return the short name of its month."""
        return self._catalogue.pgettext("month", MONTHS[date.month - 1])

    def _decimal(self, text: str) -> str:
        return _DECIMAL.sub(self._catalogue.pgettext("decimal sign", "."), text)


@cache
def language(code: str) -> Language:
    """Return the language called *code*.

    Raises:
        UsageError: where there is none.
    """
    if code not in LANGUAGES:
        known = listed(f"{each} ({name})" for each, name in LANGUAGES.items())
        raise UsageError(
            f"there is no sheet in it{did_you_mean(code, LANGUAGES)}: {known}", field="language", value=code
        )
    if code == ENGLISH:
        return Language(code, NullTranslations())
    catalogue = files("pillsplit.output") / "languages" / "catalogues" / f"{code}.mo"
    return Language(code, GNUTranslations(BytesIO(catalogue.read_bytes())))
