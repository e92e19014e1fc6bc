"""Prescription lines and their long forms, read back by a person's eye: doses day by day, quantity, length."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import frozen

from pillsplit.amounts.number import read_number

TIMES = {
    "daily": "day",
    "in the morning": "morning",
    "at midday": "midday",
    "in the evening": "evening",
    "at night": "night",
}
DAY = dict[str, Fraction]
"""What a day takes of a product at each time: in tablets, mL or drops."""

_LINE = (
    r"(?P<name>.+?), (?P<quantity>\S+(?: \S+⁄\S+)?) (?P<unit>tablets?|capsules?|mL) "
    r"\((?P<days>\d+) days?(?:, with (?P<home>.+?)(?: mL)? at home)?\): (?P<plan>.+)"
)


@frozen
class Line:
    """What a line says."""

    name: str
    quantity: Fraction
    unit: str
    days: int
    home: Fraction | None
    plan: list[DAY] | None
    """Day by day; None where it refers to the schedule."""
    span: tuple[Fraction, Fraction] | None
    """The least and the most a day, where it refers to the schedule and says so."""


def number(text: str) -> Fraction:
    return read_number(text.strip())[0]


def read_line(text: str) -> Line:
    match = re.fullmatch(_LINE, text)
    assert match, text
    days, said = int(match["days"]), match["plan"]
    plan, span = None, None
    if said.endswith("as per schedule"):
        if limits := re.fullmatch(r"(.+?)(?: to (.+?))? a day, as per schedule", said):
            span = (amount(limits[1]), amount(limits[2] or limits[1]))
        else:
            assert said == "as per schedule"
    else:
        plan = read_plan(said, days)
    home = match["home"] and number(match["home"])
    return Line(match["name"], number(match["quantity"]), match["unit"], days, home or None, plan, span)


def read_plan(said: str, days: int) -> list[DAY]:
    plan: list[DAY] = []
    if even := re.fullmatch(r"(.+), (\d+) days? each", said):
        *before, last = even[1].split(", then ")
        ((time, amount_of_last),) = takes_of([last]).items()
        plan = [{time: each} for each in (*map(amount, before), amount_of_last) for _ in range(int(even[2]))]
        assert len(plan) == days, said
        return plan
    runs = said.split(", then ")
    for position, run in enumerate(runs, start=1):
        length = re.search(r" for (\d+) days?$", run)
        assert bool(length) == (position < len(runs)), said
        takes = run[: length.start()] if length else run
        plan += [takes_of(re.split(", | and ", takes))] * (int(length[1]) if length else days - len(plan))
    assert len(plan) == days, said
    return plan


def takes_of(words: list[str]) -> DAY:
    takes: DAY = {}
    for word in words if words != ["none"] else []:
        when = next(said for said in TIMES if word.endswith(said))
        assert TIMES[when] not in takes
        takes[TIMES[when]] = amount(word.removesuffix(when))
    return takes


def amount(text: str) -> Fraction:
    """Read ``1½``, ``2.5 mL`` or ``9 drops``."""
    return number(re.sub(r" (mL|drops?|tablets?|capsules?)$", "", text.strip()))


@frozen
class LongForm:
    """What a long form says."""

    dispense: Fraction
    home: Fraction
    left: Fraction
    runs: list[tuple[int, int, dict[str, tuple[Fraction, Fraction]], bool]]
    """First day, last day, amount and milligrams at each time, and whether the doses can be made in full."""


def read_long_form(text: str) -> LongForm:
    _, rest = text.split(": ", 1)
    sentences = rest.removesuffix(".").split(". ")
    dispense = re.fullmatch(r"(.+) to dispense", sentences.pop(0))
    assert dispense, text
    home = re.fullmatch(r"(.+) at home before", sentences[0])
    left = re.fullmatch(r"(.+) left over", sentences[-1])
    runs = []
    for sentence in sentences[bool(home) : len(sentences) - bool(left)]:
        match = re.fullmatch(r"Days? (\d+)(?:–(\d+))?(?: \(.+?\))?: (.+)", sentence)
        assert match, sentence
        said, covered = match[3], not match[3].startswith("NOT COVERED")
        said = said.removeprefix("NOT COVERED").removeprefix(", beside ") or "none"
        takes = {}
        for word in re.split(r", (?![^(]*\))| and ", said) if said != "none" else []:
            part = re.fullmatch(r"(.+?) \((?:.+?, )?(.+?) mg\) (.+)", word)
            assert part, word
            takes[TIMES[part[3]]] = (amount(part[1]), number(part[2]))
        runs.append((int(match[1]), int(match[2] or match[1]), takes, covered))
    return LongForm(
        amount(dispense[1]), amount(home[1]) if home else Fraction(0), amount(left[1]) if left else Fraction(0), runs
    )
