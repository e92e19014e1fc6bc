"""Exact numbers: one reader and one writer for all of them.

No binary float ever holds an amount. A number is a `fractions.Fraction` from the first character read to the
last one printed, so a third of 10 mg is ten thirds of a milligram and not a neighbour of it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from pillsplit.errors import quoted, shown

MAX_DIGITS = 12
"""The most significant digits a written number may have; more is a slip or an attack, never a dose."""
LONGEST = 60
"""The most signs that a number is written with; room for a whole number and a quotient of so many digits."""

_GLYPHS = {
    Fraction(1, 2): "½",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 6): "⅙",
    Fraction(5, 6): "⅚",
    Fraction(1, 8): "⅛",
    Fraction(3, 8): "⅜",
    Fraction(5, 8): "⅝",
    Fraction(7, 8): "⅞",
}
_VALUES = {glyph: value for value, glyph in _GLYPHS.items()}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FROM_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)

_DECIMAL = r"([0-9]*)(?:([.,])([0-9]*))?"
_QUOTIENT = r"(?:([0-9]+) +)?([0-9]+) ?/ ?([0-9]+)"
_GLYPH = rf"([0-9]*) ?(?:([{''.join(_VALUES)}])|([⁰¹²³⁴-⁹]+)⁄([₀-₉]+))"
LIKE_A_NUMBER = re.compile(r"[-+−–]? ?[0-9.,/ ½¼¾⅓⅔⅙⅚⅛⅜⅝⅞⁰¹²³⁴-⁹⁄₀-₉]*")
"""What a number is made of, right or wrong; a unit begins where it ends."""


class AmountError(ValueError):
    """A text that is no amount: one line that says what is wrong and what to write instead."""


class Remark(NamedTuple):
    """A text that was read, yet should have been written otherwise."""

    code: str
    text: str


def read_number(text: str) -> tuple[Fraction, tuple[Remark, ...]]:
    """Read a plain number: ``13.3``, ``0,5``, ``1/3``, ``1 1/2``, ``½``; never negative.

    Raises:
        AmountError: for everything else, with what to write instead.
    """
    text = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    # What most numbers are comes first: a decimal that is not too long has nothing to refuse.
    if len(text) <= LONGEST and (match := re.fullmatch(_DECIMAL, text)) and (match[1] or match[3]):
        return _decimal(text, match[1], match[2], match[3])
    refuse_what_is_no_number(text)
    if match := re.fullmatch(_QUOTIENT, text):
        whole, numerator, denominator = match.groups(default="0")
        return _mixed(text, whole, numerator, denominator), ()
    if match := re.fullmatch(_GLYPH, text):
        whole, glyph, over, under = match.groups()
        if glyph:
            _limit_digits(text, whole)
            return int(whole or "0") + _VALUES[glyph], ()
        return _mixed(text, whole or "0", over.translate(_FROM_SCRIPTS), under.translate(_FROM_SCRIPTS)), ()
    raise AmountError(f"{quoted(text)} is not a number: write digits, such as 2.5 or 1/3")


def refuse_what_is_no_number(text: str) -> None:
    """Refuse signs, exponents, foreign digits and the like, each with what to write instead.

    Raises:
        AmountError: for the first of them.
    """
    if not text:
        raise AmountError("nothing is written: write a number with its unit, such as 2.5 mg")
    if len(text) > LONGEST:
        raise AmountError(f"{quoted(text)} is too long for a number: write at most {MAX_DIGITS} digits")
    if text[0] in "-−–":
        raise AmountError(f"{quoted(text)} is negative: write an amount of 0 or more")
    if text[0] == "+":
        raise AmountError(f"{quoted(text)} has a sign: write {shown(text[1:].strip()) or 'the number'} without it")
    if any(char.isnumeric() and not char.isascii() and not LIKE_A_NUMBER.fullmatch(char) for char in text):
        raise AmountError(f"{quoted(text)} has digits other than 0 to 9: write it with the digits 0 to 9")
    if "_" in text:
        raise AmountError(f"{quoted(text)} has an underscore: write {quoted(text.replace('_', ''))}")
    if re.match(r"[0-9.,]+[eE][-+]?[0-9]", text):
        raise AmountError(f"{quoted(text)} has an exponent: write the digits out, such as 1000 for 1e3")
    if text.count(",") + text.count(".") > 1 and "/" not in text:
        raise AmountError(
            f"{quoted(text)} has more than one point or comma: write it without a separator for thousands"
        )


def _mixed(text: str, whole: str, numerator: str, denominator: str) -> Fraction:
    for part in (whole, numerator, denominator):
        _limit_digits(text, part)
    if int(denominator) == 0:
        raise AmountError(f"{quoted(text)} divides by zero: write a number, such as 1/3")
    if int(whole) and int(numerator) >= int(denominator):
        raise AmountError(f"{quoted(text)} is unclear: write a whole number and a part below one, such as 1 1/2")
    return int(whole) + Fraction(int(numerator), int(denominator))


def _decimal(text: str, whole: str, mark: str | None, part: str | None) -> tuple[Fraction, tuple[Remark, ...]]:
    part = part or ""
    if mark and not part:
        raise AmountError(f"{quoted(text)} ends in a {'comma' if mark == ',' else 'point'}: write {whole}")
    if mark == "," and len(part) == 3 and whole.strip("0"):
        raise AmountError(
            f"{quoted(text)} is unclear, a thousand or a decimal: write {whole}{part} or {plain(_exact(whole, part))}"
        )
    if len(whole) > 1 and whole.startswith("0"):
        raise AmountError(f"{quoted(text)} begins with a zero too many: write {_two_ways(whole, part)}")
    _limit_digits(text, whole + part)
    value = _exact(whole, part)
    remarks = []
    if not whole:
        remarks.append(Remark("no-leading-zero", f"{quoted(text)} is read as {plain(value)}: write the zero before it"))
    if part.endswith("0"):
        remarks.append(
            Remark("trailing-zero", f"{quoted(text)} is read as {plain(value)}: write it without trailing zeros")
        )
    return value, tuple(remarks)


def _two_ways(whole: str, part: str) -> str:
    """Suggest what 05 may have meant: 5, or 0.5 where the point was lost."""
    digits = whole.lstrip("0") or "0"
    return f"{digits}.{part}" if part else f"{digits} or 0.{digits}"


def _exact(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))


def _limit_digits(text: str, digits: str) -> None:
    if len(digits.lstrip("0")) > MAX_DIGITS:
        raise AmountError(f"{quoted(text)} has more than {MAX_DIGITS} significant digits: write a rounded number")


def plain(value: Fraction) -> str:
    """Write a number for JSON and CSV, exactly: ``13.3``, ``0.125``, ``10/3`` where decimals do not end.

    >>> plain(Fraction(133, 10)), plain(Fraction(10, 3)), plain(Fraction(-1, 8))
    ('13.3', '10/3', '-0.125')
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = _decimal_places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def written(value: Fraction) -> str:
    """Write a number for people, exactly: as `plain`, but ``3⅓`` and never a bare quotient.

    >>> written(Fraction(10, 3)), written(Fraction(1, 3)), written(Fraction(22, 7)), written(Fraction(1, 2))
    ('3⅓', '⅓', '3 ¹⁄₇', '0.5')
    """
    if "/" not in (text := plain(value)):
        return text
    if value < 0:
        return f"-{written(-value)}"
    whole, rest = divmod(value, 1)
    before = str(whole) if whole else ""
    if glyph := _GLYPHS.get(rest):
        return before + glyph
    over, under = str(rest.numerator), str(rest.denominator)
    return f"{before} {over.translate(_SUPERSCRIPTS)}⁄{under.translate(_SUBSCRIPTS)}".lstrip()


