"""Products as a file of the formulary, which reads back as the same products.

The files hold texts, whole numbers, dates and lists of these; so few kinds need no library to write.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction

from pillsplit.amounts.number import plain
from pillsplit.amounts.quantity import Volume
from pillsplit.formulary.files import NOT_STATED
from pillsplit.model.product import Content, Product, ProductCode, Solid, sorted_products
from pillsplit.model.source import Source

_ESCAPES = {'"': '\\"', "\\": "\\\\"}

Value = str | int | bool | datetime.date | list[str] | list[int] | dict[str, str]


def region_file(drug: str, products: Iterable[Product], heading: str = "", *, replace: bool = False) -> str:
    """Return a ``regions/<region>/<drug>.toml`` that holds *products*, with *heading* as a comment above them.

    With *replace* they stand in the place of what is on record of the drug there.
    """
    blocks = [f"# {_one_line(heading)}"] if heading else []
    blocks.append(f"drug = {_value(drug)}" + ("\nreplace = true" if replace else ""))
    for product in sorted_products(products):
        lines = [f"{name} = {_value(value)}" for name, value in _fields(product)]
        blocks.append("\n".join(["[[product]]", *lines]))
        blocks += [_code(code, product) for code in product.codes]
    return "\n\n".join(blocks) + "\n"


def _code(code: ProductCode, product: Product) -> str:
    """Write a code of a product, with its source where that is another than the product's."""
    own = () if code.source == product.source else _of_a_source(code.source)
    fields: list[tuple[str, Value | None]] = [("system", str(code.system)), ("code", code.code), *own]
    lines = [f"{name} = {_value(value)}" for name, value in fields if value is not None]
    return "\n".join(["[[product.code]]", *lines])


def _of_a_source(source: Source) -> tuple[tuple[str, Value | None], ...]:
    return (
        ("as_of", source.as_of),
        ("source", source.text),
        ("primary", source.primary or None),
        ("evidence", str(source.evidence)),
        ("checked", source.checked),
    )


def _fields(product: Product) -> Iterable[tuple[str, Value]]:
    """Yield the fields of a product in the order in which the files have them, without what is not said."""
    fields: list[tuple[str, Value | None]] = [
        ("id", product.id),
        ("name", product.name),
        ("maker", product.maker or None),
        ("form", str(product.form)),
    ]
    if isinstance(product, Solid):
        fields += [
            ("strength", f"{plain(product.strength.mg)} mg"),
            ("score", str(product.score)),
            ("parts", "unknown" if product.parts is None else product.parts),
            ("dividing", product.dividing or None),
            ("packs", list(product.packs) or None),
        ]
    else:
        fields += [
            ("concentration", f"{plain(product.concentration.mg_per_ml)} mg/mL"),
            ("drops_per_ml", _drops(product.drops_per_ml)),
            ("drops_only", product.drops_only or None),
            ("bottles", [_volume(bottle) for bottle in product.bottles] or None),
            ("in_use_days", NOT_STATED if product.life_not_stated else product.in_use_days),
            ("excipients", _excipients(product.excipients)),
            ("avoid", list(product.avoid) or None),
            ("handling", product.handling or None),
        ]
    fields += [("unverified", list(product.unverified) or None), *_of_a_source(product.source)]
    return ((name, value) for name, value in fields if value is not None)


def _excipients(excipients: Iterable[Content]) -> dict[str, str] | None:
    """Write the excipients, each with its mass in a millilitre or with no amount stated."""
    found = {
        each.excipient.replace(" ", "_"): f"{plain(each.per_ml.mg_per_ml)} mg/mL" if each.per_ml else NOT_STATED
        for each in excipients
    }
    return found or None


def _drops(number: Fraction | None) -> int | str | None:
    """Write a number of drops: a whole one, or an exact one as text."""
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else plain(number)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items())} }}"
    return f'"{"".join(_ESCAPES.get(char) or _visible(char) for char in value)}"'


def _visible(char: str) -> str:
    """Return a sign as TOML allows it in a text: control characters by their number."""
    return f"\\u{ord(char):04X}" if ord(char) < 32 or ord(char) == 127 else char


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _volume(volume: Volume) -> str:
    return f"{plain(volume.ml)} mL"
