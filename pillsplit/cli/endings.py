"""The form of an answer that is written to a file follows the file's ending."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from pillsplit.errors import UsageError, shown
from pillsplit.model.text import listed

_FORMS = {
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xlsx": "xlsx",
    ".svg": "svg",
    ".ics": "ics",
    ".pdf": "pdf",
    ".txt": "text",
}
_ALSO_IN = {"fhir": ".json"}
"""Forms that have no ending of their own, with the one that they are written under where they are asked for."""
_ONLY_BY = {"svg": "pillsplit plot", "ics": "pillsplit calendar", "pdf": "pillsplit report"}
_INSTEAD = {
    ".docx": (".html, which Word opens", "html"),
    ".doc": (".html, which Word opens", "html"),
    ".odt": (".html, which Writer opens", "html"),
    ".rtf": (".html, which Word opens", "html"),
    ".png": (".svg, which every browser shows", "svg"),
    ".jpg": (".svg, which every browser shows", "svg"),
    ".jpeg": (".svg, which every browser shows", "svg"),
    ".gif": (".svg, which every browser shows", "svg"),
    ".xls": (".csv, which Excel opens", "csv"),
    ".ods": (".csv, which Calc opens", "csv"),
    ".tsv": (".csv, which every spreadsheet opens", "csv"),
    ".pdf": (".html, which a browser prints to PDF", "html"),
}


def follow_ending(context: click.Context, output: Path, also: tuple[str, ...] = ()) -> None:
    """Let the form follow the ending of *output* where the command has a choice of forms.

    Args:
        context: The parsed call, whose form is set.
        output: The file to be written.
        also: Forms that the command writes by the ending alone.

    Raises:
        UsageError: for an ending that the command cannot write, or one that is not of the form asked for.
    """
    choice = next((each for each in context.command.params if "--format" in each.opts), None)
    if choice is None or choice.name is None or not isinstance(choice.type, click.Choice):
        return
    ending = output.suffix.lower()
    form = _FORMS.get(ending)
    asked = context.get_parameter_source(choice.name) is ParameterSource.COMMANDLINE
    its_own = asked and _ALSO_IN.get(context.params[choice.name]) == ending
    if not ending or (ending == ".txt" and asked) or form in also or its_own:
        return
    forms = tuple(map(str, choice.type.choices))
    if form is None or form not in forms:
        raise UsageError(_cannot(context.command.name or "", ending, form, forms), field="output", value=str(output))
    if asked and context.params[choice.name] != form:
        raise UsageError(
            f"a file {ending} is {form}, and `format` says {context.params[choice.name]}: leave one of the two out",
            field="output",
            value=str(output),
        )
    context.params[choice.name] = form


def _cannot(verb: str, ending: str, form: str | None, forms: tuple[str, ...]) -> str:
    endings = listed(each for each, known in _FORMS.items() if known in forms and each not in (".htm", ".markdown"))
    endings = " or ".join(endings.rsplit(" and ", 1))
    name, instead = _INSTEAD.get(ending, ("", ""))
    says = f"{verb} writes no {shown(ending)}: "
    if form in _ONLY_BY and _ONLY_BY[form] != f"pillsplit {verb}":
        return f"{says}`{_ONLY_BY[form]}` does; here write {endings}"
    if instead in forms:
        return f"{says}write {name}"
    if instead in _ONLY_BY:
        return f"{says}`{_ONLY_BY[instead]}` writes {name}; here write {endings}"
    return f"{says}write {endings}"