def in_parts(value: Fraction) -> str:
    """Write a count of tablets: ``½``, ``1½``, ``2``, ``0``; what is cut in equal parts as one sign.

    >>> in_parts(Fraction(3, 2)), in_parts(Fraction(1, 4)), in_parts(Fraction(2))
    ('1½', '¼', '2')
    """
    if value.denominator == 1:
        return str(value.numerator)
    whole, rest = divmod(value, 1)
    if rest not in _GLYPHS:
        return written(value)
    return f"{whole or ''}{_GLYPHS[rest]}"


def rounded(value: Fraction, places: int) -> str:
    """Write a number rounded to nearest (half to even) with at most *places* decimals; the caller says so.

    >>> rounded(Fraction(2, 3), 2), rounded(Fraction(5), 1)
    ('0.67', '5')
    """
    return plain(Fraction(round(value * 10**places), 10**places))


def at_most(value: Fraction, places: int) -> str:
    """Write a number from 0 up that bounds another: exactly where its decimals end, else the next above in *places*.

    >>> at_most(Fraction(3, 80), 3), at_most(Fraction(53, 300), 3)
    ('0.0375', '0.177')
    """
    if _decimal_places(value.denominator) is not None:
        return plain(value)
    return plain(Fraction(ceil(value * 10**places), 10**places))


def significant(value: Fraction, digits: int = 2) -> str:
    """Write a number above 0 rounded up to so many digits, where it has more; the caller says that it is a bound.

    >>> significant(Fraction(3, 8)), significant(Fraction(3, 80)), significant(Fraction(3, 2))
    ('0.38', '0.038', '1.5')
    """
    places = 0
    while value * 10**places < 10 ** (digits - 1):
        places += 1
    return at_most(Fraction(ceil(value * 10**places), 10**places), places)


@lru_cache(maxsize=256)
def _decimal_places(denominator: int) -> int | None:
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def read_percent(text: str) -> Fraction:
    """Read ``1%`` or ``0.5 %`` as a share of one.

    Raises:
        AmountError: where the sign is missing or the number cannot be read.
    """
    number = text.strip()
    if not number.endswith("%"):
        raise AmountError(f"{quoted(text)} is not a percentage: write {_percentages(number)}")
    return read_number(number[:-1])[0] / 100


def _percentages(number: str) -> str:
    """Say which percentage a number may be: itself, or as a share of one where it is below that."""
    if not re.fullmatch(r"[0-9.,]+", number):
        return "a share, such as 10%"
    value, _ = read_number(number)
    both = (value * 100, value) if 0 < value < 1 else (value,)
    return " or ".join(f"{written(each)}%" for each in both)


def written_percent(share: Fraction) -> str:
    """Write a share of one as a percentage, exactly: ``1%``."""
    return f"{written(share * 100)}%"


def rounded_percent(share: Fraction, places: int = 2) -> str:
    """Write a share of one, from 0 up, as a percentage, rounded to so many decimals.

    What is more than nothing is never written as 0%, and what is less than all never as 100%.

    >>> rounded_percent(Fraction(1, 3)), rounded_percent(Fraction(1, 10**6)), rounded_percent(1 - Fraction(1, 10**6))
    ('33.33%', 'below 0.01%', 'above 99.99%')
    """
    one = 10**places
    parts, of = share.numerator, share.denominator
    nearest, rest = divmod(parts * 100 * one, of)
    if 2 * rest > of or (2 * rest == of and nearest % 2):  # half to even
        nearest += 1
    if parts and not nearest:
        return f"below {plain(Fraction(1, one))}%"
    if parts < of and nearest == 100 * one:
        return f"above {plain(100 - Fraction(1, one))}%"
    return f"{plain(Fraction(nearest, one))}%"
