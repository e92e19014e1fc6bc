"""Sizes of packs and bottles from the texts in which registers list them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from math import prod

from pillsplit.amounts.quantity import Volume
from pillsplit.errors import quoted
from pillsplit.formulary.importers.making import NotUnderstoodError, volume_of

LONGEST_TEXT = 1000
"""Signs of a text that is read; registers have none near it."""
_MOST = 999_999
_HOLDER = r"(?:BLISTERS?|BOTTLES?|BTLS?|CARDS?|CARTONS?|BOX|BOXES|PACKS?|PACKAGES?|STRIPS?|CUPS?)"
_OF = re.compile(rf"(?<=[0-9])(?:\s+{_HOLDER})+\s+(?:OF|X)\s+(?=[0-9])")
"""What stands between a number of containers and what each of them holds."""
_TIMES = re.compile(r"(?<=[0-9])\s*X\s*(?=[0-9])")
_THOUSAND = re.compile(r"(?<=[0-9])[, ](?=000(?![0-9]))")
_EACH = re.compile(r"(?<=[0-9])'?S(?![A-Z])")
"""The ending of ``100's``."""
_BETWEEN = re.compile(r"[/,&;()\s-]+")
_BOTTLE = re.compile(r"(?:[0-9]+X)?([0-9]*\.?[0-9]+)(ML|L)?")


def sizes_in(text: str, words: Collection[str]) -> tuple[int, ...]:
    """Return the pack sizes that a *text* lists: ``100/500``, ``4 X 25 (CONTROL PACK)``, ``10 BLISTERS OF 10``.

    *words* are those, in capitals, that may stand beside the numbers.

    Raises:
        NotUnderstoodError: where it holds anything else.
    """
    return tuple(size_of(item.split("X")) for item in _items(text, words))


def bottles_in(text: str, words: Collection[str]) -> tuple[Volume, ...]:
    """Return the volumes that a *text* lists: ``500ML/2L``, ``10 X 5 ML``; ``30/100ML`` has one unit for both.

    Raises:
        NotUnderstoodError: where it holds anything else.
    """
    found: list[Volume] = []
    unit = ""
    for item in reversed(_items(re.sub(r"(?<=[0-9])\s+(?=M?L(?![A-Z]))", "", text.upper()), words)):
        match = _BOTTLE.fullmatch(item)
        unit = (match and match[2]) or unit
        if not match or not unit:
            raise NotUnderstoodError(f"{quoted(item)} is no volume")
        found.append(volume_of(match[1], unit))
    return tuple(found)


def _items(text: str, words: Collection[str]) -> list[str]:
    if len(text) > LONGEST_TEXT:
        raise NotUnderstoodError("is too long for a list of packs")
    rest = _OF.sub("X", _EACH.sub("", _THOUSAND.sub("", text.upper())))
    for word in sorted(words, key=len, reverse=True):
        rest = re.sub(rf"(?<![A-Z]){re.escape(word)}(?![A-Z])", " ", rest)
    return [item for item in _BETWEEN.split(_TIMES.sub("X", rest)) if item]


def size_of(numbers: Iterable[str]) -> int:
    """Return the size of a pack from the numbers of what is in what: cartons, blisters, tablets.

    Raises:
        NotUnderstoodError: where one is no whole number above 0, or all together are no pack.
    """
    size = prod(whole_numbers(numbers))
    if size > _MOST:
        raise NotUnderstoodError(f"more than {_MOST:,} tablets are no pack")
    return size


def whole_numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """Return pack sizes from texts of whole numbers above 0, decimals of nothing left away.

    Raises:
        NotUnderstoodError: where one is none.
    """
    numbers = []
    for text in texts:
        match = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?", text.strip())
        if not match or not int(match[1]):
            raise NotUnderstoodError(f"{quoted(text)} is no number of tablets")
        numbers.append(int(match[1]))
    return tuple(numbers)
