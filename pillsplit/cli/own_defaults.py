"""Reading the defaults of one's own: `pillsplit.toml`, and variables of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from pillsplit.cli.defaults import USED, VARIABLE, files, variables
from pillsplit.errors import InputError, PillsplitError, Problem, UsageError, did_you_mean, quoted, shown

_OF_ONE_CALL = ("output", "start", "from-day", "on", "hold", "have")
"""Options that belong to one plan: a default for them would be taken for another one unseen."""


class Default(NamedTuple):
    """A default and where it is from."""

    value: Any
    origin: str


def read_defaults(context: click.Context) -> None:
    """Give the call the defaults of its user.

    Raises:
        InputError: for a file that is wrong, with its name and the key.
        UsageError: for a variable that is wrong.
    """
    options = _options()
    known: dict[str, Default] = {}
    for path in reversed(files()):
        known |= _from_file(Path(path), options)
    for name, text in variables().items():
        known |= _from_variable(name, text, options)
    _give(context, known)


def _give(context: click.Context, known: Mapping[str, Default]) -> None:
    given: dict[str, Any] = {}
    for parameter in context.command.params:
        name = next((opt.removeprefix("--") for opt in parameter.opts if opt.startswith("--")), "")
        if parameter.name and name in known and _is_for(parameter, known[name].value):
            given[parameter.name] = known[name].value
            context.meta.setdefault(USED, {})[parameter.name] = (name, known[name])
    context.default_map = {**given, **(context.default_map or {})}


def _is_for(parameter: click.Parameter, value: Any) -> bool:
    """Whether a default is one that this verb can have: a form is none where the verb has others."""
    if "--format" not in parameter.opts:
        return True
    return isinstance(parameter.type, click.Choice) and value in parameter.type.choices and parameter.default == "text"


def _options() -> dict[str, click.Option]:
    """Return the options that may have a default: those of every verb that plans."""
    from pillsplit.cli.check import command
    from pillsplit.cli.verb import SHARED

    return {
        option.removeprefix("--"): parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.name in SHARED
        for option in parameter.opts
        if option.startswith("--") and option.removeprefix("--") not in (*_OF_ONE_CALL, "today")
    }


def _from_file(path: Path, options: Mapping[str, click.Option]) -> dict[str, Default]:
    import tomllib  # few have such a file

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        what = f'is no TOML ({" ".join(str(error).split())}): write lines such as region = "uk"'
        raise InputError([Problem(str(path), what)]) from None
    known: dict[str, Default] = {}
    problems: list[Problem] = []
    for key, value in table.items():
        name = key.replace("_", "-")
        try:
            known[name] = Default(_checked(name, value, options), str(path))
        except PillsplitError as error:
            problems.append(Problem(str(path), f"{shown(key)}: {error}"))
    if problems:
        raise InputError(problems)
    return known


def _from_variable(name: str, text: str, options: Mapping[str, click.Option]) -> dict[str, Default]:
    option = name.removeprefix(VARIABLE).lower().replace("_", "-")
    parameter = options.get(option)
    try:
        value: Any = text
        if parameter is not None and parameter.is_flag:
            value = _yes_or_no(text)
        elif parameter is not None and parameter.multiple:
            value = [part.strip() for part in text.split(";")]
        return {option: Default(_checked(option, value, options), name)}
    except PillsplitError as error:
        raise UsageError(f"{name}: {error}") from None


def _yes_or_no(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if text.lower() not in words:
        raise UsageError(f"{quoted(text)} is neither yes nor no: write 1 or 0")
    return words[text.lower()]


def _checked(name: str, value: Any, options: Mapping[str, click.Option]) -> Any:
    """Return a default as click takes it, once its option can read it.

    Raises:
        UsageError: with what to write instead.
    """
    if name in _OF_ONE_CALL:
        raise UsageError("belongs to one plan and has no default: write it on the command line")
    if name not in options:
        raise UsageError(f"is no option that may have a default{did_you_mean(name, options)}")
    parameter = options[name]
    if parameter.is_flag:
        if not isinstance(value, bool):
            raise UsageError(f"{_shown(value)} is neither yes nor no: write true or false")
        return value
    values = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not parameter.multiple:
        raise UsageError("is a list, and takes one value")
    texts = [_text(each) for each in values]
    for text in texts:
        try:
            parameter.type(text, None, None)
        except click.BadParameter as error:
            raise UsageError(" ".join(error.format_message().split())) from None
    return texts if parameter.multiple else texts[0]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UsageError(f'{_shown(value)} is no text: write it in quotes, such as "1%"')


def _shown(value: Any) -> str:
    return shown(str(value))
