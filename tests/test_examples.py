"""Worked examples that a pharmacist can read, in tests/examples, each run through the command line."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Mass
from tests.conftest import Run

FILE = Path(__file__).parent / "examples" / "doses.toml"
EXAMPLES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_a_worked_example_holds(example: dict[str, Any], run: Run) -> None:
    shelf = [word for text in example.get("tablets", ()) for word in ("--tablet", text)]
    shelf += [word for text in example.get("liquids", ()) for word in ("--liquid", text)]
    schedule = f"{example['dose']} x 14d"
    arguments = ("check", schedule, *shelf, *example.get("options", ()))
    done = run(*arguments, "--format", "json")
    dose = done.json["steps"][0]["doses"][0]
    assert dose["verdict"] == example["verdict"]
    assert done.code == (1 if example["verdict"] == "unreachable" else 0)
    for side in ("below", "above"):
        assert (dose[side] and dose[side]["mg"]) == (plain(Mass.parse(example[side]).mg) if side in example else None)
    assert (dose["why"] and dose["why"]["code"]) == example.get("why")
    assert ((dose["why"] or {}).get("liquid") or {}).get("code") == example.get("why_no_liquid")
    made = example.get("made", example["dose"]) if "take" in example else None
    assert dose["made_mg"] == (made and plain(Mass.parse(made).mg))
    rows = csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").out))
    assert next(rows)["take"] == example.get("take", "")
