"""What to say of a call that cannot be read: the near verb, option or value, or the verb that has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click

from pillsplit.errors import did_you_mean, quoted
from pillsplit.formulary import published
from pillsplit.model.text import listed

_AN_AMOUNT = r"[0-9.,/½¼¾]+|m?g|mcg|x|micrograms|[0-9.,/½¼¾]+(?:m?g|mcg)"


def in_words(error: click.ClickException) -> str:
    """Say on one line what is wrong and what to write instead."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoSuchCommand) and context:
        return _no_command(error.command_name, context)
    if isinstance(error, click.NoSuchOption) and context:
        return _no_option(error.option_name, context)
    if isinstance(error, click.MissingParameter) and context and isinstance(error.param, click.Argument):
        return _missing(error.param, context)
    message = " ".join(error.format_message().split())
    if message.startswith("Got unexpected extra argument") and context:
        return _left_over(message, context)
    return message


def _no_command(name: str, context: click.Context) -> str:
    group = context.command
    assert isinstance(group, click.Group)
    names = group.list_commands(context)
    kind = f"verb of `{context.command_path}`" if context.parent else "verb"
    if not context.parent and (name in published.names() or re.search(r"[0-9.]", name)):
        return f"{quoted(name)} is no {kind}: name one first, such as pillsplit check {_in_quotes(name)}"
    inner = [path for path, _ in _commands() if path.split()[-1] == name]
    if near := did_you_mean(name, names):
        return f"{quoted(name)} is no {kind}{near}: `{context.command_path} --help` lists them"
    if inner:
        return f"{quoted(name)} is no {kind}: write `{inner[0]}`"
    return f"{quoted(name)} is no {kind}: write {_any_of(names)}"


def _no_option(written: str, context: click.Context) -> str:
    own = _options(context.command)
    others = [(path, options) for path, command in _commands() if (options := _options(command))]
    with_it = [f"`{path}`" for path, options in others if written in options]
    says = f"{context.command_path} has no {written}"
    if with_it:
        return f"{says}: {listed(with_it[:3])} {'has' if len(with_it) == 1 else 'have'} it"
    word = written.lstrip("-")
    for path, options in [(context.command_path, own), *others]:
        for option, parameter in options.items():
            if isinstance(parameter.type, click.Choice) and word in parameter.type.choices:
                where = "" if path == context.command_path else f" of `{path}`"
                return f"{says}: write {option} {word}{where}"
    if near := did_you_mean(written, own):
        return f"{says}{near}"
    nearest = did_you_mean(written, {option for _, options in others for option in options})
    return f"{says}{nearest}: `{context.command_path} --help` lists what it has"


def _missing(argument: click.Argument, context: click.Context) -> str:
    name = (argument.metavar or argument.name or "").upper().removesuffix("...")
    example = next(iter(getattr(context.command, "examples", ())), "")
    written = f"write {example}" if example else " ".join(context.get_usage().split())
    return f"{context.command_path} needs {f'a {name.lower()}' if example else name}: {written}"


def _left_over(message: str, context: click.Context) -> str:
    extra = re.sub(r".*?\((.*)\)", r"\1", message)
    given = [str(context.params[each.name]) for each in context.command.params if _is_given(each, context)]
    if given and " " not in given[-1] and re.fullmatch(_AN_AMOUNT, next(iter(extra.split()), "")):
        whole = _in_quotes(" ".join([given[-1], extra]))
        return f"a schedule of several words stands in quotes: {context.command_path} {whole}"
    return (
        f"{context.command_path} does not need {quoted(extra)}: leave it out, or write which option it is for, such as "
        "--region uk"
    )


def _is_given(parameter: click.Parameter, context: click.Context) -> bool:
    return isinstance(parameter, click.Argument) and bool(parameter.name and context.params.get(parameter.name))


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(listed(names).rsplit(" and ", 1))


def _in_quotes(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _options(command: click.Command) -> dict[str, click.Parameter]:
    return {
        option: parameter
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--")
    }


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every verb with what is written for it."""
    from pillsplit.cli.main import cli

    yield from _inner(cli, "pillsplit")


def _inner(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from _inner(command, f"{path} {name}")
        elif command is not None:
            yield f"{path} {name}", command
