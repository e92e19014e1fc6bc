"""The codes of a product, read from the tables under it."""

from __future__ import annotations

from collections.abc import Iterator

from pillsplit.errors import quoted
from pillsplit.formulary.fields import Fields, place
from pillsplit.formulary.sources import SOURCE_FIELDS, read_source
from pillsplit.model.code import ProductCodeSystem, product_code_fault
from pillsplit.model.product import ProductCode
from pillsplit.model.source import Source


def read_product_codes(fields: Fields, source: Source) -> tuple[ProductCode, ...]:
    """Take the codes of a product; each has a source of its own, or else the product's, *source*."""
    codes = tuple(_codes(fields, source))
    for number, code in enumerate(codes):
        if any((each.system, each.code) == (code.system, code.code) for each in codes[:number]):
            fields.wrong(f"code: {quoted(code.code)} stands twice: write it once")
    return codes


def _codes(fields: Fields, source: Source) -> Iterator[ProductCode]:
    for number, entry in fields.tables("code"):
        inner = Fields(entry, place(fields.place, f"code {number}"), fields.problems)
        system = inner.one_of("system", ProductCodeSystem, required=True)
        code = inner.text("code", required=True)
        own = read_source(inner) if SOURCE_FIELDS.intersection(entry) else source
        inner.finish()
        if system and code:
            if fault := product_code_fault(system, code):
                inner.wrong(f"code: {quoted(code)} {fault}")
            else:
                yield ProductCode(system, code, own)
