"""Random schedules for a batch, as rows and as the nouns that `check` takes."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any, NamedTuple

import pyarrow as pa

from pillsplit.amounts.quantity import Mass
from pillsplit.model.schedule import DAY, Dose, Schedule, Step

NAMES = {"diazepam": ("diazepam", "Valium"), "lorazepam": ("lorazepam", "Ativan")}
HIGHEST = {"diazepam": 40_000, "lorazepam": 6_000}
GRIDS = (100, 250, 500, 1000, 37, 1)
TIMES = ("morning", "midday", "night")
SCHEMA = pa.schema(
    [
        ("schedule_id", pa.int64()),
        ("step", pa.int32()),
        ("days", pa.int32()),
        ("drug", pa.string()),
        ("time", pa.string()),
        ("dose_ug", pa.int64()),
    ]
)


class Population(NamedTuple):
    """Schedules by their ids, and the same as rows."""

    schedules: dict[int, Schedule]
    rows: list[dict[str, Any]]

    def table(self) -> pa.Table:
        return pa.Table.from_pylist(self.rows, schema=SCHEMA)


def population(number: int, seed: int, *, is_plain: bool = False) -> Population:
    """Return so many schedules: tapers that mostly fall, of one drug or two, once a day or at times of day."""
    draw = random.Random(seed)
    schedules, rows = {}, []
    for identity in range(number):
        drugs = ["diazepam"] if is_plain or draw.random() < Fraction(7, 10) else draw.choice(_OTHERS)
        steps = []
        doses = {drug: draw.randrange(HIGHEST[drug]) for drug in drugs}
        grid = draw.choice(GRIDS)
        for step in range(1, draw.randint(2, 12)):
            days = draw.choice((1, 7, 14))
            taken: list[Dose] = []
            for drug in drugs:
                if len(drugs) > 1 and draw.random() < Fraction(1, 5):
                    continue
                doses[drug] = max(0, doses[drug] - draw.choice((0, 1, 1, 2, 3, 10)) * grid)
                times = (DAY,) if is_plain or draw.random() < Fraction(3, 5) else TIMES[: draw.randint(1, 3)]
                for time in times:
                    micrograms = doses[drug] // grid * grid // len(times)
                    taken.append(Dose(drug, time, Mass(Fraction(micrograms, 1000))))
                    name = draw.choice(NAMES[drug]) if not is_plain else drug
                    values = (identity, step, days, name, None if time == DAY else time, micrograms)
                    rows.append(dict(zip(SCHEMA.names, values, strict=True)))
            if taken:
                steps.append(Step(step, days, tuple(taken)))
        if steps:
            schedules[identity] = Schedule(tuple(steps))
    return Population(schedules, rows)


_OTHERS = (["lorazepam"], ["diazepam", "lorazepam"], ["lorazepam", "diazepam"])
