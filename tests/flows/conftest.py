"""The shipped procedure, read once."""

from __future__ import annotations

import pytest

from engine.language.load import Catalogue, load_catalogue
from engine.language.model import Flow
from engine.shipped import shipped


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(shipped())


@pytest.fixture(scope="module")
def flow(catalogue: Catalogue) -> Flow:
    return catalogue.flows["espace_expert"]
