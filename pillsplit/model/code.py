"""Codes that record systems and registers know substances and products by: their systems, forms and check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum


class CodeSystem(StrEnum):
    """A code system that has a code for a substance."""

    ATC = "atc"
    SNOMED = "snomed"
    RXNORM = "rxnorm"


class ProductCodeSystem(StrEnum):
    """A code system or register that has a code for a product, or for a pack of it."""

    PZN = "pzn"
    """Germany's pharmacy number."""
    CIS = "cis"
    """The number of a product in France's register."""
    CIP = "cip"
    """The number of a pack in France, of 7 or 13 digits."""
    DIN = "din"
    """Canada's drug identification number."""
    DMD = "dmd"
    """The United Kingdom's dictionary of medicines and devices: a product or a pack, virtual or actual."""
    NDC = "ndc"
    """The United States' national drug code, of a product or of a pack."""
    AIC = "aic"
    """Italy's marketing authorisation of a pack."""
    CIMA = "cima"
    """The registration number of a product in Spain."""
    FEST = "fest"
    """The id of a brand product in Norway's register."""
    NPL = "npl"
    """The id of a product in Sweden's register."""


ADDRESSES: Mapping[CodeSystem | ProductCodeSystem, tuple[str, ...]] = {
    CodeSystem.ATC: ("http://www.whocc.no/atc", "http://fhir.de/CodeSystem/bfarm/atc"),
    CodeSystem.SNOMED: ("http://snomed.info/sct",),
    CodeSystem.RXNORM: ("http://www.nlm.nih.gov/research/umls/rxnorm",),
    ProductCodeSystem.PZN: ("http://fhir.de/CodeSystem/ifa/pzn",),
    ProductCodeSystem.CIS: ("https://smt.esante.gouv.fr/terminologie-bdpm",),
    ProductCodeSystem.DIN: ("http://hl7.org/fhir/NamingSystem/ca-hc-din",),
    ProductCodeSystem.DMD: ("https://dmd.nhs.uk", "http://snomed.info/sct"),
    ProductCodeSystem.NDC: ("http://hl7.org/fhir/sid/ndc",),
    ProductCodeSystem.AIC: (
        "https://www.hl7.it/fhir/terminology/CodeSystem/aifa-aic",
        "http://hl7.it/fhir/dossier-pharma/CodeSystem/aifa-aic",
    ),
}
"""The addresses that records name each code system by, the usual one first; a system without one stands in none."""


def product_systems(address: str) -> tuple[ProductCodeSystem, ...]:
    """Return the systems that records name by *address* and that have codes of products."""
    return tuple(system for system in ProductCodeSystem if address in ADDRESSES.get(system, ()))


def product_code_fault(system: ProductCodeSystem, code: str) -> str:
    """Say what is wrong with a product's code: its form or its check digit; empty where nothing is."""
    form, said = _FORMS[system]
    if not re.fullmatch(form, code):
        return f"is no code of {system}: write {said}"
    check = _CHECKS.get(system)
    if check and not check(code):
        return f"is no code of {system}, by its check digit: copy it from the document again"
    return ""


def product_code_key(system: ProductCodeSystem, code: str) -> str:
    """Return what two spellings of one product's code have in common; of a pack's NDC, its product's.

    >>> product_code_key(ProductCodeSystem.NDC, "0172-3925-60")
    '001723925'
    """
    if system is not ProductCodeSystem.NDC:
        return code
    labeler, hyphen, rest = code.partition("-")
    return f"{labeler:0>5}{rest.partition('-')[0]:0>4}" if hyphen else code[:9]


_FORMS: Mapping[ProductCodeSystem, tuple[str, str]] = {
    ProductCodeSystem.PZN: (r"[0-9]{8}", "eight digits"),
    ProductCodeSystem.CIS: (r"6[0-9]{7}", "eight digits that begin with 6"),
    ProductCodeSystem.CIP: (r"[0-9]{7}|3400[0-9]{9}", "seven digits, or thirteen that begin with 3400"),
    ProductCodeSystem.DIN: (r"[0-9]{8}", "eight digits"),
    ProductCodeSystem.DMD: (r"[1-9][0-9]{5,17}", "six to eighteen digits"),
    ProductCodeSystem.NDC: (
        r"[0-9]{4}-[0-9]{4}(-[0-9]{1,2})?|[0-9]{5}-[0-9]{3,4}(-[0-9]{1,2})?|[0-9]{11}",
        "it with its hyphens, such as 0172-3925, or in eleven digits",
    ),
    ProductCodeSystem.AIC: (r"[0-9]{9}", "nine digits"),
    ProductCodeSystem.CIMA: (r"[0-9]{3,12}", "its digits"),
    ProductCodeSystem.FEST: (r"ID_[0-9A-F-]{36}", "the id with its ID_"),
    ProductCodeSystem.NPL: (r"[0-9]{14}", "fourteen digits"),
}
"""The form of each system's codes, and what to write."""


def _is_pzn(code: str) -> bool:
    total = sum(place * int(digit) for place, digit in enumerate(code[:7], start=1))
    return total % 11 == int(code[7])


def _is_cip(code: str) -> bool:
    if len(code) != 13:
        return True
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
    return total % 10 == 0


def _is_aic(code: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, code[:8])):
        total += sum(divmod(2 * digit, 10)) if place % 2 else digit
    return total % 10 == int(code[8])


def is_snomed(code: str) -> bool:
    """Say whether the last digit of *code* is the check digit of those before it, as SNOMED CT has it (Verhoeff).

    >>> is_snomed("387264003"), is_snomed("387264030")
    (True, False)
    """
    check = 0
    for place, digit in enumerate(reversed(code)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = _TURN[turned]
        check = _product(check, turned)
    return check == 0


_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
"""Where each digit goes at the next place."""


def _product(one: int, other: int) -> int:
    """Return the product of two elements of the dihedral group of the pentagon: 0 to 4 turn it, 5 to 9 flip it."""
    turned = (one % 5 - other % 5) if one >= 5 else (one % 5 + other % 5)
    return turned % 5 + (5 if (one >= 5) is not (other >= 5) else 0)


_CHECKS: Mapping[ProductCodeSystem, Callable[[str], bool]] = {
    ProductCodeSystem.PZN: _is_pzn,
    ProductCodeSystem.CIP: _is_cip,
    ProductCodeSystem.DMD: is_snomed,
    ProductCodeSystem.AIC: _is_aic,
}
