"""What can be imported from `engine`, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine
from engine.shipped import shipped


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after `code`."""
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    done = subprocess.run(command, cwd=shipped(), capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", engine.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(engine, name).__name__ == name
    assert name in dir(engine)


def test_importing_it_loads_neither_flask_nor_sqlalchemy_nor_a_part_of_the_engine() -> None:
    modules = loaded("import engine")
    assert not modules & {"flask", "sqlalchemy", "yaml"}
    assert not [name for name in modules if name.startswith("engine.")]


def test_reading_and_deciding_load_no_server_and_no_database() -> None:
    modules = loaded(
        "from engine import Case, Machine, Registry, begin, decide, format, gate, load_catalogue, load_flow"
    )
    assert not modules & {"flask", "sqlalchemy"}


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'Parcours'"):
        getattr(engine, "Parcours")  # noqa: B009 - mypy knows that it is missing
