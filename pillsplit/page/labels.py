"""What the page calls the fields of a request, put into what the library says."""

from __future__ import annotations

import re

LABELS = {
    "device": "What you measure with",
    "device_tolerance": "Difference allowed where the device is off by as much",
    "drug": "Drug",
    "expect": "Quantities to check",
    "formulary": "Products of your own",
    "from_": "Dose taken now",
    "half_point": "Half-point",
    "have": "What is in the house",
    "hold": "First stay on that day’s doses for",
    "on": "Only what is left from this day on",
    "in_use_days": "Days an opened bottle may be used",
    "interval": "Days of one prescription",
    "liquid": "Own liquids",
    "liquid_step": "Measure whole multiples of",
    "max_fills": "Fills of a syringe for one dose",
    "max_pieces": "Most pieces in a dose",
    "max_volume": "Most liquid in a dose",
    "no_liquid": "No liquid",
    "pace": "Pace",
    "prefer": "Prefer",
    "region": "Country",
    "release": "Release",
    "round_to": "Round to",
    "share": "Cut",
    "cut": "Cut",
    "split": "How fine to cut",
    "start": "First day",
    "stop_below": "Stop below",
    "switch": "Staying with the liquid",
    "tablet": "Own tablets",
    "tablets_within": "Take tablets alone where they come within",
    "to": "Dose to end on",
    "tolerance": "Difference allowed",
    "top": "Choices shown",
    "use": "Products",
    "without": "Products",
}
"""The label of each field on the page, by the keyword that the library has for it."""
NOT_HERE = {"sources": "“Sources and details”"}
"""What the library names that is no field of the page."""

_FIELD = re.compile(r"`([a-z_]+)`")


def with_labels(text: str) -> str:
    """Return *text* with the label in place of each field that stands in backticks; others stay as they are.

    >>> with_labels("`max_pieces` 8 would allow it; see `label`")
    '“Most pieces in a dose” 8 would allow it; see `label`'
    """

    def label(match: re.Match[str]) -> str:
        name = match[1]
        return f"“{LABELS[name]}”" if name in LABELS else NOT_HERE.get(name, match[0])

    return _FIELD.sub(label, text)


def field_of(text: str) -> str:
    """Return the first field of the page that *text* names; nothing where it names none."""
    return next((name for name in _FIELD.findall(text) if name in LABELS), "")
