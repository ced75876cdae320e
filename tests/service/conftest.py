"""The service on a real SQLite file, with the flow `guichet`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.language.model import Flow
from tests.conftest import MakeFlow
from tests.support.accounts import FLOW, FORMS
from tests.support.bare_service import BareService


@pytest.fixture
def flow(make_flow: MakeFlow) -> Flow:
    return make_flow("guichet", FLOW, FORMS)


@pytest.fixture
def bare(tmp_path: Path, flow: Flow) -> Iterator[BareService]:
    bare = BareService(tmp_path, flow)
    yield bare
    bare.close()
