"""What the library says names its own fields; only the command line names options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from pillsplit import Formulary, Mass, UsageError, read_liquid, read_tablet, read_text
from pillsplit.amounts.number import AmountError, read_number
from pillsplit.cli.main import cli
from pillsplit.cli.option_names import OPTIONS, with_options
from pillsplit.errors import InputError, quoted, shown
from pillsplit.formulary.devices import chosen
from pillsplit.formulary.loader import devices_on_record
from tests.conftest import Run
from tests.data_files import TABLET
from tests.test_layout import PACKAGE

FOLDERS = ("amounts", "model", "solver", "formulary", "schedules", "tapers", "verbs", "output")
WORDS = "x" * 5000


def commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            if inner := command.get_command(click.Context(command), name):
                yield from commands(inner)


def test_every_option_is_the_name_of_a_field() -> None:
    names = {
        name
        for command in commands(cli)
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }
    # --end is a day that the command line alone knows of; a library names the first one. --table of a batch is no
    # field: nothing of the library speaks of it.
    assert names - set(OPTIONS.values()) == {"--version", "--end", "--table"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("`max_pieces` 8 would allow it", "--max-pieces 8 would allow it"),
        ("`from_` and `to`, or `of`", "--from and --to, or --of"),
        ("add `end` least or `end` most", "add --range least or --range most"),
        ("`tablet` '5 mg/fifths': is not", "--tablet '5 mg/fifths': is not"),
        ("see `pillsplit titrate` and `formulary list`", "see `pillsplit titrate` and `formulary list`"),
        ("`label` and `is_no_field` and `--use`", "`label` and `is_no_field` and `--use`"),
        ("max_pieces without a sign, ` max_pieces`", "max_pieces without a sign, ` max_pieces`"),
        ("", ""),
    ],
)
def test_a_field_becomes_an_option_and_nothing_else_does(text: str, written: str) -> None:
    assert with_options(text) == written


def test_an_error_of_one_field_begins_with_it() -> None:
    plain, field, both = (
        UsageError("write it otherwise"),
        UsageError("write it otherwise", field="use"),
        UsageError("write it otherwise", field="use", value="an id"),
    )
    assert (plain.field, field.field, both.field) == ("", "use", "use")
    assert str(plain) == "write it otherwise"
    assert str(field) == "`use`: write it otherwise"
    assert str(both) == "`use` 'an id': write it otherwise"


def modules() -> list[Path]:
    return [
        PACKAGE / "errors.py",
        PACKAGE / "request.py",
        *(path for folder in FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))),
    ]


def texts(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield every text of a module, and whether it is one for readers of the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_readers = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, id(node) in for_readers


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_of_the_library_names_an_option(path: Path) -> None:
    for text, for_readers in texts(path):
        assert not re.search(r"(?<![\w-])--[a-z]", text), text
        if not for_readers:
            assert set(re.findall(r"`([a-z_]+)`", text)) <= set(OPTIONS), text


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("check nice-cks --tablet '5 mg/fifths'", "--tablet '5 mg/fifths': '5 mg/fifths' has the unknown unit"),
        ("check nice-cks --liquid '1 mg'", "--liquid '1 mg': '1 mg' is not a concentration"),
        (
            "check scotland-lorazepam --tablet '2 mg'",
            "--tablet '2 mg': of which drug? Write its name before it, such as diazepam 2 mg",
        ),
        ("titrate nice-cks --device bucket", "--device 'bucket': the name is not known: write "),
        ("check '20 mg x 14d'", "the schedule does not say which drug it is of: add --drug, such as diazepam"),
        (
            "taper hyperbolic --drug diazepam --from '20 mg'",
            'write all three, such as --half-point "2 mg", --cut "10%" and 14 days for a step',
        ),
        ("taper peart --drug diazepam --from '5 mg' --to '6 mg'", "--to: 6 mg is not below --from 5 mg: a taper falls"),
        ("taper peart --drug diazepam --from '5 mg' --pace slow", "--pace: peart has no pace 'slow': it has one pace"),
        (
            "crossover --from clonazepam --to diazepam --dose '1 mg' --every 7d --equivalents ashtn",
            "--equivalents 'ashtn': it does not hold clonazepam and diazepam: the tables that do are ashton",
        ),
        (
            "crossover --from clonazepam --to clonazepam --dose '1 mg'",
            "--from and --to are both clonazepam: name two drugs, or use `pillsplit taper`",
        ),
        (
            "crossover --from flurazepam --to diazepam --dose '30 mg' --every 7d --equivalents ashton",
            "add --range least or --range most, for the least or the most of diazepam",
        ),
        (
            "crossover --from clonazepam --to diazepam --dose '1 mg' --every 7d --equivalents ashton --stages 2000",
            "write a smaller --stages or --every",
        ),
        ("doses --drug diazepam --max '0 mg'", "--max: doses up to 0 mg: write an amount above 0, such as 20 mg"),
        ("fit '5 mg x 7d' --drug diazepam --cycle 1", "--cycle: a cycle of 1 days: write a number from 2 to 28"),
    ],
)
def test_the_command_line_names_its_options(call: str, said: str, run: Run) -> None:
    done = run(call)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not re.search(r"`[a-z_]+`", done.err)


# What a person wrote is shown, and never whole where it is long


@pytest.mark.parametrize(
    ("text", "as_name", "in_quotes"),
    [
        ("5 mg", "5 mg", "'5 mg'"),
        ("x" * 40, "x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 40}…'", f"'{'x' * 40}…'"),
        ("two\nlines", "'two\\nlines'", "'two\\nlines'"),
    ],
)
def test_a_text_is_shown_on_one_line(text: str, as_name: str, in_quotes: str) -> None:
    assert shown(text) == as_name
    assert quoted(text) == in_quotes


LONG: list[tuple[str, ...]] = [
    ("check", "nice-cks", "--region", WORDS),
    ("check", "nice-cks", "--drug", WORDS),
    ("check", "nice-cks", "--tablet", WORDS),
    ("check", "nice-cks", "--tablet", "1_" * 2500),
    ("check", "nice-cks", "--tablet", "+" + "1" * 5000),
    ("check", "nice-cks", "--tablet", "0" * 5000 + " mg"),
    ("check", "scotland-lorazepam", "--tablet", "5 " + WORDS),
    ("check", "nice-cks", "--liquid", WORDS),
    ("check", "nice-cks", "--formulary", WORDS),
    ("check", "nice-cks", "--today", WORDS),
    ("check", f"20 mg x 14d, {WORDS}", "--drug", "diazepam"),
    ("check", f"{WORDS} 20 mg x 14d", "--drug", "diazepam"),
    ("titrate", "nice-cks", "--device", WORDS),
    ("supply", "nice-cks", "--interval", WORDS),
    ("supply", "nice-cks", "--interval", "9" * 5000),
    ("supply", "nice-cks", "--start", WORDS),
    ("supply", "nice-cks", "--have", WORDS),
    ("supply", "nice-cks", "--have", f"{WORDS}=5"),
    ("taper", WORDS, "--drug", "diazepam", "--from", "20 mg"),
    ("taper", "cks", "--drug", "diazepam", "--from", "20 mg", "--pace", WORDS),
    (
        "crossover",
        "--from",
        "clonazepam",
        "--to",
        "diazepam",
        "--dose",
        "1 mg",
        "--every",
        "7d",
        "--equivalents",
        WORDS,
    ),
]


@pytest.mark.parametrize("arguments", LONG, ids=lambda arguments: " ".join(arguments)[:60])
def test_a_long_value_is_never_told_whole(arguments: tuple[str, ...], run: Run) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "…" in done.err
    assert max(map(len, done.err.splitlines())) < 500


@pytest.mark.parametrize(
    "text",
    [
        f"dose_mg,days\n{WORDS},14\n",
        f"dose_mg,days\n20,{WORDS}\n",
        f"dose_mg,start,days\n20,{WORDS},14\n",
        f"dose_mg,days,step\n20,14,{WORDS}\n",
        f"dose_mg,days,drug\n20,14,{WORDS}\n",
        f"dose ({WORDS}),days\n20,14\n",
        f'[{{"dose ({WORDS})": true, "days": 14}}]',
        f'[{{"{WORDS}": true, "days": 14}}]',
    ],
    ids=lambda text: text[:40],
)
def test_a_long_value_in_a_file_is_never_told_whole(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_text(text, "plan.csv", Formulary().drug_name, "diazepam")
    assert "…" in str(caught.value)
    assert max(map(len, str(caught.value).splitlines())) < 500


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"x-diazepam-5mg"', f'"{WORDS}/"'),
        ('name = "Diazepam 5 mg tablets"', f'name = "{WORDS[:900]}"'),
        ('name = "Diazepam 5 mg tablets"', f'name = "Diazepam 5 mg tablets"\nmaker = "{WORDS[:900]}"'),
        ('"tablet"', f'"{WORDS}"'),
        ('"5 mg"', f'"{WORDS}"'),
        ('"label"', f'"{WORDS}"'),
        ("parts = 2", f"parts = 2\n{WORDS} = 5"),
        ("parts = 2", f'parts = 2\n"two\\nlines" = 5\nunverified = ["{WORDS}"]'),
        ('"Label of Diazepam 5 mg tablets"', f'"{WORDS[:900]}"'),
        ("2026-11-22", f'"{WORDS}"'),
        ("2026-11-22", f'2026-11-22\nas_of = "{WORDS[:900]}"'),
        ('drug = "diazepam"', f'drug = "{WORDS[:900]}"'),
        ('drug = "diazepam"', f'drug = "diazepam"\nremoved = ["{WORDS}"]'),
    ],
    ids=lambda text: text[:40],
)
def test_a_long_value_in_a_data_file_is_never_told_whole(old: str, new: str, tmp_path: Path, run: Run) -> None:
    assert TABLET.count(old) == 1
    place = tmp_path / "regions" / "home"
    place.mkdir(parents=True)
    (place / "diazepam.toml").write_text(TABLET.replace(old, new), encoding="utf-8")
    done = run("formulary", "check", str(tmp_path))
    assert done.code == 3
    assert "…" in done.err
    assert max(map(len, done.err.replace(str(tmp_path), "").splitlines())) < 500  # the folder is as long as it is
    assert all(line.startswith(f"pillsplit: {tmp_path}") for line in done.err.splitlines())


def test_a_number_that_is_too_long_is_refused_at_once() -> None:
    with pytest.raises(AmountError, match=r"…' is too long for a number: write at most 12 digits"):
        read_number("0" * 61)
    assert read_number("0." + "0" * 57 + "1")[0].denominator == 10**58


@pytest.mark.parametrize(
    ("read", "field"), [(read_tablet, "tablet"), (read_liquid, "liquid")], ids=["tablet", "liquid"]
)
def test_the_field_of_an_error_is_the_keyword_that_is_wrong(read: Any, field: str) -> None:
    for text in ("5", "0 mg", "nonsense"):
        with pytest.raises(UsageError) as caught:
            read(text, "diazepam")
        assert caught.value.field == field
    with pytest.raises(UsageError) as caught:
        chosen(devices_on_record(), ("bucket",))
    assert caught.value.field == "device"


@pytest.mark.parametrize(("share", "field"), [(None, "half_point"), (Mass(1).over(Mass(10)), "share")])
def test_a_rule_names_what_it_does_not_ask_for(share: Any, field: str) -> None:
    with pytest.raises(UsageError, match=f"leave `{field}` out") as caught:
        Formulary().rule("peart").plan(half_point=None if share else Mass(2), share=share)
    assert caught.value.field == field
