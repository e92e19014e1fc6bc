"""The published schedules that ship with the data, each a CSV file with its source beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from pillsplit.errors import Problem
from pillsplit.formulary.fields import Fields
from pillsplit.formulary.files import read_right
from pillsplit.formulary.loader import shipped


class Published(NamedTuple):
    """One published schedule: its name here, what it is, where it was published, and what was assumed."""

    name: str
    title: str
    source: str
    region: str
    assumed: str


def names() -> tuple[str, ...]:
    """Return the names of the published schedules, sorted."""
    folder = shipped() / "schedules"
    return tuple(sorted(file.name.removesuffix(".csv") for file in folder.iterdir() if file.name.endswith(".csv")))


def published(name: str) -> Published:
    """Return what is known of the published schedule *name*."""
    return read_right(shipped() / "schedules" / f"{name}.toml", f"schedules/{name}.toml", partial(_read, name))


def _read(name: str, table: Mapping[str, object], where: str, problems: list[Problem]) -> Published:
    fields = Fields(table, where, problems)
    found = Published(
        name,
        fields.text("title", required=True),
        fields.text("source", required=True),
        fields.text("region", required=True),
        fields.text("assumed"),
    )
    fields.finish()
    return found


def content(name: str) -> bytes:
    """Return the CSV of the published schedule *name*."""
    return (shipped() / "schedules" / f"{name}.csv").read_bytes()


def everything() -> Iterable[Published]:
    """Yield every published schedule, by name."""
    return (published(name) for name in names())
