"""The plan as a file: its steps and every choice, with the version and the date of the data. Its own memory.

The command line reads the same file: ``steps`` is a schedule that every verb reads, and ``choices`` are the fields of
a request, which an option goes before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pillsplit import __version__
from pillsplit.errors import InputError, Problem, did_you_mean, quoted
from pillsplit.output.document import SCHEMA
from pillsplit.page.asked import FIELDS, LISTS, Given
from pillsplit.page.rows import JOINED
from pillsplit.schedules.rows import DOSE_COLUMNS

KIND = "saved plan"
"""What ``command`` is in such a file."""
_SHOWN = ("title", "source")
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


def choices_of(document: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the choices of a saved plan: the fields of a request, each a text, a list of texts, or yes and no.

    Raises:
        InputError: with every field that is not known or holds something else; *where* is what the file is called.
    """
    said = document.get("choices", {})
    if not isinstance(said, Mapping):
        raise InputError([Problem(where, 'choices: write them like {"region": "uk"}')])
    wrong: list[Problem] = []
    choices: dict[str, Any] = {}
    for name, value in said.items():
        if name not in FIELDS or name in _NOT_KEPT:
            wrong.append(Problem(where, f"choices: {quoted(name)} is not known{did_you_mean(name, FIELDS)}"))
        elif (
            (name == "no_liquid" and isinstance(value, bool))
            or (name in LISTS and isinstance(value, list) and all(isinstance(each, str) for each in value))
            or (name not in (*LISTS, "no_liquid") and isinstance(value, str))
        ):
            choices[name] = value
        else:
            kind = "a list of texts" if name in LISTS else "true or false" if name == "no_liquid" else "a text"
            wrong.append(Problem(where, f"choices: {name}: write {kind}"))
    if wrong:
        raise InputError(wrong)
    return choices


def shown_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Return how the page showed a saved plan: its title and source."""
    said = document.get("shown", {})
    said = said if isinstance(said, Mapping) else {}
    return {name: str(said[name]) for name in _SHOWN if isinstance(said.get(name), str)}
