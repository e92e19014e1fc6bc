"""The names that the command line has for the fields of the library, put into what the library says."""

from __future__ import annotations

import re

_ALIKE = (
    "by cut cycle details device device_tolerance divide dose draft drug equivalents every expect for_ format "
    "formulary from_ from_day half_point have hold in_full in_use_days interval language large_print layout "
    "liquid liquid_step max_cut max_fills max_pieces max_products max_volume must_use no_liquid of on output pace "
    "paper plot prefer range_ region release released round_to rule rules sources split stages start steps "
    "stop_below switch tables tablet tablets_within taper_every then_taper time times to today tolerance top use "
    "pyodide replace served with_liquid without patient profile max_wrong memory stock temp"
)
"""The fields whose option is called alike."""
_OTHERWISE = {
    "days": "--every",
    "end": "--range",  # of a table of equivalents; the last day of a plan is a matter of the command line alone
    "most": "--max",
    "new": "--to",
    "old": "--from",
    "share": "--cut",
    "table": "--equivalents",
}
OPTIONS = {field: f"--{field.rstrip('_').replace('_', '-')}" for field in _ALIKE.split()} | _OTHERWISE
"""The option of each field, by the keyword that the library has for it."""

_FIELD = re.compile(r"`([a-z_]+)`")


def with_options(text: str) -> str:
    """Return *text* with the option in place of each field that stands in backticks; others stay as they are.

    >>> with_options("`max_pieces` 8 would allow it; see `pillsplit titrate` and `label`")
    '--max-pieces 8 would allow it; see `pillsplit titrate` and `label`'
    """
    return _FIELD.sub(lambda match: OPTIONS.get(match[1], match[0]), text)
