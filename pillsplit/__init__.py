"""Which tablets and liquids make each dose of a taper, exactly, and which doses cannot be made.

The house, from the ground up; a folder mentions only what stands before it:

* `errors`, `amounts/`: what can go wrong; exact numbers and amounts
* `model/`: the nouns, each refusing what it cannot mean
* `solver/`: the integers, and the one solver
* `formulary/`, `schedules/`, `tapers/`: data with sources, schedules as people write them, schedules by rule
* `verbs/`: one plan, and one module a verb that tells from it
* `output/`: answers as text, tables, documents, pictures and paper
* `cli/`: arguments in, one library call, a page out, an exit code

What a library user needs is found here by name, and is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.3.0"

if TYPE_CHECKING:
    from pillsplit.amounts.quantity import Concentration, Mass, Volume
    from pillsplit.errors import InputError, PillsplitError, UsageError
    from pillsplit.formulary.lint import check_folder
    from pillsplit.formulary.loader import Formulary
    from pillsplit.formulary.own_products import read_liquid, read_tablet, read_tablets
    from pillsplit.model.measuring import Measuring
    from pillsplit.model.preferences import Preferences
    from pillsplit.model.rule import Hold, ShareOfCurrent, TaperPlan
    from pillsplit.model.rule import TaperPlan as Plan
    from pillsplit.output.schedule import schedule_csv
    from pillsplit.request import Request
    from pillsplit.schedules.reader import read_bytes, read_inline, read_text
    from pillsplit.schedules.rest import rest
    from pillsplit.tapers.crossover import crossover
    from pillsplit.tapers.equivalents import equivalence
    from pillsplit.tapers.hold import held
    from pillsplit.tapers.taper import taper
    from pillsplit.verbs.calendar import calendar
    from pillsplit.verbs.check import check
    from pillsplit.verbs.choose import choose
    from pillsplit.verbs.compare import compare
    from pillsplit.verbs.divide import check_divided, divide
    from pillsplit.verbs.doses import doses
    from pillsplit.verbs.fit import fit
    from pillsplit.verbs.gaps import gaps
    from pillsplit.verbs.plan import plan
    from pillsplit.verbs.report import report
    from pillsplit.verbs.supply import supply
    from pillsplit.verbs.titrate import titrate

_WHERE = {
    "Concentration": "pillsplit.amounts.quantity",
    "Formulary": "pillsplit.formulary.loader",
    "Hold": "pillsplit.model.rule",
    "InputError": "pillsplit.errors",
    "Mass": "pillsplit.amounts.quantity",
    "Measuring": "pillsplit.model.measuring",
    "PillsplitError": "pillsplit.errors",
    "Plan": "pillsplit.model.rule",
    "Preferences": "pillsplit.model.preferences",
    "Request": "pillsplit.request",
    "ShareOfCurrent": "pillsplit.model.rule",
    "TaperPlan": "pillsplit.model.rule",
    "UsageError": "pillsplit.errors",
    "Volume": "pillsplit.amounts.quantity",
    "calendar": "pillsplit.verbs.calendar",
    "check": "pillsplit.verbs.check",
    "check_divided": "pillsplit.verbs.divide",
    "check_folder": "pillsplit.formulary.lint",
    "choose": "pillsplit.verbs.choose",
    "compare": "pillsplit.verbs.compare",
    "crossover": "pillsplit.tapers.crossover",
    "divide": "pillsplit.verbs.divide",
    "doses": "pillsplit.verbs.doses",
    "equivalence": "pillsplit.tapers.equivalents",
    "fit": "pillsplit.verbs.fit",
    "gaps": "pillsplit.verbs.gaps",
    "held": "pillsplit.tapers.hold",
    "plan": "pillsplit.verbs.plan",
    "read_bytes": "pillsplit.schedules.reader",
    "read_inline": "pillsplit.schedules.reader",
    "read_liquid": "pillsplit.formulary.own_products",
    "read_tablet": "pillsplit.formulary.own_products",
    "read_tablets": "pillsplit.formulary.own_products",
    "read_text": "pillsplit.schedules.reader",
    "report": "pillsplit.verbs.report",
    "rest": "pillsplit.schedules.rest",
    "schedule_csv": "pillsplit.output.schedule",
    "supply": "pillsplit.verbs.supply",
    "taper": "pillsplit.tapers.taper",
    "titrate": "pillsplit.verbs.titrate",
}

_NAMED_OTHERWISE = {"Plan": "TaperPlan"}
"""Public names of 0.1.0 that stand for what is called otherwise now."""

__all__ = [
    "Concentration",
    "Formulary",
    "Hold",
    "InputError",
    "Mass",
    "Measuring",
    "PillsplitError",
    "Plan",
    "Preferences",
    "Request",
    "ShareOfCurrent",
    "TaperPlan",
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
    "held",
    "plan",
    "read_bytes",
    "read_inline",
    "read_liquid",
    "read_tablet",
    "read_tablets",
    "read_text",
    "report",
    "rest",
    "schedule_csv",
    "supply",
    "taper",
    "titrate",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), _NAMED_OTHERWISE.get(name, name))


def __dir__() -> list[str]:
    return __all__
