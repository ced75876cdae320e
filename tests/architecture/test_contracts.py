"""
The order of the rooms, and which room knows which library, as import-linter holds them: each contract is proved by
breaking it once, on a copy.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

# contract -> (a file, an import that must not stand there)
PLANTED: dict[str, tuple[str, str]] = {
    "rooms": ("engine/core/trail.py", "from engine.store import tables"),
    "language": ("engine/language/model/flow.py", "from engine.language import rules"),
    "core-order": ("engine/core/machine.py", "from engine.core import decide"),
    "service": ("engine/service/steps/machines.py", "from engine.service.browsing import service"),
    "fonts": ("engine/fonts/clusters.py", "from engine.fonts import families"),
    "transitions": ("engine/core/decide.py", "import transitions"),
    "yaml": ("engine/language/schema/flow.py", "import yaml"),
    "jsonschema": ("engine/language/forms/answering.py", "import jsonschema"),
    "re2": ("engine/language/forms/answering.py", "import re2"),
    "babel": ("engine/core/trail.py", "import babel"),
    "holidays": ("engine/language/workdays.py", "import holidays"),
    "markdown-it": ("engine/language/texts/text.py", "import markdown_it"),
    "addresses": ("engine/language/forms/normal.py", "import idna"),
    "sqlalchemy": ("engine/service/steps/machines.py", "import sqlalchemy"),
    "alembic": ("engine/store/database.py", "import alembic"),
    "argon2": ("engine/service/browsing/service.py", "import argon2"),
    "itsdangerous": ("engine/web/security.py", "import itsdangerous"),
    "pillow": ("engine/service/security/challenges.py", "import PIL"),
    "xhtml2pdf": ("engine/delivery/pdf.py", "import xhtml2pdf"),
    "flask-mail": ("engine/worker.py", "import flask_mail"),
    "jinja2": ("engine/web/routes.py", "import jinja2"),
    "markupsafe": ("engine/service/browsing/service.py", "import markupsafe"),
    "flask": ("engine/service/browsing/service.py", "import flask"),
    "core": ("engine/core/decide.py", "import socket"),
    "waitress": ("engine/cli/serve.py", "import waitress"),
}


def broken(folder: Path, contract: str) -> bool:
    """Whether import-linter finds this contract broken in the copy. What it prints otherwise fails the test."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    ran = subprocess.run(
        [*command, "--no-cache", "--contract", contract], cwd=folder, capture_output=True, text=True, check=False
    )
    assert "1 kept, 0 broken" in ran.stdout or "0 kept, 1 broken" in ran.stdout, ran.stdout + ran.stderr
    return "0 kept, 1 broken" in ran.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_contract_is_broken_by_an_import_that_it_forbids(contract: str, copy: Path) -> None:
    assert contract in PLANTED, "a contract that nothing can break holds nothing: plant an import"
    file, line = PLANTED[contract]
    path = copy / file
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("from __future__ import annotations\n")
    assert rest
    path.write_text(f"{head}from __future__ import annotations\n{line}\n{rest}", encoding="utf-8")
    assert broken(copy, contract)


@pytest.mark.parametrize(
    ("contract", "room"),
    [
        ("rooms", "engine"),
        ("language", "engine/language"),
        ("core-order", "engine/core"),
        ("service", "engine/service"),
    ],
)
def test_a_room_that_stands_in_no_layer_breaks_the_order(contract: str, room: str, copy: Path) -> None:
    (copy / room / "cellar.py").write_text('"""Nobody knows where this belongs."""\n', encoding="utf-8")
    assert broken(copy, contract)


def test_every_library_that_is_imported_has_one_contract() -> None:
    """The standard library apart, and what only tests, checks and benchmarks import."""
    graph = grimp.build_graph("engine", include_external_packages=True, cache_dir=None)
    outside = {name for name in graph.modules if not name.startswith("engine") and name not in sys.stdlib_module_names}
    confined = [lib for contract in CONTRACTS.values() for lib in contract.get("forbidden_modules", ())]
    assert sorted(lib for lib in confined if lib not in sys.stdlib_module_names) == sorted(outside)


def test_no_plant_is_left_of_a_contract_that_went() -> None:
    assert set(PLANTED) == set(CONTRACTS)
