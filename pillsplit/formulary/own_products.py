"""A shelf of one's own, from what a person says: ``2, 5 mg/halves``, ``1 mg/mL by 0.05 mL``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pillsplit.amounts.number import AmountError, plain, read_number
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import UsageError, quoted, shown
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Liquid, Solid
from pillsplit.model.source import Evidence, Source
from pillsplit.model.text import listed

NO_DRUG = "drug not named"
"""Stands for the drug where a shelf of one's own needs no name."""
SOURCE = Source("stated on the command line", Evidence.STATED)

_WORDS = {1: "", 2: "halves", 3: "thirds", 4: "quarters", 8: "eighths"}
_PARTS = {word: parts for parts, word in _WORDS.items() if word} | {
    "whole": 1,
    "half": 2,
    "third": 3,
    "quarter": 4,
    "eighth": 8,
}
_BETWEEN = r",\s+|(?<=[^\W\d_]),(?=\S)|\s*;\s*|\s+and\s+"
"""What stands between two of a list: a comma between two figures is a decimal comma."""
_DECIMAL_COMMA = r"(?<![\d,])([0-9]+),([0-9]+)(?!\d|,\d)"
_STRENGTHS = r"([^\W\d_][^\d]*)?([0-9]+(?:,[0-9]+){2,})(?!\d)(.*)"
_DROPS = r"(?i:(?P<number>.+?) *drops? *(?:/|per) *1? *(?:ml|millilit(?:re|er)))"
_NAMED = r"([^\W\d_][^\d]*?) +(?=[\d½¼¾⅓⅔.,])"


def read_tablets(text: str, drug: str | None) -> tuple[Solid, ...]:
    """Read one tablet or a list of them: ``2, 5, 10 mg``, ``diazepam 2 mg, 5 mg/halves``.

    A strength without a unit has that of the next one, with how it divides; a tablet without a drug has that of the
    one before.

    Raises:
        UsageError: with what to write instead; both readings where commas stand between figures.
    """
    _refuse_commas(text)
    tablets: list[Solid] = []
    for written in _spelled_out(re.split(_BETWEEN, text.strip())):
        tablets.append(read_tablet(written, tablets[-1].drug if tablets else drug))
    return tuple(tablets)


def _refuse_commas(text: str) -> None:
    if not (match := re.match(_STRENGTHS, text.strip())):
        return
    named, figures, rest = match[1] or "", match[2].split(","), match[3]
    pairs = [".".join(figures[at : at + 2]) for at in range(0, len(figures), 2)]
    one, other = (f"{named}{', '.join(each)}{rest}" for each in (figures, pairs))
    raise UsageError(
        f"is it {listed(figures)}, or {listed(pairs)}? Write {quoted(one)} or {quoted(other)}: a list has a blank "
        "after each comma",
        field="tablet",
        value=text,
    )


def _spelled_out(parts: list[str]) -> Iterator[str]:
    """Yield each of a list with its unit: that of the next one where it has none."""
    units: list[str] = []
    unit = ""
    for part in reversed(parts):
        if match := re.search(r"[\d½¼¾⅓⅔⅛.,]\s*([^\W\d_½¼¾⅓⅔⅛]+\s*(?:/.*)?)$", part.strip()):
            unit = match[1]
            units.append("")
        else:
            units.append(unit)
    for part, after in zip(parts, reversed(units), strict=True):
        yield f"{part.strip()} {after}".strip()


def commas_told(field: str, text: str) -> Iterator[str]:
    """Yield what has to be said of a decimal comma in *text*, as which one comma between two figures is read."""
    for whole, part in re.findall(_DECIMAL_COMMA, text):
        yield (
            f"`{field}` {quoted(text)}: {whole},{part} is read as {whole}.{part}; a list has a blank after each comma: "
            f"{whole}, {part}"
        )


def read_tablet(text: str, drug: str | None) -> Solid:
    """Read a tablet: ``5 mg`` (never divided), ``5 mg/halves``, ``5 mg/thirds``, ``diazepam 5 mg/quarters``.

    Raises:
        UsageError: with what to write instead.
    """
    named, amount = _drug(text, drug, "tablet")
    strength_text, _, word = (part.strip() for part in amount.rpartition("/"))
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
    first, *more = re.split(_BETWEEN, amount)
    concentration_text, by, step_text = first.partition(" by ")
    drops: Fraction | None = None
    bottles: list[Volume] = []
    try:
        concentration = Concentration.parse(concentration_text)
        step = Volume.parse(step_text) if by else None
        for each in more:
            if match := re.fullmatch(_DROPS, each.strip()):
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
