"""Run the command line: ``python -m pillsplit``."""

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # One answer and out: nothing here lives in circles for long enough to be worth looking for.
    try:
        from pillsplit.cli.main import main as run  # only now: most of what is ever made is made while modules load

        code = run()
    except KeyboardInterrupt:
        code = 130  # while modules load, before anybody could say so
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # what cannot be written has been told where it can be
            if stream is not None:  # it is None where it was closed before the start
                stream.flush()
    # All is written: taking apart what was made would be a twentieth of the time that the whole answer takes.
    os._exit(code)


if __name__ == "__main__":
    main()
