"""The plan as a file: its steps and every choice, with the version and the date of the data. Its own memory.

The command line reads the same file: ``steps`` is a schedule that every verb reads, and ``choices`` are the fields of
a request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pillsplit import __version__
from pillsplit.output.document import SCHEMA
from pillsplit.page.asked import FIELDS, Given
from pillsplit.page.rows import JOINED
from pillsplit.schedules.rows import DOSE_COLUMNS

KIND = "saved plan"
"""What ``command`` is in such a file."""
_SHOWN = ("title", "source", "published", "dose_unit")
_NOT_KEPT = ("formulary", "today")


def as_file(given: Given, today: str, dated: str) -> str:
    """Write the plan of the page: *today* is the day on which it is saved, *dated* the day of the youngest fact."""
    unit = str(given.get("dose_unit") or "mg")
    document = {
        "pillsplit": __version__,
        "schema": SCHEMA,
        "command": KIND,
        "saved": today,
        "data": dated,
        "choices": {name: given[name] for name in FIELDS if given.get(name) and name not in _NOT_KEPT},
        "shown": {name: given[name] for name in _SHOWN if given.get(name)},
        "steps": _steps(given, unit),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _steps(given: Given, unit: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    number = 0
    for row in given.get("rows") or ():
        number += not (row.get(JOINED) and number)
        step: dict[str, Any] = {"step": str(number)}
        for name in ("drug", "start", "note"):
            if row.get(name):
                step[name] = str(row[name])
        for name in DOSE_COLUMNS:
            if row.get(name):
                step[f"{name} [{unit}]"] = str(row[name])
        if row.get("length"):
            step[str(row.get("unit") or "days")] = str(row["length"])
        steps.append(step)
    return steps


def is_saved(document: object) -> bool:
    """Say whether a JSON document is a saved plan."""
    return isinstance(document, Mapping) and document.get("command") == KIND


def given_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page is to show of a saved plan: its choices and how it is shown, texts and lists of texts only.

    The steps are read from the same document by the reader of schedules.
    """
    given: dict[str, Any] = {}
    for group, names in (("choices", FIELDS), ("shown", _SHOWN)):
        said = document.get(group)
        if not isinstance(said, Mapping):
            continue
        for name in names:
            value = None if name in _NOT_KEPT else said.get(name)
            if isinstance(value, str | bool):
                given[name] = value
            elif isinstance(value, list):
                given[name] = [str(each) for each in value]
    return given
