"""What a rule of tapering means, in closed form or counted out in whole numbers; shares no code with the package.

Amounts are fractions of a milligram. Every function gives the exact doses above 0, the first of them the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count, product, takewhile


def by_share_of_current(start: Fraction, share: Fraction, stop_below: Fraction) -> list[Fraction]:
    """After n steps the dose is start × (1 − share)ⁿ."""
    return list(takewhile(lambda dose: dose >= stop_below, (start * (1 - share) ** n for n in count())))


def by_share_of_start(start: Fraction, share: Fraction) -> list[Fraction]:
    """After n steps the dose is start × (1 − n × share)."""
    return list(takewhile(lambda dose: dose > 0, (start * (1 - n * share) for n in count())))


def by_share_in_parts(start: Fraction, share: Fraction, number: int, stop_below: Fraction) -> list[Fraction]:
    """After n rounds of so many steps the dose is start × (1 − share)ⁿ, and a line between."""
    doses = (start * (1 - share) ** (n // number) * (1 - share * Fraction(n % number, number)) for n in count())
    return list(takewhile(lambda dose: dose >= stop_below, doses))


def peart(start: Fraction) -> list[Fraction]:
    """In eightieths of the start: two less a week, one less once there are 80/3 or fewer."""
    eightieths = [80]
    while eightieths[-1] > 0:
        eightieths.append(eightieths[-1] - (1 if 3 * eightieths[-1] <= 80 else 2))
    return [start * number / 80 for number in eightieths[:-1]]


CKS = {
    "slow": ((20, Fraction(2)), (10, Fraction(1)), (5, Fraction(1)), (0, Fraction(1, 2))),
    "fast": ((20, Fraction(4)), (10, Fraction(2)), (5, Fraction(1)), (0, Fraction(1))),
}


def cks(start: Fraction, pace: str) -> list[Fraction]:
    """Band by band: from where the band is entered, n cuts, as long as that stays above the band's edge."""
    doses = []
    dose = start
    for edge, cut in CKS[pace]:
        if dose > edge:
            cuts = -((edge - dose) // cut)  # as many as it takes to be down to the edge
            doses += [dose - n * cut for n in range(cuts)]
            dose = Fraction(edge)
    return doses


def scotland(start: Fraction) -> list[Fraction]:
    """One milligram less a step."""
    return [start - n for n in range(100) if start > n]


def hyperbolic(start: Fraction, half_point: Fraction, share: Fraction) -> list[Fraction]:
    """After n steps D/(D+X) is what it is at the start × (1 − n × share), so that D = X·o/(1−o)."""
    at_start = start / (start + half_point)
    left = takewhile(lambda effect: effect > 0, (at_start * (1 - n * share) for n in count()))
    return [half_point * effect / (1 - effect) for effect in left]


def on_grid(dose: Fraction, grid: Fraction) -> Fraction:
    """The multiple of *grid* with the least distance; of two, the larger."""
    below = dose // grid
    return min((n * grid for n in range(int(below), int(below) + 3)), key=lambda each: (abs(each - dose), -each))


def written(exact: Sequence[Fraction], grid: Fraction, to: Fraction, stop: Fraction) -> list[Fraction]:
    """The start as it is, each dose on the grid, never above the one before nor below *to*, which is the last.

    Without such a target it ends before the first dose that is nothing, or below *stop*, once it is on the grid.
    """
    doses = [exact[0]]
    for dose in exact[1:]:
        doses.append(min(max(on_grid(dose, grid), to), doses[-1]))
    return [*doses[:-1], to] if to else list(takewhile(lambda dose: dose > 0 and dose >= stop, doses))


def even_days(units: int, times: int) -> list[tuple[int, ...]]:
    """All ways to divide so many units over so many times that never fall during the day, and are most even."""
    ways = [way for way in product(range(units + 1), repeat=times) if sum(way) == units and list(way) == sorted(way)]
    least = min(way[-1] - way[0] for way in ways)
    return [way for way in ways if way[-1] - way[0] == least]
