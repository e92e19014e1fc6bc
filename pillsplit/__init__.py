"""Which tablets and liquids make each dose of a taper, exactly, and which doses cannot be made.

The map, from the ground up; a module imports only what stands below it:

* ground: `errors`, `number`, `quantity`
* facts: `product`, `device`, `combination`, `preferences`, `schedule`, `rule`, `equivalents`
* answering: `grid`, `combine`, `measure`, `answer` (the one solver), `makeable`, `evenly`, `tables`,
  `subsets`
* reading: `fields`, `datafiles`, `devices`, `rulefile`, `formulary`, `datachecks`, `template`, `published`, `rows`,
  `reading`, `stated`, `tally`
* `importing/`: products from the public files of medicines registers, one module a source
* `planning`: one module a verb, each a pure function from facts to a frozen answer
* `telling`: answers as pages, rows and documents, and the renderers that dress them
* `cli`: arguments in, one library call, a page out, an exit code

What a library user needs is found here by name, and is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pillsplit.datachecks import check_folder
    from pillsplit.equivalents import equivalence
    from pillsplit.errors import InputError, PillsplitError, UsageError
    from pillsplit.formulary import Formulary
    from pillsplit.planning.calendar import calendar
    from pillsplit.planning.check import check
    from pillsplit.planning.choose import choose
    from pillsplit.planning.compare import compare
    from pillsplit.planning.crossover import crossover
    from pillsplit.planning.divide import check_divided, divide
    from pillsplit.planning.doses import doses
    from pillsplit.planning.fit import fit
    from pillsplit.planning.gaps import gaps
    from pillsplit.planning.measuring import Measuring
    from pillsplit.planning.report import report
    from pillsplit.planning.supply import supply
    from pillsplit.planning.taper import taper
    from pillsplit.planning.titrate import titrate
    from pillsplit.preferences import Preferences
    from pillsplit.quantity import Concentration, Mass, Volume
    from pillsplit.reading import read_bytes, read_inline, read_text
    from pillsplit.rule import Plan, ShareOfCurrent
    from pillsplit.stated import read_liquid, read_tablet
    from pillsplit.telling.schedule import schedule_csv

_WHERE = {
    "Concentration": "pillsplit.quantity",
    "Formulary": "pillsplit.formulary",
    "InputError": "pillsplit.errors",
    "Mass": "pillsplit.quantity",
    "Measuring": "pillsplit.planning.measuring",
    "PillsplitError": "pillsplit.errors",
    "Plan": "pillsplit.rule",
    "Preferences": "pillsplit.preferences",
    "ShareOfCurrent": "pillsplit.rule",
    "UsageError": "pillsplit.errors",
    "Volume": "pillsplit.quantity",
    "calendar": "pillsplit.planning.calendar",
    "check": "pillsplit.planning.check",
    "check_divided": "pillsplit.planning.divide",
    "check_folder": "pillsplit.datachecks",
    "choose": "pillsplit.planning.choose",
    "compare": "pillsplit.planning.compare",
    "crossover": "pillsplit.planning.crossover",
    "divide": "pillsplit.planning.divide",
    "doses": "pillsplit.planning.doses",
    "equivalence": "pillsplit.equivalents",
    "fit": "pillsplit.planning.fit",
    "gaps": "pillsplit.planning.gaps",
    "read_bytes": "pillsplit.reading",
    "read_inline": "pillsplit.reading",
    "read_liquid": "pillsplit.stated",
    "read_tablet": "pillsplit.stated",
    "read_text": "pillsplit.reading",
    "report": "pillsplit.planning.report",
    "schedule_csv": "pillsplit.telling.schedule",
    "supply": "pillsplit.planning.supply",
    "taper": "pillsplit.planning.taper",
    "titrate": "pillsplit.planning.titrate",
}

__all__ = [
    "Concentration",
    "Formulary",
    "InputError",
    "Mass",
    "Measuring",
    "PillsplitError",
    "Plan",
    "Preferences",
    "ShareOfCurrent",
    "UsageError",
    "Volume",
    "__version__",
    "calendar",
    "check",
    "check_divided",
    "check_folder",
    "choose",
    "compare",
    "crossover",
    "divide",
    "doses",
    "equivalence",
    "fit",
    "gaps",
    "read_bytes",
    "read_inline",
    "read_liquid",
    "read_tablet",
    "read_text",
    "report",
    "schedule_csv",
    "supply",
    "taper",
    "titrate",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
