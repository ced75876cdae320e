"""Developer mode's own secret key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.problems import EngineError
from engine.settings.developer_key import developer_key


def test_the_key_is_made_once_and_outlives_a_restart(tmp_path: Path) -> None:
    key = developer_key(tmp_path / "var")
    assert len(key) == 64
    assert developer_key(tmp_path / "var") == key
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"], "nothing half written is left"


def test_of_several_that_start_at_once_all_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starting:
        assert len(set(starting.map(developer_key, [tmp_path / "var"] * 8))) == 1


def test_a_key_that_cannot_be_kept_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="ascii")
    with pytest.raises(EngineError, match=r"secret\.key cannot be kept"):
        developer_key(tmp_path / "var")
