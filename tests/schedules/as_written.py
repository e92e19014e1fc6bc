"""Reads `as_written.md`: what people write, and what it means or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from pillsplit.errors import PillsplitError, UsageError
from pillsplit.formulary.own_products import read_liquid, read_tablet
from pillsplit.model.product_amount import ProductAmount, weighed
from pillsplit.model.schedule import DAY, Schedule, Step
from pillsplit.schedules.reader import read_inline, read_text

FILE = Path(__file__).with_name("as_written.md")
DRUG = "diazepam"
KNOWN = {"diazepam": DRUG, "valium": DRUG, "clonazepam": "clonazepam", "lorazepam": "lorazepam"}
ONE = (
    read_tablet("5 mg", DRUG),
    read_liquid("0.4 mg/mL, 20 drops per mL", DRUG),
    read_tablet("0.5 mg", "clonazepam"),
)
SEVERAL = tuple(read_tablet(strength, DRUG) for strength in ("2 mg", "5 mg", "10 mg"))
LINE = " ⏎ "


class Written(NamedTuple):
    """One row of the table."""

    section: str
    typed: str
    means: str

    @property
    def is_table(self) -> bool:
        return LINE in self.typed

    @property
    def several(self) -> bool:
        return "several" in self.section


def resolve(name: str) -> str:
    try:
        return KNOWN[name.lower()]
    except KeyError:
        raise UsageError(f"drug {name!r} is not known") from None


def everything() -> Iterator[Written]:
    section = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| `"):
            typed, means = line.removeprefix("| `").removesuffix(" |").split("` | ")
            yield Written(section, typed.replace("→|", "\t"), means)


def meaning(written: Written) -> str:
    """Say what the package makes of a row, as the table says it."""
    shelf = SEVERAL if written.several else ONE

    def weigh(drug: str, amount: ProductAmount) -> tuple[Mass, str]:
        return weighed(amount, shelf, drug)

    try:
        if written.is_table:
            text = written.typed.replace(LINE, "\n")
            schedule = read_text(text, "plan.csv", resolve, DRUG, weigh=weigh)
        else:
            schedule = read_inline(written.typed, resolve, DRUG, weigh=weigh)
    except PillsplitError as error:
        return f"refused: {' ⏎ '.join(str(error).splitlines())}"
    remarks = dict.fromkeys((*schedule.remarks, *(each for step in schedule.steps for each in step.remarks)))
    return "; ".join((in_words(schedule), *(f"told: {remark}" for remark in remarks)))


def in_words(schedule: Schedule) -> str:
    steps = [_step(step, dated=number == 0) for number, step in enumerate(schedule.steps)]
    size = _repeats([_step(step, dated=False) for step in schedule.steps])
    if size < len(steps):
        return f"{len(steps) // size} times ({', then '.join(steps[:size])})"
    return ", then ".join(steps)


def _step(step: Step, *, dated: bool) -> str:
    doses = " + ".join(
        f"{'' if dose.drug == DRUG else f'{dose.drug} '}{plain(dose.mass.mg)} mg"
        f"{'' if dose.time == DAY else f' {dose.time}'}"
        for dose in step.doses
    )
    start = f" from {step.start}" if dated and step.start else ""
    return f"{doses} for {step.days} {'day' if step.days == 1 else 'days'}{start}"


def _repeats(steps: Sequence[str]) -> int:
    """Return after how many steps the same ones come again, to the end."""
    for size in range(1, len(steps) // 2 + 1):
        if len(steps) % size == 0 and all(
            one == other for one, other in zip(steps, islice(steps, size, None), strict=False)
        ):
            return size
    return len(steps)
