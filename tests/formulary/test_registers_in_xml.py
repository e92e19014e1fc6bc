"""What the faults of one register would be in those that are XML: each fixture with one thing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pillsplit.formulary.importers.findings import Findings
from pillsplit.model.form import Form
from pillsplit.model.product import Solid
from tests.formulary.test_registers import liquid, read, solid, told

FIXTURES = Path(__file__).parent / "data" / "import"
FILES = {
    "cima": "Prescripcion.xml",
    "dmd": "f_vmp2_3010526.xml",
    "fest": "fest251.xml",
    "lookup": "f_lookup2_3010526.xml",
    "spl": "clonazepam.xml",
}


def changed(
    folder: Path, register: str, *changes: tuple[str, str], file: str = "", drug: str = "clonazepam"
) -> Findings:
    """Read a register's fixture in which the first place of each text is another."""
    copy = folder / register
    shutil.copytree(FIXTURES / register, copy)
    path = copy / (file or FILES[register])
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    return read(copy, register, drug)


# Spain.

RIVOTRIL = "RIVOTRIL 0,5 mg COMPRIMIDOS"
DOSE = "<dosis_pa>0,5</dosis_pa><unidad_dosis_pa>mg</unidad_dosis_pa>"
DROPS = (
    "<dosis_pa>2,5</dosis_pa><unidad_dosis_pa>mg</unidad_dosis_pa><dosis_composicion>1</dosis_composicion>"
    "<unidad_composicion>ml</unidad_composicion>"
)

OF_10_ML = (
    "<cantidad_volumen_unidad_composicion>10</cantidad_volumen_unidad_composicion>"
    "<unidad_volumen_unidad_composicion>ml</unidad_volumen_unidad_composicion>"
)


def spanish(number: str, unit: str) -> str:
    return f"<dosis_pa>{number}</dosis_pa><unidad_dosis_pa>{unit}</unidad_dosis_pa>"


@pytest.mark.parametrize(
    ("name", "dose", "amount"),
    [
        ("X 500 microgramos", spanish("500", "microgramos"), "0.5 mg"),
        ("X 0,5 miligramos", spanish("500", "µg"), "0.5 mg"),
        ("X 1.000 mg", spanish("1000", "mg"), "1000 mg"),
        ("X 1 g", spanish("1.000", "mg"), "1000 mg"),
        ("X 2,5 mg", spanish("2,500", "mg"), "2.5 mg"),
    ],
)
def test_spanish_doses_are_read_as_the_spanish_write_them(name: str, dose: str, amount: str, tmp_path: Path) -> None:
    # The second presentation of the product would be another strength.
    found = changed(
        tmp_path, "cima", (RIVOTRIL, name), (DOSE, dose), ("<nro_definitivo>50001", "<nro_definitivo>49999")
    )
    (product,) = (each for each in found.products.values() if each.id.endswith("nr49999"))
    assert product.amount == amount
    assert found.problems == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("X 600 microgramos", "says 0.6 mg, and its strength is 0.5 mg"),
        ("X 0,5 mg/1 mg", "and one substance of it can be read"),
    ],
)
def test_a_spanish_name_that_says_another_strength_is_told(name: str, said: str, tmp_path: Path) -> None:
    assert said in told(changed(tmp_path, "cima", (RIVOTRIL, name)))[0]


