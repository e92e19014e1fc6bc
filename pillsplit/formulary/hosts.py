"""Hosts whose pages are no documents, from ``hosts.toml``: content farms, staging copies, short links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import urlsplit

from attrs import frozen

from pillsplit.errors import Problem
from pillsplit.formulary.fields import Fields, place
from pillsplit.formulary.files import read_right
from pillsplit.formulary.loader import shipped

FILE = "hosts.toml"
_URL = re.compile(r"https?://[^\s<>()\"]+")


@frozen
class Refused:
    """Hosts of one kind, and why none of them is a source."""

    why: str
    hosts: tuple[str, ...]
    """Each with every host below it."""
    parts: tuple[str, ...] = ()
    """What a host is called in part, before its last two names, where it is of this kind: ``staging``."""

    def holds(self, host: str) -> bool:
        """Say whether *host*, in lower case, is one of them."""
        if any(host == each or host.endswith(f".{each}") for each in self.hosts):
            return True
        return any(part in self.parts for name in host.split(".")[:-2] for part in name.split("-"))


def refusals(source: str) -> Iterator[str]:
    """Yield why each address in *source* that is of a refused host is no document."""
    for url in _URL.findall(source):
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:  # an address with brackets that hold no number of a host
            continue
        for each in refused_hosts():
            if each.holds(host):
                yield f"{host} {each.why}"


def read_hosts(table: Mapping[str, object], where: str, problems: list[Problem]) -> tuple[Refused, ...]:
    """Read a ``hosts.toml``: what is right of it, with what is wrong added to *problems*."""
    fields = Fields(table, where, problems)
    found = []
    for number, entry in fields.tables("host"):
        inner = Fields(entry, place(where, f"host {number}"), problems)
        found.append(Refused(inner.text("why", required=True), inner.texts("hosts"), inner.texts("parts")))
        inner.finish()
    fields.finish()
    return tuple(found)


@cache
def refused_hosts() -> tuple[Refused, ...]:
    """Return the hosts that the shipped list refuses.

    Raises:
        InputError: with every problem of the list.
    """
    return read_right(shipped() / FILE, FILE, read_hosts)
