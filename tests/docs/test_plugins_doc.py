"""The example of docs/language.md « Plug-ins » is loaded and walked: its module, its flow and its forms."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from engine.registry import Effect, Format, Gate, Registry, Service, default_registry
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

PAGE = Path(__file__).parents[2] / "docs" / "language.md"


@pytest.fixture(scope="module")
def section() -> str:
    return PAGE.read_text(encoding="utf-8").partition("\n## Plug-ins\n")[2].partition("\n## ")[0]


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="module")
def module(section: str) -> dict[str, object]:
    found: dict[str, object] = {}
    exec("\n".join(blocks(section, "python")), found)
    return found


def test_its_module_adds_one_of_each(module: dict[str, object], section: str) -> None:
    kinds = {type(one) for one in module.values()} & {Format, Gate, Service, Effect}
    assert kinds == {Format, Gate, Service, Effect}
    (text,) = blocks(section, "toml")
    points = tomllib.loads(text)["project"]["entry-points"]["parcours.plugins"]
    assert all(isinstance(module[point.partition(":")[2]], Service | Effect) for point in points.values())


def test_its_flow_is_walked_with_its_plug_ins(
    section: str, module: dict[str, object], tmp_path: Path, write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]
) -> None:
    flow, entreprise, cle = blocks(section, "yaml")
    write_flow("carte", flow, {"entreprise": entreprise, "cle": cle})
    registry: Registry = default_registry()
    for one in module.values():
        registry = registry.with_added(one) or registry
    service = ServiceUnderTest(tmp_path / "data", tmp_path, registry)
    person = service.person()
    person.open("/carte/start/demande")
    assert person.press("Continuer", siren="9", nom="Zoé").errors == ["Cette entreprise est radiée."]
    assert person.press("Continuer", siren="732 829 320", nom="Zoé").h1 == "Une lettre vous est envoyée"
    service.worker.post()
    key, to, size = capsys.readouterr().out.split()
    assert (len(key), to) == (32, "Zoé")
    assert int(size) > 1000
    service.close()
