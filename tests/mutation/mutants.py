"""The mutants: small changes to the code that is to be tested, each of them a program that is wrong, or equal."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import attrs

ROOT = Path(__file__).parent.parent.parent
FILES = (
    *sorted((ROOT / "pillsplit" / "amounts").glob("[!_]*.py")),
    *sorted((ROOT / "pillsplit" / "solver").glob("[!_]*.py")),
    *(
        ROOT / "pillsplit" / "verbs" / f"{name}.py"
        for name in (
            *("plan", "notes", "likeness"),
            *("choose", "drug_sets", "weighing"),
            *("supply", "dispensing", "usage", "packs"),
            "bottles",
        )
    ),
)
"""Amounts, the solver, and the verbs `plan`, `choose` and `supply` and the bottles, with all that only these need."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_SWAPPED = (
    *(("min", "max"), ("any", "all"), ("bisect_left", "bisect_right"), ("lstrip", "rstrip")),
    *(("lower", "upper"), ("startswith", "endswith"), ("removeprefix", "removesuffix")),
)
_CALLED = dict(_SWAPPED) | {other: one for one, other in _SWAPPED}
_LEFT_ALONE = {"annotation", "returns", "decorator_list", "type_params", "format_spec"}
"""What is for type checkers, or keeps what is known without changing it."""


@attrs.frozen
class Mutant:
    """One change to one module."""

    module: str
    function: str
    """Its qualified name, of nested ones that of the outermost; empty where the change is outside of all."""
    is_inside: bool
    """Whether a call of the function runs the change; no default of its parameters, nor what stands beside it."""
    lines: tuple[int, int]
    """Those of the statement, or of its head, from the first to the last."""
    before: str
    after: str
    number: int
    """Which change of the module it is."""

    @property
    def path(self) -> Path:
        """The file of the module."""
        return path_of(self.module)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names it as long as its own line stays as it is."""
        return self.module, self.function, self.before, self.after

    def code(self) -> CodeType:
        """Return the code of its module with the change."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        place = list(_changes(tree))[self.number]
        place.put(place.new)
        ast.fix_missing_locations(tree)
        return compile(tree, str(self.path), "exec", dont_inherit=True)


def path_of(module: str) -> Path:
    """Return the file of a module."""
    return (ROOT / module.replace(".", "/")).with_suffix(".py")


def mutants(files: Sequence[Path] = FILES) -> list[Mutant]:
    """Return every mutant of *files*, in their order."""
    return [mutant for path in files for mutant in _mutants(path)]


def _mutants(path: Path) -> Iterator[Mutant]:
    text = path.read_text(encoding="utf-8")
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for number, place in enumerate(_changes(ast.parse(text))):
        before, after = place.written(text)
        yield Mutant(module, place.around.function, place.around.is_inside, place.around.lines, before, after, number)


class _Around(NamedTuple):
    """Where a node stands."""

    function: str = ""
    is_inside: bool = False
    lines: tuple[int, int] = (0, 0)
    text: ast.expr | None = None
    """The outermost text with braces that the node is in: the places of what is within are not to be relied on."""


@attrs.frozen
class _Place:
    """A node, by what holds it, and what it may be replaced by."""

    parent: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST
    around: _Around

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node

    def written(self, text: str) -> tuple[str, str]:
        """Return the lines of the node in *text*, in one, and what they become."""
        shown: Any = self.around.text or self.old
        self.put(self.new)
        new = ast.unparse(shown if self.around.text else self.new)
        self.put(self.old)
        lines = text.splitlines()[shown.lineno - 1 : shown.end_lineno]
        head = lines[0].encode()[: shown.col_offset].decode()
        tail = lines[-1].encode()[shown.end_col_offset :].decode()
        return " ".join(" ".join(lines).split()), " ".join(f"{head}{new}{tail}".split())


def _changes(tree: ast.Module) -> Iterator[_Place]:
    yield from _within(tree, _Around())


def _within(node: ast.AST, around: _Around) -> Iterator[_Place]:
    for field, value in ast.iter_fields(node):
        if field in _LEFT_ALONE:
            continue
        here = around
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and field == "body" and not around.is_inside:
            name = f"{around.function}.{node.name}".lstrip(".")
            here = around._replace(function=name, is_inside=isinstance(node, ast.FunctionDef))
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_no_code(child):
                yield from _of(node, field, index, child, here)


def _of(parent: ast.AST, field: str, index: int | None, node: ast.AST, around: _Around) -> Iterator[_Place]:
    if isinstance(node, ast.stmt):
        around = around._replace(lines=_head(node))
    if isinstance(node, ast.JoinedStr) and around.text is None:
        around = around._replace(text=node)
    is_written_out = isinstance(parent, ast.JoinedStr)
    if not is_written_out:
        for new in _instead_of(node, around):
            yield _Place(parent, field, index, node, ast.copy_location(new, node), around)
    is_tested = field == "test" or (isinstance(parent, ast.comprehension) and field == "ifs")
    if is_tested and isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
        new = ast.UnaryOp(ast.Not(), node)
        yield _Place(parent, field, index, node, ast.copy_location(new, node), around)
    yield from _within(node, around)


def _head(node: ast.stmt) -> tuple[int, int]:
    """Return the first and last line of a statement, or of what stands before the statements within it."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    last = body[0].pattern.lineno if body and isinstance(node, ast.Match) else body[0].lineno if body else None
    return node.lineno, node.end_lineno or node.lineno if last is None else max(node.lineno, last - 1)


def _is_no_code(node: ast.AST) -> bool:
    """Return whether a node is a docstring, a name brought in, or what holds of every right program."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) == "AssertionError"
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Assert)


def _instead_of(node: ast.AST, around: _Around) -> Iterator[ast.AST]:
    """Yield each small change of a node itself."""
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            yield _with(node, ops=[*node.ops[:index], _COMPARED[type(op)](), *node.ops[index + 1 :]])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COMPUTED:
        if around.is_inside or not isinstance(node.op, ast.BitOr):  # outside it joins types
            yield _with(node, op=_COMPUTED[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp):
        yield copy(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _instead_of_constant(node)
    elif isinstance(node, ast.Return):
        if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield _with(node, value=ast.copy_location(ast.Constant(None), node.value))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.IfExp):
        yield _with(node, body=node.orelse, orelse=node.body)
    elif isinstance(node, ast.Call):
        yield from _instead_of_call(node)


def _instead_of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield _with(node, value=not node.value)
    elif isinstance(node.value, int):
        yield _with(node, value=node.value + 1)
    elif isinstance(node.value, str):
        yield _with(node, value=f"XX{node.value}XX")


def _instead_of_call(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield _with(node, func=_with(node.func, id=_CALLED[node.func.id]))
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CALLED:
        yield _with(node, func=_with(node.func, attr=_CALLED[node.func.attr]))
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "strict"):
            yield _with(node, keywords=[*node.keywords[:index], *node.keywords[index + 1 :]])


def _with(node: Any, **fields: object) -> Any:
    changed = copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
