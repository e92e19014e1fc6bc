"""Spain's nomenclátor (CIMA, AEMPS): `Prescripcion.xml` with its dictionaries of substances, forms and routes.

An entry is one presentation; those of one product share its `nro_definitivo`. It says nothing of scores.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from attrs import evolve

from pillsplit.amounts.dates import read_date
from pillsplit.amounts.number import AmountError
from pillsplit.amounts.quantity import Concentration, Mass, Volume
from pillsplit.errors import quoted, shown
from pillsplit.formulary.importers import french
from pillsplit.formulary.importers.elements import elements, text_of
from pillsplit.formulary.importers.findings import Findings, Origin
from pillsplit.formulary.importers.forms import by_route, form_of, known_as
from pillsplit.formulary.importers.making import (
    NOT_BECAUSE_COATED,
    NOTHING_SAID,
    NotUnderstoodError,
    Said,
    agree,
    concentration_of,
    made,
    mass_of,
    volume_of,
)
from pillsplit.formulary.importers.packs import whole_numbers
from pillsplit.formulary.importers.registry import Files
from pillsplit.formulary.importers.spelling import plain_letters
from pillsplit.model.code import ProductCodeSystem
from pillsplit.model.form import Form
from pillsplit.model.product import Product

_FORMS = known_as(
    {
        "comprimido": Form.TABLET,
        "comprimido recubierto con pelicula": Form.TABLET,
        "comprimido recubierto": Form.SUGAR_COATED,
        "comprimido bucodispersable": Form.ODT,
        "liofilizado oral": Form.ODT,
        "liofilizado sublingual": Form.ODT,
        "pelicula bucodispersable": Form.FILM,
        "pelicula sublingual": Form.FILM,
        "comprimido dispersable": Form.SOLUBLE,
        "comprimido soluble": Form.SOLUBLE,
        "comprimido efervescente": Form.EFFERVESCENT,
        "comprimido masticable": Form.CHEWABLE,
        "comprimido masticable/dispersable": Form.CHEWABLE,
        "comprimido dispersable/masticable": Form.CHEWABLE,
        "comprimido sublingual": Form.SUBLINGUAL,
        "comprimido bucal": Form.BUCCAL,
        "comprimido bucal mucoadhesivo": Form.BUCCAL,
        "comprimido de liberacion prolongada": Form.PROLONGED_RELEASE,
        "comprimido de liberacion modificada": Form.PROLONGED_RELEASE,
        "comprimido recubierto con pelicula de liberacion prolongada": Form.PROLONGED_RELEASE,
        "comprimido de liberacion prolongada recubierto con pelicula": Form.PROLONGED_RELEASE,
        "comprimido recubierto con pelicula de liberacion modificada": Form.PROLONGED_RELEASE,
        "comprimido gastrorresistente": Form.GASTRO_RESISTANT,
        "comprimido recubierto con pelicula gastrorresistente": Form.GASTRO_RESISTANT,
        "capsula": Form.CAPSULE,
        "capsula dura": Form.CAPSULE,
        "capsula blanda": Form.CAPSULE,
        "capsula de liberacion prolongada": Form.PROLONGED_RELEASE_CAPSULE,
        "capsula dura de liberacion prolongada": Form.PROLONGED_RELEASE_CAPSULE,
        "capsula dura de liberacion modificada": Form.PROLONGED_RELEASE_CAPSULE,
        "capsula gastrorresistente": Form.GASTRO_RESISTANT_CAPSULE,
        "capsula dura gastrorresistente": Form.GASTRO_RESISTANT_CAPSULE,
        "capsula blanda gastrorresistente": Form.GASTRO_RESISTANT_CAPSULE,
        "solucion oral": Form.SOLUTION,
        "solucion oral en sobre": Form.SOLUTION,
        "solucion oral en envase unidosis": Form.SOLUTION,
        "concentrado para solucion oral": Form.SOLUTION,
        "jarabe": Form.SOLUTION,
        "suspension oral": Form.SUSPENSION,
        "gotas orales en solucion": Form.DROPS,
        "gotas orales, solucion": Form.DROPS,
        "solucion oral en gotas": Form.DROPS,
    }
)
"""The dose forms by the words of the dictionary, without accents."""
_ROUTES = {"oral": "oral", "sublingual": "sublingual", "bucal": "buccal"}
_UNCLEAR = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")
"""What may be a thousand or a decimal."""

Words = dict[str, str]
"""The words of one dictionary by their code."""


def read(files: Files, origin: Origin) -> Findings:
    """Read the marketed products of the drug that are taken by mouth."""
    findings = Findings(origin)
    path = files["prescription"]
    substances = _words(files["substances"], "nroprincipioactivo", "principioactivo", findings)
    of_drug = {code for code, name in substances.items() if origin.names(name)}
    forms = _words(files["forms"], "codigoformafarmaceutica", "formafarmaceutica", findings)
    routes = _words(files["routes"], "codigoviaadministracion", "viaadministracion", findings)
    situations = _optional(files, "situations", "codigosituacionregistro", "situacionregistro", findings)
    units = _optional(files, "units", "codigounidadcontenido", "unidadcontenido", findings)
    makers = _optional(files, "makers", "codigolaboratorio", "laboratorio", findings)
    for around, entry in elements(path, 1, findings):
        if entry.tag == "listprescriptiondate" and len(around) == 1:
            origin = _released(origin, entry.text or "")
        parts = [] if entry.tag != "prescription" else entry.findall("formasfarmaceuticas/composicion_pa")
        if not any(text_of(part, "cod_principio_activo") in of_drug for part in parts):
            continue
        place = f"{path.name}: CN {shown(text_of(entry, 'cod_nacion'))}"
        taken = {
            _ROUTES.get(plain_letters(routes.get(code, "")).removeprefix("via "), "")
            for each in entry.iterfind("formasfarmaceuticas/viasadministracion")
            if (code := text_of(each, "cod_via_admin"))
        } - {""}
        if reason := _left_out(entry, parts, taken, situations):
            findings.leave_out(reason)
            continue
        code = text_of(entry, "formasfarmaceuticas/cod_forfar")
        words = forms.get(code, code)
        try:
            form = by_route(form_of(words, _FORMS), taken)
            product = _product(entry, parts[0], form, words, units, makers, place, origin, findings)
        except NotUnderstoodError as error:
            findings.wrong(place, str(error))
        else:
            findings.add(place, product)
    return findings


def _words(path: Path, key: str, value: str, findings: Findings) -> Words:
    return {
        text_of(entry, key): text_of(entry, value) for _, entry in elements(path, 1, findings) if text_of(entry, key)
    }


def _optional(files: Files, role: str, key: str, value: str, findings: Findings) -> Words:
    return _words(files[role], key, value, findings) if role in files else {}


def _released(origin: Origin, text: str) -> Origin:
    try:
        return evolve(origin, released=read_date(text.strip()[:10]))
    except AmountError:
        return origin


def _left_out(entry: Element, parts: list[Element], routes: set[str], situations: Words) -> str:
    """Return why a presentation is none of those looked for; empty where it is one."""
    if len(parts) > 1 or text_of(entry, "formasfarmaceuticas/nro_pactiv") not in ("", "1"):
        return "more than one substance"
    if text_of(entry, "sw_comercializado") != "1":
        return "not marketed"
    words = {situations.get(text_of(entry, name), "") for name in ("cod_sitreg", "cod_sitreg_presen")} - {""}
    if not all(plain_letters(each).startswith("autoriz") for each in words):
        return "no longer licensed"
    return "" if routes else "not taken by mouth"


def _product(
    entry: Element,
    part: Element,
    form: Form,
    words: str,
    units: Words,
    makers: Words,
    place: str,
    origin: Origin,
    findings: Findings,
) -> Product:
    number = text_of(entry, "nro_definitivo")
    if not number:
        raise NotUnderstoodError("has no number (nro_definitivo)")
    name = text_of(entry, "des_nomco")
    packs, bottles = _sizes(entry, form, units, place, findings)
    amount = _amount(part, name)
    if form.is_liquid and isinstance(amount, Mass):
        amount = french.concentration_by_name(name, amount, bottles)
    agree(amount, name, [*french.amounts(name), *french.amounts(_UNCLEAR.sub(_as_thousands, name))])
    said = Said(
        form,
        amount,
        maker=makers.get(text_of(entry, "laboratorio_titular"), ""),
        code=f"nr{number}",
        number=(ProductCodeSystem.CIMA, number),
        source=origin.source(place.partition(": ")[0], f"nro_definitivo {number}"),
        division=NOT_BECAUSE_COATED if "recubierto" in words.lower() else NOTHING_SAID,
        packs=packs,
        bottles=bottles,
    )
    return made(origin, said)


def _amount(part: Element, name: str) -> Mass | Concentration:
    """Read ``5`` ``mg`` in ``1`` ``comprimido``, in ``1`` ``ml`` or in ``1`` container of so many millilitres."""
    mass = _mass(text_of(part, "dosis_pa"), text_of(part, "unidad_dosis_pa"), name)
    number, unit = text_of(part, "dosis_composicion"), text_of(part, "unidad_composicion").lower()
    if unit in ("ml", "l"):
        return concentration_of(mass, volume_of(_decimal(number), unit))
    if number not in ("", "1"):
        raise NotUnderstoodError(f"its strength is per {shown(f'{number} {unit}')}")
    content = _volume_in(part, "composicion")
    if not content and unit == text_of(part, "unidad_administracion").lower():
        content = _volume_in(part, "administracion")
    return concentration_of(mass, content) if content else mass


def _mass(number: str, unit: str, name: str) -> Mass:
    """Read a mass; a number that is unclear is a thousand where the name says so in clear, as in ``1 g``."""
    if _UNCLEAR.fullmatch(number):
        mass = mass_of(number.replace(".", ""), unit)
        if mass in french.amounts(_UNCLEAR.sub("", name)):
            return mass
    return mass_of(_decimal(number), unit)


def _as_thousands(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _volume_in(part: Element, what: str) -> Volume | None:
    """Return the volume of one unit of *what*, where the composition gives it."""
    number = text_of(part, f"cantidad_volumen_unidad_{what}")
    return volume_of(_decimal(number), text_of(part, f"unidad_volumen_unidad_{what}")) if number else None


def _sizes(
    entry: Element, form: Form, units: Words, place: str, findings: Findings
) -> tuple[tuple[int, ...], tuple[Volume, ...]]:
    """Read the content of a presentation: how many tablets, or how many millilitres."""
    number = text_of(entry, "contenido")
    unit = units.get(text_of(entry, "unid_contenido"), "")
    try:
        if number and form.is_liquid:
            return (), (volume_of(_decimal(number), unit.lower()),)
        return whole_numbers([number]) if number else (), ()
    except NotUnderstoodError:
        findings.pack_not_understood(place, f"{number} {unit}".rstrip())
        return (), ()


def _decimal(number: str) -> str:
    """Return a number with a point before its decimals.

    Raises:
        NotUnderstoodError: for one whose point may stand after its thousands.
    """
    if _UNCLEAR.fullmatch(number):
        raise NotUnderstoodError(f"{quoted(number)} is unclear, a thousand or a decimal")
    return number.replace(",", ".")
