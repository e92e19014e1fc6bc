"""A plan that the page saved, given as the schedule: its choices hold wherever no option says otherwise."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import click

from pillsplit.cli.defaults import USED

_MARK = b'"saved plan"'
_LARGEST = 1_000_000


def take_choices(context: click.Context, schedule: str) -> None:
    """Take the choices of the saved plan that *schedule* names as the defaults of this call, and say so.

    Raises:
        InputError: where a choice is not known.
    """
    content = _content(schedule)
    if _MARK in content:
        _take(context, schedule, content)


def _content(schedule: str) -> bytes:
    """Return what a saved plan may be; standard input is kept for who reads it next."""
    if schedule == "-":
        if sys.stdin is None:  # closed: whoever reads the schedule says so
            return b""
        data = sys.stdin.buffer.read(_LARGEST + 1)
        sys.stdin = io.TextIOWrapper(io.BytesIO(data), "utf-8")
        return data
    try:
        with Path(schedule).open("rb") as file:
            return file.read(_LARGEST + 1)
    except (OSError, ValueError):  # whoever reads the schedule says what is wrong with it
        return b""


def _take(context: click.Context, schedule: str, content: bytes) -> None:
    import json  # with the reader: only a saved plan needs them

    from pillsplit.cli.write import remark
    from pillsplit.page.saved import choices_of, is_saved

    try:
        document: Any = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not is_saved(document):
        return
    choices = choices_of(document, "standard input" if schedule == "-" else schedule)
    context.default_map = {**(context.default_map or {}), **choices}
    own = context.meta.get(USED, {})
    for name in choices:
        own.pop(name, None)  # a default of one's own that the plan goes before
    if choices:
        said = ", ".join(f"`{name}` {_written(value)}".rstrip() for name, value in choices.items())
        remark([f"the saved plan says {said}; what is written here goes before it"])


def _written(value: Any) -> str:
    if value is True:
        return ""
    return " ".join(value) if isinstance(value, list) else str(value)
