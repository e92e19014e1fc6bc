"""Run the command line: ``python -m pillsplit``."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # One answer and out: nothing here lives in circles for long enough to be worth looking for.
    from pillsplit.cli.main import main as run  # only now: most of what is ever made is made while modules load

    code = run()
    gc.freeze()  # nor is it worth looking for at the very end
    sys.exit(code)


if __name__ == "__main__":
    main()
