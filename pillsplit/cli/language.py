"""The language that whoever takes the doses reads."""

from __future__ import annotations

import click

from pillsplit.formulary.files import Region
from pillsplit.output.languages.language import ENGLISH, LANGUAGES, Language, language

language_option = click.option(
    "--language",
    "code",
    metavar="CODE",
    help=f"Of the person's part: {' '.join(LANGUAGES)}.  [default: by region]",
)


def read_language(code: str | None, region: Region) -> Language:
    """Return the language that is named, else that of the region, else English.

    Raises:
        UsageError: where there is no such language.
    """
    return language((code or region.language or ENGLISH).strip().lower())
