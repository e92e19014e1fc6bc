"""What the nouns have in common."""

from __future__ import annotations

from attrs import fields


class Noun:
    """A frozen attrs class whose equality, hash and representation are these.

    attrs would write and compile them anew for each of the many nouns, and a short answer waited for that longer than
    for the data; so they stand here once, and each noun is ``@frozen(eq=False, repr=False, slots=False)``: a class with
    slots is made twice, and with cached properties attrs writes a ``__getattr__`` around them, which is slow to ask.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Whether *other* is of the same class and equal in every field."""
        if other is self:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        names = (field.name for field in fields(self.__class__))  # type: ignore[arg-type]  # each noun is of attrs
        said = ", ".join(f"{name}={value!r}" for name, value in zip(names, self._values, strict=True))
        return f"{self.__class__.__qualname__}({said})"

    @property
    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.name) for field in fields(self.__class__))  # type: ignore[arg-type]
