"""The flows whose timers look at each other, and those of codes, on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MakeFlow
from tests.support import stage, tables
from tests.support.bare_service import BareService


@pytest.fixture
def several(tmp_path: Path, make_flow: MakeFlow) -> Iterator[BareService]:
    """With the flows `stage` and `tables`."""
    both = make_flow("stage", stage.FLOW, stage.FORMS), make_flow("tables", tables.FLOW, tables.FORMS)
    bare = BareService(tmp_path, *both)
    yield bare
    bare.close()
