"""A worker killed between the lease of a call and its mark: the call is made again, with the same key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.registry import default_registry
from engine.worker import LEASE_SECONDS
from tests.conftest import WriteFlow
from tests.support.plugins import installed
from tests.support.service_under_test import START, ServiceUnderTest

ROOT = Path(__file__).parents[2]
PLUGIN = """
import os, signal
from pathlib import Path
from engine.registry import effect

LINES = Path(__file__).with_name("lines")


@effect("courrier", parameters=["nom"])
def courrier(key, given):
    if os.environ.get("KILLED") == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    with LINES.open("a") as lines:
        print(key, given["nom"], file=lines)
    if os.environ.get("KILLED") == "after":
        os.kill(os.getpid(), signal.SIGKILL)
"""
FLOW = """
    parcours: 1
    flow: guichet
    title: Une lettre
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {demande: {state: saisie}}
    states:
      saisie:
        title: Votre nom
        form: saisie
        transitions:
          suite:
            label: Continuer
            target: fin
            effects: [{call: {effect: courrier, with: {nom: nom}}}]
      fin: {title: Une lettre part, final: true}
"""
FORM = "{type: object, required: [nom], properties: {nom: {type: string, title: Nom}}}"
WORK = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.support.service_under_test import START, ServiceUnderTest
from engine.registry import default_registry

folder, after = Path(sys.argv[1]), float(sys.argv[2])
start = START + timedelta(seconds=after)
ServiceUnderTest(folder / "data", folder, default_registry(), start).worker.post()
"""


@pytest.mark.parametrize(("killed", "made"), [("before", 1), ("after", 2)])
def test_a_worker_killed_between_lease_and_mark_makes_the_call_again_with_the_same_key(
    tmp_path: Path, write_flow: WriteFlow, monkeypatch: pytest.MonkeyPatch, killed: str, made: int
) -> None:
    folder = tmp_path / "installed"
    installed(folder, monkeypatch, "demo_killed", PLUGIN, adds=("courrier",))
    write_flow("guichet", FLOW, {"saisie": FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path, default_registry(), START)
    person = service.person()
    person.open("/guichet/start/demande")
    assert person.press("Continuer", nom="Zoé").h1 == "Une lettre part"
    service.close()

    def work(after: float, killed: str) -> int:
        env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "KILLED": killed}
        command = [sys.executable, "-c", WORK, str(tmp_path), str(after)]
        return subprocess.run(command, cwd=ROOT, env=env, timeout=120).returncode

    assert work(0, killed) == -signal.SIGKILL
    assert work(1, "") == 0  # the lease lasts
    lines = folder / "lines"
    assert len(lines.read_text().splitlines() if lines.exists() else []) == made - 1
    assert work(LEASE_SECONDS + 1, "") == 0
    assert work(2 * LEASE_SECONDS + 2, "") == 0  # it is marked
    found = lines.read_text().splitlines()
    assert len(found) == made
    assert len(set(found)) == 1
    del sys.modules["demo_killed"]
