"""The schedule that an argument names: standard input, a file, a published one, or the schedule itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

from attrs import evolve

from pillsplit.errors import InputError, Problem, UsageError, did_you_mean
from pillsplit.formulary import published
from pillsplit.model.schedule import Schedule
from pillsplit.schedules.reader import LARGEST, read_bytes, read_inline
from pillsplit.schedules.steps import Known, Resolve, WeighDrug

LONGEST_ARGUMENT = 20_000
"""Signs; a longer one is no file's name, and a schedule that long belongs in a file."""
_ENDINGS = r"\.(?:csv|tsv|txt|json|xlsx?|ods|numbers|docx?|pdf)(?::.*)?$"
_IS_SCHEDULE = r"[0-9½¼¾⅓⅔⅛] *(?:mg|g|mcg|µg|μg|micro|ml|tab|drop)|[0-9] *[x×*] *[0-9]"


def read_schedule(
    argument: str,
    resolve: Resolve,
    drug: str | None,
    standard_input: Callable[[int], bytes] | None = None,
    *,
    weigh: WeighDrug | None = None,
    start: datetime.date | None = None,
    known: Known | None = None,
) -> Schedule:
    """Read the schedule that *argument* names: ``-``, a file, a published schedule, or the schedule itself.

    A sheet of a workbook is named after a colon: ``plan.xlsx:Sheet2``.

    Args:
        argument: What whoever asks has written.
        resolve: Turns a drug's name as written into the substance on the shelf.
        drug: The drug that is meant where none is named.
        standard_input: Gives at most so many bytes of what ``-`` stands for; where there is none, ``-`` is refused.
        weigh: Gives the mass of tablets, drops and millilitres.
        start: The date of day 1, where the schedule has none.
        known: What drugs are known by in a record of FHIR.

    Raises:
        UsageError: where it names nothing, or an inline schedule is wrong.
        InputError: where the file is wrong.
    """
    if len(argument) > LONGEST_ARGUMENT:
        raise UsageError(f"the schedule is longer than {LONGEST_ARGUMENT:,} signs: put it in a file, and name that")
    if argument == "-" and standard_input:
        data = standard_input(LARGEST + 1)
        return read_bytes(data, "standard input", resolve, drug, weigh=weigh, start=start, known=known)
    names = published.names()
    if argument in names:
        schedule = read_bytes(published.content(argument), f"{argument}.csv", resolve, drug, weigh=weigh, start=start)
        named = published.published(argument)
        return evolve(schedule, title=named.title, source=named.source)
    if path := _file(argument):
        return read_bytes(_content(path), argument, resolve, drug, weigh=weigh, start=start, known=known)
    file, colon, sheet = argument.rpartition(":")
    if colon and (path := _file(file)) and path.is_file():
        return read_bytes(_content(path), file, resolve, drug, weigh=weigh, start=start, sheet=sheet)
    if not re.search(_ENDINGS, argument[-80:], re.IGNORECASE) and _is_schedule(argument):
        return read_inline(argument, resolve, drug, weigh=weigh, start=start)
    raise UsageError(
        f"{argument[:80]!r} is no file, no published schedule{did_you_mean(argument[:80], names)} and no schedule: "
        "write a file's name, - for standard input, or “20 mg x 14d, 18 mg x 2w”"
    )


def _file(name: str) -> Path | None:
    """Return the path of what is there under *name*; None where nothing is."""
    try:
        path = Path(name)
        return path if name and path.exists() else None
    except (OSError, ValueError):
        return None


def _is_schedule(text: str) -> bool:
    """Return whether a text is meant as a schedule: an amount, or a number in more than one word."""
    text = " ".join(text.split())
    if re.search(_IS_SCHEDULE, text, re.IGNORECASE):
        return True
    return " " in text and any(sign.isnumeric() for sign in text)


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise InputError([Problem(str(path), "is a folder: name a CSV or JSON file in it")])
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read ({error.strerror}): check its permissions")]) from None
