"""Prescription lines and their long forms, read back by a person's eye: doses day by day, quantity, length."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from pillsplit.amounts.number import read_number

TIMES = {
    "a day": "day",
    "in the morning": "morning",
    "at midday": "midday",
    "in the evening": "evening",
    "at night": "night",
}
DAY = dict[str, Fraction]
"""What a day takes of a product at each time: in tablets, mL or drops."""

TIMES_A_DAY = {
    "three times a day": ("morning", "midday", "night"),
    "four times a day": ("morning", "midday", "evening", "night"),
}
_LINE = (
    r"(?P<name>.+?), (?P<quantity>\S+(?: \S+⁄\S+)?) (?P<unit>tablets?|capsules?|mL) "
    r"\((?P<days>\d+) days?(?: from (?P<first>\d+ \w+))?(?:, with (?P<home>.+?)(?: mL)? at home)?\): (?P<plan>.+)"
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
    """Day by day; None where it refers to the chart."""
    first: str | None
    """The first day, where it is told: ``1 Dec``."""


def number(text: str) -> Fraction:
    return read_number(text.strip())[0]


def read_line(text: str) -> Line:
    match = re.fullmatch(_LINE, text)
    assert match, text
    days, said = int(match["days"]), match["plan"]
    first = match["first"] or ((dates := re.findall(r" from (\d+ \w+)", said)) and dates[0]) or None
    plan = None if said == "by the dated chart" else read_plan(said, days)
    home = match["home"] and amount(match["home"])
    return Line(match["name"], number(match["quantity"]), match["unit"], days, home or None, plan, first)


def read_plan(said: str, days: int) -> list[DAY]:
    plan: list[DAY] = []
    if even := re.fullmatch(r"(.+), (\d+) days? each", said):
        *before, last = even[1].split(", then ")
        ((time, amount_of_last),) = takes_of(last).items()
        plan = [{time: each} for each in (*map(amount, before), amount_of_last) for _ in range(int(even[2]))]
    elif second := re.fullmatch(r"(.+?),? every second (\w+)(?: for (\d+) days?, then none)?", said):
        when = {"day": "" if " " in second[1] and re.search("(at|in|a) ", second[1].lower()) else "a day"}
        when = {"morning": "in the morning", "evening": "in the evening", "night": "at night"} | when
        taken = takes_of(f"{second[1]} {when[second[2]]}".strip())
        plan = [taken if day % 2 == 0 else {} for day in range(int(second[3] or days))]
        plan += [{} for _ in range(days - len(plan))]
    elif dated := re.findall(r"(.+?) from (\d+ \w+)(?:, |$)", said):
        begins = [datetime.datetime.strptime(f"{date} 2028", "%d %b %Y") for _, date in dated]
        lengths = [(after - begin).days % 366 for begin, after in pairwise(begins)]
        for (takes, _), length in zip(dated, [*lengths, days - sum(lengths)], strict=True):
            plan += [takes_of(takes)] * length
    else:
        runs = said.split(", then ")
        for position, run in enumerate(runs, start=1):
            lasting = re.search(r" for (\d+) days?$", run)
            assert bool(lasting) == (position < len(runs)), said
            takes = run[: lasting.start()] if lasting else run
            plan += [takes_of(takes)] * (int(lasting[1]) if lasting else days - len(plan))
    assert len(plan) == days, said
    return plan


def takes_of(words: str) -> DAY:
    """Read ``ONE tablet in the morning and at midday and TWO at night``, whose amounts are in capitals or figures."""
    takes: DAY = {}
    if words == "none":
        return takes
    unit = r"(?: (?:of )?(?:an? )?(?:tablets?|capsules?|mL|drops?))?"
    each = rf"(?P<amount>(?:(?:[A-Z]+|[0-9.⁄]+){unit} ?)+)(?P<when>[a-z, ]+?)"
    for part in re.split(r"(?:, | and )(?=[A-Z0-9])", words):
        match = re.fullmatch(each, part)
        assert match, words
        when = match["when"].strip()
        for time in TIMES_A_DAY.get(when) or [TIMES[each] for each in re.split(r", | and ", when)]:
            assert time not in takes
            takes[time] = amount(match["amount"])
    return takes


_NAMED = """NO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN
SEVENTEEN EIGHTEEN NINETEEN TWENTY"""
_WORDS = {word: Fraction(value) for value, word in enumerate(_NAMED.split())}
_OF_ONE = {"HALF": Fraction(1, 2), "THIRD": Fraction(1, 3), "QUARTER": Fraction(1, 4), "EIGHTH": Fraction(1, 8)}


def amount(text: str) -> Fraction:
    """Read ``ONE AND A HALF tablets``, ``THREE QUARTERS of a tablet``, ``2.5 mL`` or ``9 drops``."""
    said = re.sub(r" ?(?:of )?(?:an? )?(mL|drops?|tablets?|capsules?)$", "", text.strip())
    if not re.search(r"[A-Z]", said):
        return number(said)
    total = Fraction(0)
    for part in said.split(" AND "):
        *count, last = part.split()
        if last.rstrip("S") in _OF_ONE:
            how_many = Fraction(1) if not count or count[0] in ("A", "AN") else _WORDS[count[0]]
            total += how_many * _OF_ONE[last.rstrip("S")]
        else:
            total += number(last) if last.isdecimal() else _WORDS[last]
    return total


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
        said = re.sub(r"; (?:again|first) on .+", "", said)
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
