"""Defaults of one's own: whether there are any, and which of them a call uses.

A variable of the environment goes before the file in the current folder, that before the file in the user's
configuration folder, and what is written on the command line before all of them.
"""

from __future__ import annotations

import os
from typing import Any

import click

FILE = "pillsplit.toml"
VARIABLE = "PILLSPLIT_"
_OTHERS = ("PILLSPLIT_TODAY",)
"""Variables of another use: the day on which the age of the data is judged is told by each answer itself."""
USED = "pillsplit.defaults"
"""Where a call keeps which defaults it was given."""
_TOLD = "pillsplit.told"


def files() -> list[str]:
    """Return the files of defaults that there are, the one that goes first before the other."""
    return [path for path in (FILE, os.path.join(click.get_app_dir("pillsplit"), FILE)) if os.path.isfile(path)]


def variables() -> dict[str, str]:
    """Return the variables of the environment that set a default."""
    return {name: os.environ[name] for name in os.environ if name.startswith(VARIABLE) and name not in _OTHERS}


def apply_defaults(context: click.Context) -> None:
    """Give the call the defaults of its user, where there are any; `told` then says which were used.

    Raises:
        InputError: for a file that is wrong, with its name and the key.
        UsageError: for a variable that is wrong.
    """
    if files() or variables():
        from pillsplit.cli.own_defaults import read_defaults  # few have any, and it costs

        read_defaults(context)


def told(*, again: bool = False) -> list[str]:
    """Return a remark for each default of one's own that this call uses; once, unless it is asked *again*."""
    context = click.get_current_context(silent=True)
    if context is None or not (used := context.meta.get(USED)):
        return []
    if context.meta.get(_TOLD) and not again:
        return []
    context.meta[_TOLD] = True
    return [
        f"{default.origin} sets `{option.replace('-', '_')}`{_written(default.value)}, as no option says otherwise"
        for parameter, (option, default) in used.items()
        if context.get_parameter_source(parameter) is click.core.ParameterSource.DEFAULT_MAP
    ]


def _written(value: Any) -> str:
    if value is True:
        return ""
    return f" {', '.join(value) if isinstance(value, list) else value}"
