"""A shelf of one's own, from what a person says: ``5 mg/halves``, ``1 mg/mL by 0.05 mL``."""

from __future__ import annotations

import re
from fractions import Fraction

from pillsplit.amounts.number import AmountError, plain, read_number
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError, shown
from pillsplit.model.product import Evidence, Form, Liquid, Score, Solid, Source

NO_DRUG = "drug not named"
"""Stands for the drug where a shelf of one's own needs no name."""
SOURCE = Source("stated on the command line", Evidence.STATED)

_PARTS = {"whole": 1, "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_WORDS = {1: "", 2: "halves", 3: "thirds", 4: "quarters"}
_TOO_FINE = ("eighth", "eighths")
_DROPS = re.compile(r"(?P<number>.+?) *drops? *(?:/|per) *1? *(?:ml|millilit(?:re|er))", re.IGNORECASE)
_NAMED = r"([^\W\d_][^\d]*?) +(?=[\d½¼¾⅓⅔.,])"


def read_tablet(text: str, drug: str | None) -> Solid:
    """Read a tablet: ``5 mg`` (never divided), ``5 mg/halves``, ``5 mg/thirds``, ``diazepam 5 mg/quarters``.

    Raises:
        UsageError: with what to write instead.
    """
    named, amount = _drug(text, drug, "tablet")
    strength_text, _, word = (part.strip() for part in amount.rpartition("/"))
    if word.lower() in _TOO_FINE:
        raise UsageError(
            f"no label divides a tablet into eighths: write {shown(strength_text)}/quarters, and `split` eighths "
            "where they are to be cut finer",
            field="tablet",
            value=text,
        )
    if word.lower() not in _PARTS:
        strength_text, word = amount, "whole"
    parts = _PARTS[word.lower()]
    try:
        strength = Mass.parse(strength_text)
    except AmountError as error:
        raise UsageError(
            f"{error}, or with how it divides: 5 mg/halves, 5 mg/thirds, 5 mg/quarters", field="tablet", value=text
        ) from None
    if not strength:
        raise UsageError("a tablet of nothing: write a strength above 0, such as 5 mg", field="tablet", value=text)
    divided = _WORDS[parts]
    return Solid(
        id=f"{named}-tablet-{_slug(plain(strength.mg))}mg{f'-{divided}' if divided else ''}",
        drug=named,
        name=f"{named} {strength} tablets{f', divided in {divided}' if divided else ''}",
        form=Form.TABLET,
        strength=strength,
        score=Score.UNKNOWN,
        parts=parts,
        source=SOURCE,
    )


def read_liquid(text: str, drug: str | None) -> Liquid:
    """Read a liquid: ``1 mg/mL``, ``2 mg/5 mL by 0.05 mL``, ``diazepam 0.75 mg/mL, 30 drops per mL, 20 mL``.

    It is measured in steps only where these are named, and counted in drops where it is said how many a millilitre
    holds; a volume beside it is what its bottle holds.

    Raises:
        UsageError: with what to write instead.
    """
    named, amount = _drug(text, drug, "liquid")
    first, *more = re.split(r", +", amount)
    concentration_text, by, step_text = first.partition(" by ")
    drops: Fraction | None = None
    bottles: list[Volume] = []
    try:
        concentration = Concentration.parse(concentration_text)
        step = Volume.parse(step_text) if by else None
        for each in more:
            if match := _DROPS.fullmatch(each.strip()):
                drops, _ = read_number(match["number"])
            else:
                bottles.append(Volume.parse(each))
    except AmountError as error:
        raise UsageError(f"{error}{_BESIDE if more else ''}", field="liquid", value=text) from None
    if not concentration or (by and not step) or drops == 0 or not all(bottles):
        raise UsageError("holds nothing: write amounts above 0, such as 1 mg/mL by 0.05 mL", field="liquid", value=text)
    if step and drops:
        raise UsageError("steps and drops: write how it is measured, the one or the other", field="liquid", value=text)
    return _liquid(named, concentration, step, drops, tuple(sorted(bottles)))


_BESIDE = "; beside a concentration write 30 drops per mL, or what a bottle holds, such as 20 mL"


def _liquid(
    drug: str,
    concentration: Concentration,
    step: Volume | None,
    drops_per_ml: Fraction | None = None,
    bottles: tuple[Volume, ...] = (),
) -> Liquid:
    return Liquid(
        id=f"{drug}-liquid-{_slug(plain(concentration.mg_per_ml))}mg-per-ml",
        drug=drug,
        name=f"{drug} {concentration} {'drops' if drops_per_ml else 'liquid'}",
        form=Form.DROPS if drops_per_ml else Form.SOLUTION,
        concentration=concentration,
        step=step,
        drops_per_ml=drops_per_ml,
        bottles=bottles,
        source=SOURCE,
    )


def _drug(text: str, drug: str | None, field: str) -> tuple[str, str]:
    """Split off the drug that *text* begins with, or take *drug*."""
    if match := re.match(_NAMED, text.strip()):
        return match[1].lower(), text.strip()[match.end() :]
    if drug is None:
        named = shown(f"diazepam {text.strip()}")
        raise UsageError(f"of which drug? Write its name before it, such as {named}", field=field, value=text)
    return drug, text.strip()


def _slug(number: str) -> str:
    return number.replace("/", "-")
