"""The catalogues of the languages: what they have to hold, and how they are brought up to date.

`python -m tests.output.catalogues` takes the sentences out of the code and the leaflet into every catalogue, keeps
what is translated, and compiles what is there. Babel does both; the package itself needs it for neither.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pillsplit.formulary.leaflet import leaflet
from pillsplit.formulary.loader import Formulary
from pillsplit.output.languages import language

FOLDER = Path(language.__file__).parent / "catalogues"
SOURCES = Path(language.__file__).parent.parent
CODES = tuple(code for code in language.LANGUAGES if code != language.ENGLISH)
KEYWORDS = {"say": (1,), "gettext": (1,), "count": (1, 2), "say_as": ((1, "c"), 2), "pgettext": ((1, "c"), 2)}
STAMP = datetime.datetime(2026, 11, 28, tzinfo=datetime.UTC)
"""What stands for the time at which a catalogue was written, so that the same sentences make the same file."""
Message = tuple[str | None, str | tuple[str, ...]]


def messages() -> Iterator[Message]:
    """Yield every sentence of the person's sheet with its context: of the code, of the leaflet, and the names."""
    from babel.messages.extract import extract_from_dir

    folder = str(SOURCES)
    for _, _, text, _, context in extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS):
        yield context, text
    for thing in leaflet():
        yield None, thing.text
    for name in Formulary().drug_names:
        yield "drug", name
    yield "catalogue", language.UNREVIEWED
    for each in language.WEEKDAYS:
        yield "weekday", each
    for each in language.MONTHS:
        yield "month", each


def blank(code: str) -> Any:
    """Return a catalogue with nothing in it: of two forms of a count, as no sheet counts to a million."""
    from babel.messages.catalog import Catalog

    catalogue: Any = Catalog(
        locale=code,
        project="pillsplit",
        version="person's sheet",
        creation_date=STAMP,
        revision_date=STAMP,
        last_translator="the founders",
        language_team=f"{code}, not yet reviewed by a native pharmacist",
        msgid_bugs_address="none",
        header_comment="# The person's sheet. `python -m tests.output.catalogues` brings it up to date.",
        fuzzy=False,
    )
    catalogue._num_plurals, catalogue._plural_expr = 2, "(n > 1)" if code == "fr" else "(n != 1)"
    return catalogue


def read(code: str) -> Any:
    """Read a catalogue as it is written."""
    from babel.messages.pofile import read_po

    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def compiled(catalogue: Any) -> bytes:
    """Return a catalogue as `gettext` reads it."""
    from babel.messages.mofile import write_mo

    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Bring every catalogue up to date, and compile it."""
    from babel.messages.pofile import write_po

    wanted = list(dict.fromkeys(messages()))
    for code in CODES:
        old = read(code) if (FOLDER / f"{code}.po").exists() else blank(code)
        new = blank(code)
        for context, text in wanted:
            key = text[0] if isinstance(text, tuple) else text
            known = old.get(key, context)
            new.add(text, known.string if known else None, context=context)
        with (FOLDER / f"{code}.po").open("wb") as file:
            write_po(file, new, width=118, omit_header=False, sort_output=True)
        (FOLDER / f"{code}.mo").write_bytes(compiled(read(code)))


if __name__ == "__main__":
    main()
