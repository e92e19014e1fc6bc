"""The options of the command line for the fields that a text of the library names."""

from __future__ import annotations

import re

_FIELDS = (
    "cut",
    "cycle",
    "device",
    "divide",
    "drug",
    "end",
    "equivalents",
    "every",
    "formulary",
    "half_point",
    "in_use_days",
    "interval",
    "liquid",
    "liquid_step",
    "liquid_tolerance",
    "max_cut",
    "max_fills",
    "max_pieces",
    "max_volume",
    "no_liquid",
    "of",
    "output",
    "pace",
    "prefer",
    "region",
    "round_to",
    "rules",
    "sources",
    "split",
    "stages",
    "start",
    "stop_below",
    "tables",
    "tablet",
    "taper_every",
    "then_taper",
    "times",
    "today",
    "top",
    "use",
    "without",
)
_OPTIONS = {name: f"--{name.replace('_', '-')}" for name in _FIELDS} | {
    "from_": "--from",
    "most": "--max",
    "range_": "--range",
}
_NAMED = re.compile(r"`([a-z_]+)`")


def with_options(text: str) -> str:
    """Return *text* with the option in place of each field that it names in backticks.

    >>> with_options("`max_pieces` 8 would allow it; see `formulary list`")
    '--max-pieces 8 would allow it; see `formulary list`'
    """
    return _NAMED.sub(lambda found: _OPTIONS.get(found[1], found[0]), text) if "`" in text else text
