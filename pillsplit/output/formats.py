"""The forms that an answer comes in: one dict, and the one place where they are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from pillsplit.output.view import PLAIN, Style, View

Renderer = Callable[[View, Style], str]


def _renderer(name: str) -> Renderer:
    """Return what dresses a view by the module *name* of `renderers`, which is loaded when it is first needed."""

    def render(view: View, style: Style = PLAIN) -> str:
        dress: Renderer = import_module(f"pillsplit.output.renderers.{name}").render
        return dress(view, style)

    return render


FORMATS: Mapping[str, Renderer] = {name: _renderer(name) for name in ("text", "markdown", "csv", "json", "html")}
"""What dresses a view in each form, the usual one first."""
OF_SOME_VERBS: Mapping[str, Renderer] = {name: _renderer(name) for name in ("fhir",)}
"""The forms that only some verbs have an answer in."""
