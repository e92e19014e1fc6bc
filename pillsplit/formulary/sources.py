"""The source that every fact of the data carries, read from its table."""

from __future__ import annotations

from pillsplit.formulary.fields import Fields
from pillsplit.model.source import Evidence, Source

SOURCE_FIELDS = frozenset({"source", "evidence", "checked", "as_of", "primary"})
"""The fields that say where a fact was seen."""


def read_source(fields: Fields, *, dated: bool = True) -> Source:
    """Read the source, the kind of evidence and the date that every fact carries."""
    return Source(
        fields.text("source", required=True),
        fields.one_of("evidence", Evidence, required=True) or Evidence.UNVERIFIED,
        fields.date("checked", required=dated),
        fields.text("as_of") or None,
        fields.flag("primary"),
    )
