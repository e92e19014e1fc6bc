"""The forms that an answer comes in: one dict, and the one place where they are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from pillsplit.output.view import PLAIN, Style, View
from pillsplit.output.visible import visible

TextRenderer = Callable[[View, Style], str]
Renderer = Callable[[View, Style], str | bytes]


def _renderer(name: str) -> TextRenderer:
    """Return what dresses a view by the module *name* of `renderers`, which is loaded when it is first needed."""

    def render(view: View, style: Style = PLAIN) -> str:
        dress: TextRenderer = import_module(f"pillsplit.output.renderers.{name}").render
        text = dress(view, style)
        return text if name == "text" else visible(text)  # text does so itself, before it takes on colours

    return render


def _workbook(view: View, style: Style = PLAIN) -> bytes:
    from pillsplit.output.renderers.xlsx import render

    return render(view, style)


TEXTS: Mapping[str, TextRenderer] = {name: _renderer(name) for name in ("text", "markdown", "csv", "json", "html")}
"""What dresses a view in each form that is text, the usual one first."""
FORMATS: Mapping[str, Renderer] = {**TEXTS, "xlsx": _workbook}
"""What dresses a view in each form, texts first."""
OF_SOME_VERBS: Mapping[str, TextRenderer] = {name: _renderer(name) for name in ("fhir",)}
"""The forms that only some verbs have an answer in."""
