"""Run the command line: ``python -m pillsplit``."""

import gc
import sys

from pillsplit.cli.main import main as _main


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # One answer and out: nothing here lives in circles for long enough to be worth looking for.
    sys.exit(_main())


if __name__ == "__main__":
    main()
