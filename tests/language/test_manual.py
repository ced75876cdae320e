"""Every problem code has a manual, and every manual a code that the engine uses."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from engine.language.manual import MANUALS
from engine.language.rules import RULES, RULES_TOGETHER

ROOT = Path(__file__).parents[2]
NO_CODES = re.compile(r"x-\w+|utf-(8|32).*")  # keywords of forms, encodings
KINDS = ("guard", "fact", "value", "code", "setting", "register", "mail", "document", "view", "phase")
REPORTS = ("Problem", "Trap", "report")  # called with a code first
WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def words_of_sources() -> dict[str, str]:
    """Each literal given as a code, anywhere in the engine, or hyphenated like one, in the language -> where it is."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "engine").rglob("*.py")):
        if "manual" in path.parts:
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        given = {part for node in nodes if reports(node) for part in ast.walk(node.args[0])}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.fullmatch(node.value):
                word = node.value
                if node in given or (
                    "language" in path.relative_to(ROOT).parts and "-" in word and not NO_CODES.fullmatch(word)
                ):
                    found[word] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def reports(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in REPORTS


def codes() -> dict[str, str]:
    of_rules = {rule.CODE: f"rule {rule.__name__}" for rule in (*RULES, *RULES_TOGETHER) if rule.CODE != "unused"}
    return words_of_sources() | of_rules | {f"unused-{kind}": "rule unused" for kind in KINDS}


def test_every_code_has_a_manual() -> None:
    without = {code: place for code, place in codes().items() if code not in MANUALS}
    assert without == {}, "write its manual in engine/language/manual/; of a rule, an example in manual/rules.py"


def test_every_manual_explains_a_code_that_the_engine_uses() -> None:
    assert MANUALS.keys() - codes().keys() == set(), "remove its manual from engine/language/manual/"


def test_every_code_of_the_golden_files_has_a_manual() -> None:
    printed = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "golden").rglob("*.txt"))
    found = set(re.findall(r"^\S+:\d+:\d+: .* \[([a-z0-9-]+)\]$", printed, re.MULTILINE))
    assert len(found) > 40
    assert found - MANUALS.keys() == set()


def test_a_manual_says_more_than_its_code() -> None:
    assert [code for code, manual in MANUALS.items() if len(manual.text.split()) < 5] == []
