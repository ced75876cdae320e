"""The flow `stage`, ready to take steps."""

from __future__ import annotations

import pytest

from tests.conftest import MakeFlow
from tests.support.stage import FLOW, FORMS, CaseRunner


@pytest.fixture
def runner(make_flow: MakeFlow) -> CaseRunner:
    return CaseRunner(make_flow("stage", FLOW, FORMS))
