"""What a person measures with, as the command line says it."""

from __future__ import annotations

from pathlib import Path

import click

from pillsplit.errors import UsageError
from pillsplit.formulary.loader import Formulary
from pillsplit.model.measuring import Measuring

device_option = click.option(
    "--device", multiple=True, metavar="NAME", help='What is at hand to measure with: "1 mL", dropper. Repeatable.'
)


def read_measuring(folders: tuple[Path, ...], have: tuple[str, ...], interval: int = 28) -> Measuring:
    """Return what there is to measure with: the devices on record and in *folders*, or those that the person has.

    Raises:
        UsageError: for an interval that nothing can be planned for.
    """
    try:
        return Measuring(devices=Formulary(*folders).devices(), have=have, interval=interval)
    except ValueError as error:
        raise UsageError(str(error)) from None
