"""What an exchange means, from the printed CSV and the data files alone; shares no code with the package."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

DRUGS = Path(__file__).parent.parent.parent / "formulary" / "drugs"
IN_THE_DAY = ("dose_mg", "morning_mg", "midday_mg", "evening_mg", "night_mg")
Day = dict[str, dict[str, Fraction]]
"""The doses of one step: by drug, then by column."""


def milligrams(text: str) -> Fraction:
    return Fraction(text.removesuffix(" mg"))


def tables() -> dict[str, dict[str, tuple[Fraction, Fraction]]]:
    """By table and drug, the amounts (low, high) that are equal to 10 mg of diazepam."""
    found: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for file in sorted(DRUGS.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        for entry in data.get("equivalent", ()):
            low = milligrams(entry["amount"])
            high = milligrams(entry.get("amount_high", entry["amount"]))
            found.setdefault(entry["table"], {"diazepam": (Fraction(10), Fraction(10))})[data["name"]] = (low, high)
    return found


def steps(text: str) -> list[tuple[int, Day]]:
    """The steps of a printed CSV: days, and the doses of each drug."""
    found: dict[str, tuple[int, Day]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        doses = {column: Fraction(row[column]) for column in IN_THE_DAY if row.get(column)}
        found.setdefault(row["step"], (int(row["days"]), {}))[1].setdefault(row["drug"], {}).update(doses)
    return list(found.values())


def total(day: Day, equal: Mapping[str, Fraction]) -> Fraction:
    """The day's doses together, as milligrams of diazepam."""
    return sum((10 * mg / equal[drug] for drug, doses in day.items() for mg in doses.values()), Fraction(0))


def of(day: Day, drug: str) -> Fraction:
    """The day's total of one drug."""
    return sum(day.get(drug, {}).values(), Fraction(0))
