"""What a target is given: a file of the corpus, changed here and there, or an invented command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from hypothesis import strategies as st

from pillsplit.cli.main import VERBS, cli

CORPUS = Path(__file__).parent / "corpus"
TOKENS = [
    *(b"0 0, 0. 1e9 -1 1/3 1/0 99999999999999999999 0x" + b"f" * 40).split(),
    *("½ ¾ ⅓ µ μg mg mL g x × – − ; , . : / \t \r\n \n \0 \" ' ' = [ ] { } < > & % ﻿ ٣ é 𝟝 \u202e".encode().split(b" ")),
    *b"9999-12-25 0000-00-00 31/02/2026 01/12/2026 29.2.2027 24:00 8am nocte BD alternate other days stop".split(),
    *b"step drug dose days weeks start end note dose_mg night week true null NaN Infinity [[product]]".split(),
    b"\xff\xfe",
    b"\xf0\x9f",
    b"a" * 400,
    b"9" * 400,
    b" " * 400,
    b"[" * 400,
    b"a." * 400,
]
"""What is put in between: signs and words that readers take for something."""
_WRITTEN = """
5 mg|20 mg x 14d, 18 mg x 2w|nice-cks|solution-26-weeks|-|diazepam|clonazepam|uk|us|fr|1 mg/mL|5 mg/halves|
0|1|-1|6|28|101|99999999999|1%|0%|100%|1e3|½|2w|1 month|2026-12-01|9999-12-25|01/12/2026|5-0-5 mg x 3d|
10 mg BD x 2w|7.5 mg Mon Wed Fri, 5 mg other days x 4w|2, 5, 10 mg|1 mL|dropper|spoon|10%|any|prolonged|
0.1 mg|0 mg|10 mL|2 mg=40|cks|peart|.|..|/|nowhere.csv|x.json|'|"|
"""
WORDS = [*_WRITTEN.replace("\n", "").split("|"), " ", "a" * 300, "\udcff", "\x1b[31m"]
"""What an option or an argument is given."""
_WRITES = {"output", "o", "version", "help"}


def corpus(*patterns: str, beside: Iterable[Path] = ()) -> list[bytes]:
    """Return the contents of the files of the corpus that fit the *patterns*, and of those *beside* it."""
    files = [file for pattern in patterns for file in sorted(CORPUS.glob(pattern))]
    return [file.read_bytes() for file in (*files, *beside)]


@st.composite
def changed(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """Draw one of *seeds* with up to six changes: a piece left out, said again, or put in."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.integers(0, 40)))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            data = data[:at] + data[to:]
        elif kind == 1:
            data = data[:at] + data[at:to] * draw(st.integers(2, 30)) + data[to:]
        elif kind == 2:
            data = data[:at] + draw(st.sampled_from(TOKENS)) + data[to:]
        elif kind == 3:
            data = data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]
        else:
            data = data[:at] + draw(st.binary(max_size=4)) + data[to:]
    return data


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    context = click.Context(group)
    found: dict[tuple[str, ...], click.Command] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            found |= _commands(command, (*before, name))
        elif command is not None and name != "page":  # which builds for minutes
            found[*before, name] = command
    return found


COMMANDS = _commands(cli)
assert {names[0] for names in COMMANDS} == set(VERBS) - {"page"}


@st.composite
def commands(draw: st.DrawFn) -> list[str]:
    """Draw the words of a command: a verb, its arguments and some of its options, all but where it writes."""
    names = draw(st.sampled_from(sorted(COMMANDS)))
    words = st.sampled_from(WORDS)
    line = list(names)
    for parameter in COMMANDS[names].params:
        if isinstance(parameter, click.Argument):
            line.extend(draw(st.lists(words, min_size=parameter.nargs != -1, max_size=2)))
    options = [each for each in COMMANDS[names].params if isinstance(each, click.Option) and each.name not in _WRITES]
    for option in draw(st.lists(st.sampled_from(options), max_size=5)) if options else []:
        line.append(option.opts[0])
        if not option.is_flag:
            line.append(draw(st.sampled_from(_values(option)) | words))
    return line


def _values(option: click.Option) -> list[str]:
    choices = getattr(option.type, "choices", None)
    return [str(each) for each in choices] if choices else WORDS
