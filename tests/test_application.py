"""The parts joined: what an application refuses, and which language pages of no flow have."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine import Application, EngineError, create_app, load_catalogue, read_settings
from engine.settings import Settings
from tests.conftest import WriteFlow

FLOW = """
parcours: 1
flow: trial
title: Trial
version: "1"
language: {language}
timezone: Europe/Paris
entries: {{start: {{state: one}}}}
states: {{one: {{title: One, final: {final}}}}}
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return read_settings({}, folder=tmp_path, dev=True)._replace(cheap_secrets=True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_of_no_flow_have_the_language_of_the_first_flow(
    settings: Settings, write_flow: WriteFlow, language: str
) -> None:
    write_flow("trial", FLOW.format(language=language, final="true"))
    with closing(Application(settings, load_catalogue(settings.folder))) as application:
        assert application.language == language


def test_without_a_flow_they_have_the_first_language_that_the_site_has_words_in(settings: Settings) -> None:
    texts = settings.folder / "templates" / "texts"
    texts.mkdir(parents=True)
    (texts / "en.yaml").write_text("form: {choose: Choose}", encoding="utf-8")
    (settings.folder / "flows").mkdir()
    with closing(Application(settings, load_catalogue(settings.folder))) as application:
        assert application.language == "en"


def test_a_flow_with_problems_is_refused(settings: Settings, write_flow: WriteFlow) -> None:
    write_flow("trial", FLOW.format(language="fr", final="perhaps"))
    with pytest.raises(EngineError, match=r"flows/trial\.yaml:9:35: "):
        Application(settings, load_catalogue(settings.folder))


ASKING = """
parcours: 1
flow: asking
title: Asking
version: "1"
language: en
timezone: Europe/Paris
facts: {company: {service: companies, with: [siren], values: [active, closed, unknown], otherwise: silent}}
entries: {start: {state: one}}
states:
  one:
    title: One
    form: firm
    transitions: {ask: {label: Ask, first_of: [{guard: company == "active", target: two}, {leave: hours}]}}
  two: {title: Two, final: true}
pages: {hours: {title: Hours, content: Always.}}
"""
FIRM = "type: object\nrequired: [siren]\nproperties: {siren: {type: string, title: SIREN, format: siren}}\n"


@pytest.mark.parametrize("dev", [True, False])
def test_sample_plug_ins_are_named_where_people_might_believe_them(
    settings: Settings, write_flow: WriteFlow, caplog: pytest.LogCaptureFixture, dev: bool
) -> None:
    write_flow("asking", ASKING, {"firm": FIRM})
    write_flow("trial", FLOW.format(language="en", final="true"))
    with closing(Application(settings._replace(dev=dev), load_catalogue(settings.folder))) as application:
        create_app(application)
    named = "flow asking: format siren, service companies: sample plug-ins, which answer of invented things"
    found = [record.message for record in caplog.records if "sample" in record.message]
    assert found == ([] if dev else [named])
