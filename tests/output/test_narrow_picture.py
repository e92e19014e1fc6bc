"""The staircase as it is drawn for a telephone."""

from __future__ import annotations

import re

import pytest

from pillsplit.formulary import published
from pillsplit.output.figures.staircase import staircases
from pillsplit.output.figures.svg import NARROW, WIDE, as_svg
from pillsplit.request import Request
from pillsplit.verbs.plan import plan


@pytest.mark.parametrize("name", published.names())
@pytest.mark.parametrize("no_liquid", [False, True])
def test_nothing_of_a_narrow_picture_stands_outside_it(name: str, no_liquid: bool) -> None:
    request = Request(schedule=name, region="uk", no_liquid=no_liquid)
    stairs = staircases(plan(*request.read(), request.preferences, request.measuring))
    drawn = as_svg("a taper", stairs, width=NARROW)
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn)
    assert size is not None
    wide, high = map(int, size.groups())
    assert wide == NARROW < WIDE
    for x, y, anchor, text in re.findall(r'<text x="(\d+)" y="(\d+)"(?: text-anchor="(\w+)")?[^>]*>([^<]*)<', drawn):
        about = len(text) * 9
        left = int(x) - {"end": about, "middle": about // 2}.get(anchor, 0)
        assert -12 <= left <= left + about <= NARROW + 12, text
        assert 0 < int(y) < high, text
