"""What every test may use: flows written inside a test, and one flag to rewrite golden files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from engine.language.load import load_flow
from engine.language.model import Flow
from tests.support.database_faults import Driver
from tests.support.service_under_test import ServiceUnderTest

# A busy machine is no defect: what a test takes is told by --durations, and a test that hangs by its timeout.
settings.register_profile("parcours", deadline=None)
settings.load_profile("parcours")

WriteFlow = Callable[..., Path]
MakeFlow = Callable[..., Flow]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; read them in the diff")


@pytest.fixture
def write_flow(tmp_path: Path) -> WriteFlow:
    """Writes a flow, its forms and a site into a folder of this test: (name, flow, forms, site) -> the flow's path."""

    def write(name: str, flow: str, forms: Mapping[str, str] | None = None, site: str | None = None) -> Path:
        for folder in ("flows", "forms"):
            (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / "flows" / f"{name}.yaml").write_text(dedent(flow), encoding="utf-8")
        for form, text in (forms or {}).items():
            (tmp_path / "forms" / f"{form}.yaml").write_text(dedent(text), encoding="utf-8")
        if site is not None:
            (tmp_path / "flows" / "site.yaml").write_text(dedent(site), encoding="utf-8")
        return tmp_path / "flows" / f"{name}.yaml"

    return write


@pytest.fixture
def make_flow(write_flow: WriteFlow) -> MakeFlow:
    """The same, loaded; a problem in it fails the test with its words."""

    def make(name: str, flow: str, forms: Mapping[str, str] | None = None, site: str | None = None) -> Flow:
        loaded, problems = load_flow(write_flow(name, flow, forms, site))
        assert not problems, "\n\n".join(map(str, problems))
        assert loaded
        return loaded

    return make


@pytest.fixture
def driver() -> Iterator[Driver]:
    """Every call that is made of the database, open to the test: for databases that are opened after it."""
    driver = Driver()
    with driver.connected():
        yield driver


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    """The shipped service, for one test."""
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()
