"""What can go wrong, what needs saying, and the exit code that it ends in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong at one place: *what* it is, and what to write instead."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


class Note(NamedTuple):
    """One remark that belongs to an answer: a stable *code* and a sentence for people."""

    code: str
    text: str


class PillsplitError(Exception):
    """A failure that a user can mend; the message is one line, or one line a problem."""

    exit_code = 2


class UsageError(PillsplitError):
    """Wrong usage: an argument that cannot be acted on (exit code 2).

    Where one field alone is wrong, *field* is its keyword, and *value* the text that was written there, where there
    is one. The message begins with them, the keyword in backticks, so that a caller can put its own name for it.

    >>> str(UsageError("write a strength above 0", field="tablet", value="0 mg"))
    "`tablet` '0 mg': write a strength above 0"
    """

    def __init__(self, message: str, *, field: str = "", value: str | None = None) -> None:
        self.field = field
        written = "" if value is None else f" {quoted(value)}"
        super().__init__(f"`{field}`{written}: {message}" if field else message)


MOST_PROBLEMS = 50
"""Problems that are written out; who has mended so many looks again."""


class InputError(PillsplitError):
    """An input file is wrong: every problem found in it, in order (exit code 3).

    The message has a line for each of the first `MOST_PROBLEMS`, and counts the others.
    """

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        if more := len(self.problems) - len(lines):
            lines.append(f"and {more:,} more {'problem' if more == 1 else 'problems'}: mend these first")
        super().__init__("\n".join(lines))


def quoted(text: str, most: int = 40) -> str:
    """Quote a user's text on one line, and not more than *most* signs of it: a line's worth, unless said otherwise."""
    return repr(text if len(text) <= most else f"{text[:most]}…")


def shown(text: str, most: int = 40) -> str:
    """Return a user's text as it is, or quoted where it is longer than *most* signs or would break the line."""
    return text if len(text) <= most and text.isprintable() else quoted(text)


def did_you_mean(wrong: str, known: Iterable[str], means: Mapping[str, str] | None = None) -> str:
    """Return `` (did you mean a or b?)`` for the known names nearest to *wrong*, else nothing.

    *means* says what a name stands for, where that is something else than the name says: it is told with it.
    """
    from difflib import SequenceMatcher, get_close_matches  # only where something is wrong: keeps the start lean

    wrong = wrong.lower()
    near = get_close_matches(wrong, sorted(set(known)))
    likeness = [SequenceMatcher(None, name, wrong).ratio() * 100 for name in near]
    near = [name for name, like in zip(near, likeness, strict=True) if like > likeness[0] - _MUCH_LESS_LIKE]
    meant = [name if means is None or means[name] == name else f"{name}, which is {means[name]}" for name in near]
    return f" (did you mean {' or '.join(meant)}?)" if meant else ""


_MUCH_LESS_LIKE = 8
"""A name so much less like what was written than the nearest one, in percent, is not what was meant."""
