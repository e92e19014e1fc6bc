"""Every row of `as_written.md`, a file that a pharmacist can read: what is typed, and what it means."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.conftest import Run
from tests.schedules.as_written import LINE, Written, everything, meaning

ROWS = list(everything())


@pytest.mark.parametrize("written", ROWS, ids=lambda written: written.typed[:60])
def test_what_people_write_means_what_the_table_says(written: Written) -> None:
    assert meaning(written) == written.means


def test_the_table_is_as_long_as_it_has_to_be() -> None:
    assert len(ROWS) >= 200
    assert max(Counter((row.section, row.typed) for row in ROWS).values()) == 1
    refused = [row for row in ROWS if row.means.startswith("refused: ")]
    assert 60 <= len(refused) <= len(ROWS) // 2
    assert all(re.search("write|correct|number the|keep|quote|name |not known", row.means) for row in refused)


@pytest.mark.parametrize("written", [row for row in ROWS if not row.several][::12], ids=lambda row: row.typed[:60])
def test_the_command_line_answers_the_same_rows_without_a_traceback(written: Written, run: Run) -> None:
    shelf = ("--tablet", "5 mg", "--liquid", "0.4 mg/mL, 20 drops per mL", "--drug", "diazepam")
    text = written.typed.replace(LINE, "\n")
    done = run("check", "-", *shelf, stdin=text) if written.is_table else run("check", *shelf, "--", written.typed)
    if any(word in written.typed for word in ("clonazepam", "nonsense", "Foo", "diazepan")):  # a shelf of any drug
        assert done.code in (0, 1, 2, 3)
    elif written.means.startswith("refused"):
        assert done.code == (3 if written.is_table else 2)
    else:
        assert done.code in (0, 1), done.err
