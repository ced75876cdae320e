"""Flows and their versions as machines: the ones hosted now, and older ones from the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.problems import EngineError
from tests.conftest import MakeFlow
from tests.support.bare_service import BareService
from tests.support.stage import FLOW, FORMS


def test_a_version_hosted_before_is_still_known(tmp_path: Path, make_flow: MakeFlow) -> None:
    old = make_flow("stage", FLOW, FORMS)
    BareService(tmp_path, old).close()
    new = make_flow("stage", FLOW.replace("title: Votre ville", "title: Ville"), FORMS)
    bare = BareService(tmp_path, new)
    newest = bare.machines.newest("stage")
    assert newest
    assert newest.flow is new
    before = bare.machines.of("stage", old.digest)
    assert before.flow.states["ville"].title.source == "Votre ville"
    assert bare.machines.of("stage", old.digest) is before, "it is made once"
    assert bare.machines.of("stage", new.digest) is newest
    bare.close()


def test_a_version_that_was_never_published_here_is_named(tmp_path: Path, make_flow: MakeFlow) -> None:
    bare = BareService(tmp_path, make_flow("stage", FLOW, FORMS))
    assert bare.machines.newest("another") is None
    with pytest.raises(EngineError, match="version abcdef0123ab of stage is not in this database"):
        bare.machines.of("stage", "abcdef0123abcdef")
    bare.close()