@pytest.mark.parametrize(
    ("dose", "unit", "more"),
    [
        ("12,5", "envase unidosis", ""),
        ("25", "frasco", ""),
        ("25", "frasco", OF_10_ML),
    ],
)
def test_a_spanish_liquid_that_is_counted_by_its_container_is_read(
    dose: str, unit: str, more: str, tmp_path: Path
) -> None:
    name = "RIVOTRIL 2,5 mg/ml GOTAS"
    if dose == "12,5":
        name = name.replace("2,5 mg/ml", "12,5 mg/5 ml")
    counted = DROPS.replace(">2,5<", f">{dose}<").replace(">ml<", f">{unit}<") + more
    found = changed(tmp_path, "cima", ("RIVOTRIL 2,5 mg/ml GOTAS", name), (DROPS, counted))
    assert found.problems == []
    assert [str(each.amount) for each in found.products.values() if each.form.is_liquid] == ["2.5 mg/mL"]


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("COMPRIMIDOS", Form.TABLET),
        ("COMPRIMIDOS BUCODISPERSABLES", Form.ODT),
        ("COMPRIMIDO DE LIBERACIÓN PROLONGADA RECUBIERTO CON PELÍCULA", Form.PROLONGED_RELEASE),
        ("COMPRIMIDO DISPERSABLE/MASTICABLE", Form.CHEWABLE),
        ("CÁPSULA BLANDA GASTRORRESISTENTE", Form.GASTRO_RESISTANT_CAPSULE),
    ],
)
def test_spanish_forms_are_known_in_any_ending(words: str, form: Form, tmp_path: Path) -> None:
    file = "DICCIONARIO_FORMA_FARMACEUTICA.xml"
    found = changed(tmp_path, "cima", (">COMPRIMIDO<", f">{words}<"), file=file)
    assert {each.form for each in found.products.values() if not each.form.is_liquid} == {form}


def test_a_form_that_no_dictionary_has_is_told_by_its_code(tmp_path: Path) -> None:
    found = changed(tmp_path, "cima", ("<cod_forfar>10<", "<cod_forfar>99<"))
    assert told(found) == ["Prescripcion.xml: CN 600001: the form '99' is not known here"]


@pytest.mark.parametrize(("situation", "left_out"), [("Autorizado", 0), ("Suspendido", 1), ("Revocado", 1)])
def test_a_spanish_presentation_that_is_not_licensed_is_left_out(situation: str, left_out: int, tmp_path: Path) -> None:
    folder = tmp_path / "cima"
    shutil.copytree(FIXTURES / "cima", folder)
    path = folder / FILES["cima"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<contenido>", "<cod_sitreg_presen>2</cod_sitreg_presen><contenido>", 1), "utf-8")
    entry = "<codigosituacionregistro>2</codigosituacionregistro>"
    row = f"<situacionesregistro>{entry}<situacionregistro>{situation}</situacionregistro></situacionesregistro>"
    (folder / "DICCIONARIO_SITUACION_REGISTRO.xml").write_text(f"<aemps>{row}</aemps>", encoding="utf-8")
    found = read(folder, "cima", "clonazepam")
    assert found.left_out["no longer licensed"] == left_out


# Norway.

TABLET = "<NavnFormStyrke>Rivotril Tablett</NavnFormStyrke>"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("<Id>ID_M1</Id>", '<Id>ID_M1</Id><Status V="U" DN="Utgått oppføring"/>', ""),
        (TABLET, f'<Atc V="QN03AE01"/>{TABLET}', "for animals"),
    ],
)
def test_a_norwegian_entry_that_is_expired_or_for_animals_is_none(
    before: str, after: str, reason: str, tmp_path: Path
) -> None:
    found = changed(tmp_path, "fest", (before, after))
    assert "no-clonazepam-0.5mg-festb1" not in found.products
    assert len(found.products) == 3
    assert not reason or found.left_out[reason] == 1


def test_an_expired_pack_is_not_counted(tmp_path: Path) -> None:
    found = changed(tmp_path, "fest", ("<Id>ID_P150</Id>", '<Id>ID_P150</Id><Status V="U"/>'))
    assert solid(found.products["no-clonazepam-0.5mg-festb1"]).packs == (100,)


@pytest.mark.parametrize(
    ("strength", "name"),
    [
        ('V="500" U="mikrog"', "Rivotril tab 500 mikrog"),
        ('V="500" U="mikrogram"', "Rivotril tab 0,5 mg"),
        ('V="0,500" U="mg"', "Rivotril tab"),
    ],
)
def test_norwegian_doses_are_read(strength: str, name: str, tmp_path: Path) -> None:
    changes = (('V="0,5" U="mg"', strength), ("Rivotril Tablett", name))
    found = changed(tmp_path, "fest", *changes)
    assert found.problems == []
    assert found.products["no-clonazepam-0.5mg-festb1"].amount == "0.5 mg"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Rivotril tab 2 mg", "says 2 mg, and its strength is 0.5 mg"),
        ("Rivotril tab 600 mikrog", "says 0.6 mg, and its strength is 0.5 mg"),
        ("Rivotril tab 0,5 mg/1 mg", "and one substance of it can be read"),
    ],
)
def test_a_norwegian_name_that_says_another_strength_is_told(name: str, said: str, tmp_path: Path) -> None:
    assert said in told(changed(tmp_path, "fest", ("Rivotril Tablett", name)))[0]


