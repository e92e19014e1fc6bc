"""A bar on standard error for whatever takes longer than a second; on a terminal alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1
"""The seconds after which a bar is shown, and then moves."""
_WIDTH = 24
"""The signs of a full bar; how long an answer takes is not known before, so it then begins again."""
_stop: list[Callable[[], None]] = []


@contextmanager
def waiting() -> Iterator[None]:
    """Show a bar while what is inside takes its time, until it writes its first line."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    _stop.append(_started())
    try:
        yield
    finally:
        stop_waiting()


def stop_waiting() -> None:
    """Take the bar away, where there is one: what follows is written in its place."""
    while _stop:
        _stop.pop()()


def _started() -> Callable[[], None]:
    """Start to wait beside what is computed, and return what ends it."""
    from threading import Event, Thread

    done = Event()

    def show() -> None:
        moved = 0
        while not done.wait(PATIENCE):
            bar = "#" * (1 + moved % _WIDTH)
            moved += 1
            sys.stderr.write(f"\rworking [{bar:-<{_WIDTH}}] {moved * PATIENCE:.0f} s")
            sys.stderr.flush()
        if moved:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    thread = Thread(target=show, daemon=True)
    thread.start()

    def stop() -> None:
        done.set()
        thread.join()

    return stop
