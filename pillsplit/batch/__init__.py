"""A population's schedules in one run: the distinct doses are solved once, and a database does the rest.

What a library user needs is found here by name, and is loaded when it is asked for; it takes the extra ``batch``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pillsplit.batch.frames import screen
    from pillsplit.batch.run import Outputs, Summary, batch
    from pillsplit.batch.table import answers

_WHERE = {
    "Outputs": "pillsplit.batch.run",
    "Summary": "pillsplit.batch.run",
    "answers": "pillsplit.batch.table",
    "batch": "pillsplit.batch.run",
    "screen": "pillsplit.batch.frames",
}

__all__ = ["Outputs", "Summary", "answers", "batch", "screen"]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
