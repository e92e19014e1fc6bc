"""Exact amounts: masses, volumes and concentrations.

Amounts of one kind add up, compare and scale; amounts of two kinds do not mix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Self

from attrs import field, frozen

from pillsplit.amounts.number import (
    LIKE_A_NUMBER,
    AmountError,
    Remark,
    read_number,
    refuse_what_is_no_number,
    written,
)
from pillsplit.errors import quoted


def _fraction(value: int | Fraction) -> Fraction:
    if type(value) is Fraction:
        return value
    if type(value) is int:
        return Fraction(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"an amount is made from an int or a Fraction, not from {type(value).__name__}")
    return Fraction(value)


@frozen(eq=False)
class _Amount:
    """An exact number of one unit; amounts of one kind add up, compare, and scale by exact numbers."""

    _value: Fraction = field(converter=_fraction)

    UNITS: ClassVar[Mapping[str, Fraction]]
    SYMBOL: ClassVar[str]
    EXAMPLE: ClassVar[str]

    @classmethod
    def read(cls, text: str, unit: str | None = None) -> tuple[Self, tuple[Remark, ...]]:
        """Read a text with its unit (or in *unit*, where a header gave one) and what to remark on it.

        Raises:
            AmountError: one line that says what is wrong and what to write instead.
        """
        text = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
        number_part = LIKE_A_NUMBER.match(text)
        end = number_part.end() if number_part else 0
        number, symbol = text[:end].strip(), text[end:].strip()
        if (
            not text
            or re.match(r"[eE_][-+]?[0-9]", symbol)
            or any(char.isnumeric() and not char.isascii() for char in symbol)
        ):
            refuse_what_is_no_number(text)
        if not number:
            raise AmountError(f"{quoted(text)} is not an amount: write a number with its unit, such as {cls.EXAMPLE}")
        factor = cls._factor(text, symbol or unit, number)
        value, remarks = read_number(number)
        return cls(value * factor), remarks

    @classmethod
    def _factor(cls, text: str, symbol: str | None, number: str) -> Fraction:
        if symbol is None:
            read_number(number)
            raise AmountError(f"{quoted(text)} has no unit: write {number} {cls.SYMBOL}")
        factor = cls.UNITS.get(symbol.replace("μ", "µ").lower())
        if factor is None:
            raise AmountError(
                f"{quoted(text)} has the unknown unit {quoted(symbol)}: "
                f"write the number with its unit, such as {cls.EXAMPLE}"
            )
        return factor

    @classmethod
    def parse(cls, text: str, unit: str | None = None) -> Self:
        """Read a text as `read` does and keep the amount only."""
        return cls.read(text, unit)[0]

    def __str__(self) -> str:
        return f"{written(self._value)} {self.SYMBOL}"

    # Compared in great numbers: written out, for what attrs writes builds a tuple of each side first, and a Fraction
    # looks up whether the other side is a number at all.

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        one, another = self._value, other._value
        return one.numerator == another.numerator and one.denominator == another.denominator

    def __hash__(self) -> int:
        # A Fraction's own hash agrees with that of a float, which costs and which no amount ever is.
        return hash((self._value.numerator, self._value.denominator))

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        one, another = self._value, other._value
        return one.numerator * another.denominator < another.numerator * one.denominator

    def __le__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        one, another = self._value, other._value
        return one.numerator * another.denominator <= another.numerator * one.denominator

    def __gt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        one, another = self._value, other._value
        return one.numerator * another.denominator > another.numerator * one.denominator

    def __ge__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        one, another = self._value, other._value
        return one.numerator * another.denominator >= another.numerator * one.denominator

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self._value + other._value) if self._value else other  # a sum begins with nothing

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self._value - other._value)

    def __mul__(self, times: int | Fraction) -> Self:
        if type(times) is not Fraction and type(times) is not int:
            if not isinstance(times, int | Fraction):
                return NotImplemented
            times = _fraction(times)
        return type(self)(self._value * times)

    __rmul__ = __mul__

    def over(self, other: Self) -> Fraction:
        """Return how many times *other* goes into this amount, exactly."""
        return self._value / other._value

    def __bool__(self) -> bool:
        return bool(self._value)


class Mass(_Amount):
    """A mass of one drug, held in milligrams.

    >>> str(Mass.parse("500 micrograms")), str(Mass.parse("10/3 mg"))
    ('0.5 mg', '3⅓ mg')
    """

    __slots__ = ()
    SYMBOL: ClassVar[str] = "mg"
    EXAMPLE: ClassVar[str] = "2.5 mg"
    UNITS: ClassVar[Mapping[str, Fraction]] = {
        "mg": Fraction(1),
        "milligram": Fraction(1),
        "milligrams": Fraction(1),
        "g": Fraction(1000),
        "gram": Fraction(1000),
        "grams": Fraction(1000),
        "microgram": Fraction(1, 1000),
        "micrograms": Fraction(1, 1000),
        "mcg": Fraction(1, 1000),
        "µg": Fraction(1, 1000),
    }

    @property
    def mg(self) -> Fraction:
        """The number of milligrams."""
        return self._value


class Volume(_Amount):
    """A volume of liquid, held in millilitres."""

    __slots__ = ()
    SYMBOL: ClassVar[str] = "mL"
    EXAMPLE: ClassVar[str] = "2.5 mL"
    UNITS: ClassVar[Mapping[str, Fraction]] = {
        "ml": Fraction(1),
        "millilitre": Fraction(1),
        "millilitres": Fraction(1),
        "milliliter": Fraction(1),
        "milliliters": Fraction(1),
        "l": Fraction(1000),
    }

    @property
    def ml(self) -> Fraction:
        """The number of millilitres."""
        return self._value


class Concentration(_Amount):
    """A mass of drug per volume of liquid, held in milligrams per millilitre.

    >>> str(Concentration.parse("2 mg/5 mL")), str(Concentration.parse("0.4 mg/mL").mass(Volume(5)))
    ('0.4 mg/mL', '2 mg')
    """

    __slots__ = ()
    SYMBOL: ClassVar[str] = "mg/mL"
    EXAMPLE: ClassVar[str] = "1 mg/mL or 2 mg/5 mL"
    UNITS: ClassVar[Mapping[str, Fraction]] = {}

    @classmethod
    def read(cls, text: str, unit: str | None = None) -> tuple[Self, tuple[Remark, ...]]:
        """Read ``1 mg/mL`` or ``2 mg/5 mL`` (or a bare number in *unit*, itself such a text without a number)."""
        if unit is not None:
            text = f"{text} {unit}"
        # The first slash that letters stand before divides mass from volume; one between digits is a quotient's.
        match = re.fullmatch(r"(.*?[A-Za-zµμ]+)\s*(?:/|per)\s*(.+)", text.strip())
        if not match:
            raise AmountError(f"{quoted(text)} is not a concentration: write it like {cls.EXAMPLE}")
        mass, remarks = Mass.read(match[1])
        per = match[2] if re.match(r"[^A-Za-z]", match[2]) else f"1 {match[2]}"
        volume, more = Volume.read(per)
        if not volume:
            raise AmountError(f"{quoted(text)} divides by zero: write it like {cls.EXAMPLE}")
        return cls(mass.mg / volume.ml), (*remarks, *more)

    @property
    def mg_per_ml(self) -> Fraction:
        """The number of milligrams in a millilitre."""
        return self._value

    def mass(self, volume: Volume) -> Mass:
        """Return the mass of drug in *volume*."""
        return Mass(self._value * volume.ml)

    def volume(self, mass: Mass) -> Volume:
        """Return the volume that holds *mass*."""
        return Volume(mass.mg / self._value)