def test_norwegian_packs_of_several_are_read(tmp_path: Path) -> None:
    changes = (("<Pakningsstr>50<", "<Pakningsstr>1 000<"), ("<Pakningsstr>10<", "<Pakningsstr>10 x 5<"))
    found = changed(tmp_path, "fest", *changes)
    assert solid(found.products["no-clonazepam-0.5mg-festb1"]).packs == (100, 1000)
    drops = liquid(found.products["no-clonazepam-drops-2.5mg-per-ml-festb3"])
    assert [str(bottle) for bottle in drops.bottles] == ["5 mL"]


# The United Kingdom and US labels.


def test_a_british_tablet_whose_route_alone_is_sublingual_is_a_sublingual_one(tmp_path: Path) -> None:
    found = changed(tmp_path, "dmd", (">Oral<", ">Sublingual<"), file=FILES["lookup"])
    forms = {str(each.form) for each in found.products.values() if isinstance(each, Solid)}
    assert forms == {"sublingual tablet", "orodispersible tablet"}


def test_a_british_ingredient_that_stands_twice_is_one(tmp_path: Path) -> None:
    text = (FIXTURES / "dmd" / FILES["dmd"]).read_text(encoding="utf-8")
    begin = text.index("<VPI>")
    row = text[begin : text.index("</VPI>") + len("</VPI>")]
    assert changed(tmp_path, "dmd", (row, row + row)).products == read(FIXTURES / "dmd", "dmd", "clonazepam").products


def test_two_parts_of_one_substance_in_a_label_are_told(tmp_path: Path) -> None:
    text = (FIXTURES / "spl" / FILES["spl"]).read_text(encoding="utf-8")
    end = "</ingredient>"
    row = text[text.index('<ingredient classCode="ACTIB">') : text.index(end) + len(end)]
    found = changed(tmp_path, "spl", (row, row + row.replace('"0.5"', '"1"')))
    assert told(found) == ["clonazepam.xml: product 1, NDC 9001-0001: has two parts of the same substance"]


@pytest.mark.parametrize("licence", ["NADA", "ANADA"])
def test_a_product_that_is_licensed_for_animals_is_none(licence: str, tmp_path: Path) -> None:
    approval = f'<subjectOf><approval><code displayName="{licence}"/></approval></subjectOf><consumedIn>'
    found = changed(tmp_path, "spl", ("<consumedIn>", approval))
    assert found.left_out["for animals"] == 1


def test_a_pack_of_a_label_that_is_not_understood_leaves_the_product(tmp_path: Path) -> None:
    found = changed(tmp_path, "spl", ('<numerator value="100" unit="1"/>', '<numerator value="some" unit="1"/>'))
    assert solid(found.products["us-clonazepam-0.5mg-ndc9001-0001"]).packs == (500,)
    assert "a pack is not understood" in told(found)[0]


def test_a_tablet_scored_in_three_that_is_never_cut_keeps_the_labels_word(tmp_path: Path) -> None:
    text = (FIXTURES / "spl" / FILES["spl"]).read_text(encoding="utf-8")
    value = '<value xsi:type="INT" value="2"/>'
    changes = (('displayName="TABLET"', 'displayName="TABLET, EXTENDED RELEASE"'), (value, value.replace("2", "3")))
    assert value in text
    product = solid(changed(tmp_path, "spl", *changes).products["us-clonazepam-0.5mg-pr-ndc9001-0001"])
    assert (str(product.score), product.parts) == ("unknown", 1)
    assert product.dividing.startswith("The label data give three parts")
