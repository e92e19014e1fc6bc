"""Numbers and amounts as the French write them, and others too: a comma before decimals, a space after thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from pillsplit.amounts.number import AmountError, plain
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.formulary.importers.making import LONGEST_NAME, NotUnderstoodError, concentration_of, mass_of, volume_of
from pillsplit.formulary.importers.spelling import plain_letters

_NUMBER = r"(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?"
_SHARE = r"%|pour ?cent|p\.? ?cent|pour 100|por ciento|prosent|p\. ?100"
_UNIT = r"mg|g|mcg|µg|μg|microg|mikrog(?:ram)?|(?:milli|mili|micro)?gram(?:me|o)?(?:s|\(s\))?"
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?P<number>{_NUMBER})\s?"
    rf"(?:(?P<share>{_SHARE})|(?P<unit>{_UNIT})(?![a-z])"
    rf"(?:\s*(?:/|par|pour)\s*(?P<per>{_NUMBER})?\s?(?P<volume>ml|l)(?![a-z]))?)"
)
_VOLUME = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<unit>ml|l)(?![a-z])")
_ONE_VOLUME = re.compile(r"(ml|l)\b")


def number(text: str) -> Fraction:
    """Return a number: ``25,000`` is 25, ``1 000`` is a thousand.

    Raises:
        NotUnderstoodError: where *text* is none.
    """
    digits = "".join(text.split()).replace(",", ".")
    if not re.fullmatch(rf"\s*{_NUMBER}\s*", text) or len(digits) > 15:
        raise NotUnderstoodError(f"{text!r} is no number")
    return Fraction(digits)


def share(text: str) -> Concentration:
    """Return the concentration of so many percent: grams in 100 mL.

    Raises:
        NotUnderstoodError: where *text* is no number.
    """
    return Concentration(10 * number(text))


def mass(text: str, unit: str) -> Mass:
    """Return a mass from its number and unit.

    Raises:
        NotUnderstoodError: where they are none.
    """
    try:
        written = plain(number(text))
    except NotUnderstoodError:
        written = text
    return mass_of(written, unit)


def volume(text: str) -> Volume | None:
    """Return the volume that *text* speaks of, such as ``un flacon de 30 ml``; ``ml`` alone is one; None for none."""
    words = plain_letters(text[:LONGEST_NAME])
    if match := _VOLUME.search(words):
        return volume_of(plain(number(match["number"])), match["unit"])
    return volume_of("1", match[1]) if (match := _ONE_VOLUME.match(words)) else None


def amounts(name: str) -> list[Mass | Concentration]:
    """Return the strengths and concentrations that a product's name says, in order.

    >>> [str(amount) for amount in amounts("LEVOTHYROX 100 microgrammes, VALIUM 1 POUR CENT, X 1 000 mg, Y 2,5 mg/ml")]
    ['0.1 mg', '10 mg/mL', '1000 mg', '2.5 mg/mL']
    """
    found: list[Mass | Concentration] = []
    for match in _AMOUNT.finditer(plain_letters(name[:LONGEST_NAME])):
        try:
            if match["share"]:
                found.append(share(match["number"]))
                continue
            dose = mass(match["number"], match["unit"])
            of = match["volume"]
            per = plain(number(match["per"])) if match["per"] else "1"
            found.append(concentration_of(dose, volume_of(per, of)) if of else dose)
        except (NotUnderstoodError, AmountError):
            continue
    return found


def concentration_by_name(name: str, dose: Mass, bottles: Iterable[Volume]) -> Concentration:
    """Return the concentration of a liquid whose composition counts a container: the name's, where the two agree.

    Raises:
        NotUnderstoodError: where they do not.
    """
    bottles = list(bottles)
    for mass, concentration in _parts_of_concentrations(name):
        if mass == dose or any(concentration.mass(bottle) == dose for bottle in bottles):
            return concentration
    raise NotUnderstoodError(f"its composition gives {dose} in a container, and its name no concentration that fits")


def _parts_of_concentrations(name: str) -> list[tuple[Mass, Concentration]]:
    """Return the concentrations that a name says, each with its mass: of ``10 mg/5 ml`` 10 mg, of a percent 1 g."""
    return [
        (concentration.mass(_HUNDRED) if match["share"] else mass(match["number"], match["unit"]), concentration)
        for match in _AMOUNT.finditer(plain_letters(name[:LONGEST_NAME]))
        for concentration in amounts(match[0])
        if isinstance(concentration, Concentration)
    ]


_HUNDRED = Volume(Fraction(100))
