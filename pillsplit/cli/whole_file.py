"""Writes a file whole or not at all: what stood there before stays until the new content is on the disk."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from pillsplit.errors import UsageError, shown


def write_whole(path: Path, content: bytes) -> None:
    """Write *content* to *path*, through a symbolic link to what it stands for, keeping the mode of what was there.

    It is written beside it, flushed to the disk and put in its place at once. A device or a pipe is written to as it
    is.

    Raises:
        UsageError: where it cannot be written; what stood there before is as it was, and nothing else is left.
    """
    try:
        if path.exists() and not path.is_file():
            _write_into(path, content)
        else:
            _write(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise UsageError(f"{shown(str(path), 200)} cannot be written ({error.strerror}): name another file") from None


def _write_into(device: Path, content: bytes) -> None:
    with device.open("wb", buffering=0) as opened:
        _write_all(opened.fileno(), content)


def _write(target: Path, content: bytes) -> None:
    try:
        before = target.stat()
    except FileNotFoundError:
        before = None
    if before and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    try:
        try:
            _write_all(descriptor, content)
            os.fchmod(descriptor, stat.S_IMODE(before.st_mode) if before else 0o666 & ~_mask())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    with suppress(OSError):  # not every system lets a folder be flushed
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
