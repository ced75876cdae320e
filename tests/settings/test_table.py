"""The one table of settings: what is read where nothing is set, and what the documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.core.limits import Limits
from engine.settings import BadSettings, read_settings
from engine.settings.table import TABLE, in_document
from engine.shipped import shipped
from engine.store.erasing import HISTORY_KEPT


def test_the_documentation_has_the_table_as_the_code_has_it() -> None:
    text = (shipped() / "docs" / "running.md").read_text(encoding="utf-8")
    assert "| setting |" in text
    assert text == in_document(text), "write it again: python -m engine.settings"


def test_a_table_that_was_edited_by_hand_is_replaced_and_the_rest_stays() -> None:
    edited = "before\n\n| setting | x |\n|---|---|\n| `OLD` | y |\n\nafter\n\n| other | table |\n"
    written = in_document(edited)
    assert "OLD" not in written
    assert written.startswith("before\n\n| setting |")
    assert written.endswith("|\n\nafter\n\n| other | table |\n")


def test_the_defaults_of_the_table_are_those_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({}, dev=True)
    assert (settings.limits, settings.history_kept) == (Limits(), HISTORY_KEPT)


def test_developer_mode_needs_nothing_and_keeps_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({}, dev=True, address="http://127.0.0.1:8123")
    assert (settings.base_url, settings.mail, settings.sender) == ("http://127.0.0.1:8123", None, "no-reply@localhost")
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "::1")
    assert read_settings({}, dev=True).secret_key == settings.secret_key


def test_developer_mode_serves_this_machine_whatever_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"PUBLIC_BASE_URL": "https://a.example", "TRUSTED_HOSTS": "a.example"}, dev=True)
    assert (settings.base_url, "a.example" in settings.trusted_hosts) == ("http://127.0.0.1:8000", False)


def test_all_that_are_required_are_reported_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        read_settings({})
    required = [row for row in TABLE if row.required]
    assert refused.value.faults == [f"{row.name} is not set: {row.meaning}" for row in required]


def test_a_secret_is_not_quoted_where_it_is_wrong() -> None:
    with pytest.raises(BadSettings) as refused:
        read_settings({"SECRET_KEY": "canary-55d0"})
    assert "canary" not in str(refused.value)
