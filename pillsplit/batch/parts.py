"""The finished files of a batch: each is put in its place when it is whole, and knows what it was made from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pillsplit.batch.sources import quoted

_KEY = b"pillsplit_key"
_SUMMARY = b"pillsplit_summary"


def key_of(*facts: object) -> str:
    """Return a short text that is another one as soon as one of *facts* is."""
    return hashlib.sha256(json.dumps([str(fact) for fact in facts]).encode()).hexdigest()


def finished(path: Path, key: str) -> dict[str, int] | None:
    """Return the summary of the finished file at *path*; None where there is none, or it was made from other facts."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
    except (OSError, ValueError):  # not there, or no Parquet
        return None
    if metadata.get(_KEY, b"").decode() != key:
        return None
    found: dict[str, int] = json.loads(metadata[_SUMMARY])
    return found


def put(connection: duckdb.DuckDBPyConnection, query: str, path: Path, key: str, summary: dict[str, Any]) -> None:
    """Write what *query* gives to *path*, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    facts = f"{_KEY.decode()}: {quoted(key)}, {_SUMMARY.decode()}: {quoted(json.dumps(summary))}"
    try:
        connection.execute(f"copy ({query}) to {quoted(part)} (format parquet, kv_metadata {{{facts}}})")
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def place(output: Path, source: Path, number_of_files: int, taken: Iterable[Path] = ()) -> Path:
    """Return where the part of *source* lies: *output* itself, or a file in the folder of that name."""
    if number_of_files == 1:
        return output
    name, number = f"{source.stem}.parquet", 1
    while output / name in taken:
        number += 1
        name = f"{source.stem}-{number}.parquet"
    return output / name
