"""Products and shelves for tests, in few words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.model.form import Form, Score
from pillsplit.model.product import Liquid, Product, Solid
from pillsplit.model.schedule import DAY, Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.model.source import Evidence, Source

SOURCE = Source("a test", Evidence.STATED)


def solid(
    identity: str, strength: Fraction | int, parts: int | None = 1, form: Form = Form.TABLET, **more: Any
) -> Solid:
    mass = Mass(Fraction(strength))
    return Solid(identity, "drug", f"Drug {mass} tablets", form, mass, Score.UNKNOWN, parts, SOURCE, **more)


def liquid(identity: str, concentration: Fraction | int, step: Fraction, **more: Any) -> Liquid:
    return Liquid(
        identity,
        "drug",
        f"Drug {concentration} mg/mL solution",
        Form.SOLUTION,
        Concentration(Fraction(concentration)),
        SOURCE,
        step=Volume(step),
        **more,
    )


def shelf(*products: Product) -> Shelf:
    return Shelf(None, products)


def taper(highest: int, steps: int) -> Schedule:
    """Return a taper of weekly steps from *highest* mg by equal amounts."""
    doses = (Mass(Fraction(highest * (steps - number), steps)) for number in range(steps))
    return Schedule(
        tuple(Step(number, 7, (Dose("diazepam", DAY, dose),)) for number, dose in enumerate(doses, start=1))
    )
