"""
How many parameters a function has, and how long a module is: a seventh parameter means that a noun is missing, a
module over 400 lines that it hides two decisions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine

ENGINE = Path(engine.__file__).parent
MOST_PARAMETERS, MOST_LINES = 6, 400


def functions(source: str, module: str) -> Iterator[tuple[str, int]]:
    """(its name with its module and class, how many parameters it has): self and cls do not count."""

    def within(node: ast.AST, name: str, in_class: bool) -> Iterator[tuple[str, int]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield from within(child, f"{name}.{child.name}", True)
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                static = any(ast.unparse(one) == "staticmethod" for one in child.decorator_list)
                yield f"{name}.{child.name}", _parameters(child.args) - (in_class and not static)
                yield from within(child, f"{name}.{child.name}", False)
            else:
                yield from within(child, name, in_class)

    yield from within(ast.parse(source), module, False)


def _parameters(args: ast.arguments) -> int:
    several = (args.vararg is not None) + (args.kwarg is not None)
    return len(args.posonlyargs) + len(args.args) + len(args.kwonlyargs) + several


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ENGINE.rglob("*.py")):
        yield ".".join(("engine", *path.relative_to(ENGINE).with_suffix("").parts)), path


def test_no_function_has_more_than_six_parameters() -> None:
    found = [one for module, path in modules() for one in functions(path.read_text(encoding="utf-8"), module)]
    assert len(found) > 1000
    over = {name for name, count in found if count > MOST_PARAMETERS}
    assert over == set(), "one noun is missing: give it a name"


def test_no_module_is_longer_than_it_reads_well() -> None:
    long = {name for name, path in modules() if path.read_text(encoding="utf-8").count("\n") > MOST_LINES}
    assert long == set(), "a second decision has moved in: give it a module of its own"


@pytest.mark.parametrize(
    ("planted", "count"),
    [
        ("def f(a, b, c): ...", 3),
        ("def f(a, /, b, *, c): ...", 3),
        ("def f(a, *b, **c): ...", 3),
        ("class A:\n    def f(self, a): ...", 1),
        ("class A:\n    @classmethod\n    def f(cls, a): ...", 1),
        ("class A:\n    @staticmethod\n    def f(a): ...", 1),
        ("class A:\n    if True:\n        async def f(self, a): ...", 1),
        ("class A(NamedTuple):\n    a: int\n    b: int", None),
    ],
)
def test_a_planted_function_is_counted(planted: str, count: int | None) -> None:
    assert [found for _, found in functions(planted, "m")] == ([] if count is None else [count])


def test_a_function_inside_a_method_has_no_self() -> None:
    planted = "class A:\n    def f(self, a):\n        def g(b, c): ..."
    assert dict(functions(planted, "m")) == {"m.A.f": 1, "m.A.f.g": 2}
