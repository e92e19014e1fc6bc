"""The schedule that an argument names: standard input, a file, a published one, or the schedule itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from attrs import evolve

from pillsplit.errors import InputError, Problem, UsageError, did_you_mean
from pillsplit.formulary import published
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.reader import LARGEST, Resolve, read_bytes, read_inline


def read_schedule(
    argument: str, resolve: Resolve, drug: str | None, standard_input: Callable[[int], bytes] | None = None
) -> Schedule:
    """Read the schedule that *argument* names: ``-``, a file, a published schedule, or the schedule itself.

    *standard_input* gives at most so many bytes of what ``-`` stands for; where there is none, ``-`` is refused.

    Raises:
        UsageError: where it names nothing, or an inline schedule is wrong.
        InputError: where the file is wrong.
    """
    if argument == "-" and standard_input:
        return read_bytes(standard_input(LARGEST + 1), "standard input", resolve, drug)
    names = published.names()
    if argument in names:
        schedule = read_bytes(published.content(argument), f"{argument}.csv", resolve, drug)
        known = published.published(argument)
        return evolve(schedule, title=known.title, source=known.source)
    path = Path(argument)
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if exists:
        return read_bytes(_content(path), argument, resolve, drug)
    if re.search(r"[0-9].*[x×*] *[0-9]|[0-9] *(mg|g|mcg|µg|micro)", argument, re.IGNORECASE):
        return read_inline(argument, resolve, drug)
    raise UsageError(
        f"{argument[:80]!r} is no file, no published schedule{did_you_mean(argument, names)} and no schedule: "
        "write a file's name, - for standard input, or “20 mg x 14d, 18 mg x 2w”"
    )


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise InputError([Problem(str(path), "is a folder: name a CSV or JSON file in it")])
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}): check its permissions")]) from None
