"""An option that takes one of some words, which offers the nearest one to a word that it does not know."""

from __future__ import annotations

from typing import Any

import click

_ALSO_CALLED = {
    "patient": "person",
    "client": "person",
    "doctor": "prescriber",
    "physician": "prescriber",
    "gp": "prescriber",
    "pharmacist": "pharmacy",
    "chemist": "pharmacy",
    "md": "markdown",
    "txt": "text",
    "table": "text",
    "excel": "xlsx",
    "none": "whole",
    "never": "as-needed",
    "ir": "immediate",
    "xr": "prolonged",
    "er": "prolonged",
    "sr": "prolonged",
    "retard": "prolonged",
}
"""Words that people write for one of another name."""


class OneOf(click.Choice[str]):
    """A choice of words; a wrong one is answered with the near one."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:  # noqa: ARG002 (click's)
        """Say which word is meant, where one is near, and what there is."""
        from pillsplit.errors import did_you_mean, quoted  # only where something is wrong
        from pillsplit.model.text import listed

        written = str(value)
        also = _ALSO_CALLED.get(written.lower(), "")
        near = f" (did you mean {also}?)" if also in self.choices else did_you_mean(written, self.choices)
        return f"{quoted(written)} is not known{near}: write {' or '.join(listed(self.choices).rsplit(' and ', 1))}"
