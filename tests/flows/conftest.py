"""The shipped procedure, read once."""

from __future__ import annotations

import pytest

from engine.language.load import Catalogue
from engine.language.model import Flow
from tests.support.shipped_flows import shipped_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture(scope="module")
def flow(catalogue: Catalogue) -> Flow:
    return catalogue.flows["espace_expert"]
