"""The ways to measure a liquid with what a person has, or with the usual devices."""

from __future__ import annotations

from collections.abc import Sequence

from pillsplit.formulary.devices import chosen
from pillsplit.formulary.loader import devices_on_record
from pillsplit.model.device import Device, Devices, Dropper
from pillsplit.model.measuring import Measuring
from pillsplit.model.preferences import Preferences
from pillsplit.model.product import Liquid
from pillsplit.model.way import Way, ways_of


class AtHand:
    """The devices that a plan measures with: those named, else the usual ones and the dropper of the product.

    Raises:
        UsageError: for a device named in *measuring* that is not known.
    """

    def __init__(self, measuring: Measuring) -> None:
        self.devices: Devices = devices_on_record() if measuring.devices is None else measuring.devices
        self._named: Sequence[Device] = chosen(self.devices, measuring.have).items if measuring.have else ()
        self._max_fills = measuring.max_fills

    def ways(self, liquid: Liquid, preferences: Preferences, max_fills: int | None = None) -> tuple[Way, ...]:
        """Return the ways to measure *liquid*; none where no device at hand does."""
        return ways_of(
            liquid,
            self._for(liquid),
            max_volume=preferences.max_volume,
            max_fills=self._max_fills if max_fills is None else max_fills,
            liquid_step=preferences.liquid_step,
        )

    def _for(self, liquid: Liquid) -> Sequence[Device]:
        if liquid.drops_per_ml and (liquid.drops_only or not self._named):
            return self._droppers(liquid)
        if self._named:
            return self._named
        if liquid.step is not None:
            return ()
        return [each for each in self.devices.items if each.usual and not isinstance(each, Dropper)]

    def _droppers(self, liquid: Liquid) -> Sequence[Device]:
        """Return the dropper that *liquid* comes with: one whose drops are on record before one for any drops."""
        droppers = [
            each for each in self.devices.items if isinstance(each, Dropper) and next(each.spans(liquid, 1), None)
        ]
        return sorted(droppers, key=lambda each: (each.order, each.id))[:1]
