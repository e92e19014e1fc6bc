"""What the page hands in, for the tests: an example as it stands there, and what is changed in it."""

from __future__ import annotations

import json
from typing import Any

from pillsplit.page.bridge import answered

TODAY = "2026-11-28"


def call(name: str, given: dict[str, Any]) -> Any:
    """Call Python as the page does."""
    return json.loads(answered(name, json.dumps(given)))


def example(name: str = "nice-cks", **more: Any) -> dict[str, Any]:
    """Return the page with an example in it, and *more* fields."""
    shown = call("example", {"name": name, "today": TODAY})
    page = {key: shown[key] for key in ("rows", "region", "drug", "title", "source")}
    return page | {"today": TODAY} | more


def steps(*doses: str, **more: Any) -> dict[str, Any]:
    """Return the page with a step of two weeks for each dose of diazepam, in the United Kingdom."""
    rows = [{"dose": dose, "length": "2", "unit": "weeks"} for dose in doses]
    return {"rows": rows, "region": "uk", "drug": "diazepam", "today": TODAY} | more
