"""The pictures of a sheet, each held once under a short id."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, define

from pillsplit.amounts.quantity import Volume
from pillsplit.model.combination import Measured
from pillsplit.model.product import Product, Solid
from pillsplit.output.figures import devices, pictures
from pillsplit.output.figures.pictures import Look, Picture
from pillsplit.output.languages.language import Language
from pillsplit.verbs.calendar import Take


@define
class Album:
    """The pictures that are used, each once, under a short id."""

    language: Language
    _looks: Mapping[str, Look]
    _found: dict[Picture, str] = Factory(dict)

    @classmethod
    def of(cls, products: tuple[Product, ...], language: Language) -> Album:
        """Return an album with no picture yet, in which no two of *products* will look alike."""
        return cls(language, pictures.looks(products))

    def piece(self, take: Take) -> str:
        """Hold the picture of a piece and return its id."""
        return self._add(pictures.piece(take, self._looks[take.product.id], self._strength(take.product)))

    def whole(self, product: Solid) -> str:
        """Hold the picture of a whole tablet and return its id."""
        return self._add(pictures.whole(product, self._looks[product.id], self._strength(product)))

    def device(self, measured: Measured) -> str:
        """Hold the picture of a device with what is measured in it and return its id."""
        return self._add(devices.device(measured, self.language.number, self._volume))

    @property
    def symbols(self) -> tuple[tuple[str, Picture], ...]:
        """Every picture with its id."""
        return tuple((name, picture) for picture, name in self._found.items())

    def _strength(self, product: Solid) -> str:
        return self.language.amount(product.strength)

    def _volume(self, volume: Volume) -> str:
        return self.language.amount(volume)

    def _add(self, picture: Picture) -> str:
        return self._found.setdefault(picture, f"p{len(self._found) + 1}")
