"""Questions for the tests of `choose`, as plain data and as the package's nouns."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen
from hypothesis import strategies as st

from pillsplit.amounts.quantity import Mass
from pillsplit.model.device import Devices
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import sorted_products
from pillsplit.model.schedule import Dose, Schedule, Step
from pillsplit.model.shelf import Shelf
from pillsplit.verbs.choose import Choice, choose
from tests import bridge
from tests.definitions import choose as definition
from tests.definitions import dose as one
from tests.definitions import plan as plans

SYRINGES = tuple(each for each in bridge.SYRINGES if isinstance(each, one.Syringe))


@frozen
class Question:
    """What is asked of `choose`."""

    shelves: dict[str, plans.Shelf]
    steps: tuple[plans.Step, ...]
    asked: one.Asked
    devices: tuple[one.Device, ...]
    max_products: int | None = None
    must_use: tuple[str, ...] = ()

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            tuple(
                Step(number, step.days, tuple(Dose(each.drug, each.time, Mass(each.amount)) for each in step.doses))
                for number, step in enumerate(self.steps, start=1)
            )
        )

    @property
    def shelf(self) -> Shelf:
        solids = [bridge.solid(each, drug) for drug, shelf in self.shelves.items() for each in shelf.tablets]
        liquids = [bridge.liquid(each, drug) for drug, shelf in self.shelves.items() for each in shelf.liquids]
        return Shelf(None, sorted_products([*solids, *liquids]))

    @property
    def preferences(self) -> Preferences:
        return bridge.preferences(self.asked)

    @property
    def measuring(self) -> Measuring:
        return Measuring(Devices(tuple(map(bridge.device, self.devices))), max_fills=self.asked.max_fills)

    @property
    def defined(self) -> list[tuple[tuple[str, ...], tuple[Fraction | int, ...]]]:
        """The options by the definition."""
        options = definition.answer(self.shelves, self.steps, self.asked, self.max_products, self.must_use)
        return [(option.ids, option.figures) for option in options]

    @property
    def chosen(self) -> Choice:
        return choose(
            self.schedule,
            self.shelf,
            self.preferences,
            self.measuring,
            max_products=self.max_products,
            must_use=self.must_use,
        )


def named(choice: Choice) -> list[tuple[tuple[str, ...], tuple[Fraction | int, ...]]]:
    """Put the package's options in the definition's words."""
    return [(option.ids, tuple(option.figures)) for option in choice.options]


@st.composite
def questions(draw: st.DrawFn, *, products: int = 4, most: int = 3) -> Question:
    """Draw a question: one drug, or two of which some steps have both; with twins, limits and products to keep."""
    drugs = draw(st.sampled_from((("a",), ("a",), ("a", "b"))))
    asked = draw(bridge.asked(most))
    syringes = tuple(draw(st.lists(st.sampled_from(SYRINGES), min_size=1, max_size=2, unique=True)))
    ids = list(draw(st.permutations([f"p{number}" for number in range(12)])))
    droppers: list[one.Dropper] = []
    shelves = {}
    for drug in drugs:
        tablets = draw(bridge.tablets(products if len(drugs) == 1 else 2))
        tablets = tuple(one.Tablet(ids.pop(), each.strength, each.parts, each.divisible) for each in tablets)
        liquids = []
        for _ in range(draw(st.integers(0, 2))):
            drawn = draw(bridge.liquids(ids.pop()))
            own = [each for each in drawn.devices if isinstance(each, one.Dropper)]
            new = [each for each in own if each.per_ml not in {old.per_ml for old in droppers}]
            droppers += [one.Dropper(f"drops{each.per_ml}", each.per_ml) for each in new]
            same = [each for each in droppers if own and each.per_ml == own[0].per_ml]
            liquids.append(one.Liquid(drawn.id, drawn.concentration, tuple(same) or syringes, drawn.bottles))
        shelves[drug] = plans.Shelf(tablets, tuple(liquids))
    steps = []
    last: dict[str, Fraction] = {}
    for number in range(draw(st.integers(1, 4))):
        # Every drug is taken in the first step, for a shelf has products of the drugs of its schedule only.
        here = drugs if number == 0 else draw(st.lists(st.sampled_from(drugs), min_size=1, unique=True))
        times = draw(st.sampled_from((("day",), ("day",), ("morning", "night"))))
        doses = []
        for drug in here:
            for time in times:
                amount = draw(bridge.doses(one.World(shelves[drug].tablets, None, asked)))
                if last.get(drug) and draw(st.integers(0, 2)) == 0:
                    # So little less than before that the made dose may not fall.
                    amount = last[drug] * draw(st.sampled_from([Fraction(text) for text in ("0.995", "0.99", "0.97")]))
                last[drug] = amount
                doses.append(plans.Dose(drug, time, amount))
        steps.append(plans.Step(draw(st.sampled_from((1, 7, 14))), tuple(doses)))
    ids_of_tablets = [each.id for shelf in shelves.values() for each in shelf.tablets]
    keep = draw(st.lists(st.sampled_from(ids_of_tablets or [""]), max_size=2))
    keep += [each.id for shelf in shelves.values() for each in shelf.liquids[: draw(st.sampled_from((0, 0, 0, 1)))]]
    must_use = tuple(dict.fromkeys(each for each in keep if each)) if draw(st.booleans()) else ()
    return Question(
        shelves,
        tuple(steps),
        asked,
        (*syringes, *droppers),
        draw(st.sampled_from((None, None, len(must_use) + 1, len(must_use) + 2))),
        must_use,
    )
