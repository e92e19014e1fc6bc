"""The mutants that the mutation run makes: which changes there are, and that those said to be equal are among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation import mutants as made
from tests.mutation.equal import EQUAL, unmatched
from tests.mutation.mutants import mutants

CODE = '''"""Not this."""
from a import b
ONE = 1
def first(x: "T", *, y=True) -> "U":
    """Nor this."""
    assert x > 5
    if x < 2 and not y:
        return min(x, key=len)
    for each in zip(x, y, strict=True):
        continue
    return f"more {'less' if y else x} than"
'''
CHANGED = {
    "ONE = 1": {"ONE = 2"},
    'def first(x: "T", *, y=True) -> "U":': {'def first(x: "T", *, y=False) -> "U":'},
    "if x < 2 and not y:": {
        "if x < 2 or not y:",
        "if x <= 2 and not y:",
        "if x < 3 and not y:",
        "if x < 2 and y:",
    },
    "return min(x, key=len)": {"return None", "return max(x, key=len)", "return min(x)"},
    "continue": {"break"},
    """return f"more {'less' if y else x} than\"""": {
        "return None",
        """return f"more {(x if y else 'less')} than\"""",
        """return f"more {('XXlessXX' if y else x)} than\"""",
        """return f"more {('less' if not y else x)} than\"""",
    },
}


def test_every_kind_of_change_is_made_once_and_what_is_for_readers_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "ROOT", tmp_path)
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    found: dict[str, list[str]] = {}
    for mutant in mutants([tmp_path / "code.py"]):
        found.setdefault(mutant.before, []).append(mutant.after)
    assert {before: sorted(after) for before, after in found.items()} == {
        before: sorted(after) for before, after in CHANGED.items()
    }


def test_what_is_said_to_be_equal_is_a_mutant_and_has_a_reason() -> None:
    assert unmatched(mutants()) == []
    assert [key for key, because in EQUAL.items() if len(because.split()) < 4] == []
