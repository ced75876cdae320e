"""Plug-ins of tests: one that is installed, a package on the path with its entry points; and some that are passed."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from engine.registry import Registry, default_registry, effect, service


def installed(root: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str, *, adds: tuple[str, ...]) -> None:
    """
    Args:
        root: a folder to install it in.
        source: the text of its one module.
        adds: the names of the module that are its entry points.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / f"{name}.py").write_text(source, encoding="utf-8")
    metadata = root / f"{name}-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    points = "".join(f"{name}_{added} = {name}:{added}\n" for added in adds)
    (metadata / "entry_points.txt").write_text(f"[parcours.plugins]\n{points}")
    monkeypatch.syspath_prepend(root)


@service("ecoles", values=["ouverte", "fermee"])
def ecoles(name: str) -> str:
    """What is known of a school: nothing of one that does not answer."""
    if name == "École muette":
        raise LookupError(name)
    return "fermee" if name == "École close" else "ouverte"


@service("colleges", values=["ouverte", "fermee"])
def colleges(name: str) -> str:
    return "fermee"


received: list[str] = []  # what the two effects were handed, in words


@effect("poste", parameters=["a"], optional=["lettre"])
def poste(key: str, given: Mapping[str, Any]) -> None:
    received.append(f"poste: {_said(given)}")


@effect("coursier", parameters=["a"], optional=["lettre"])
def coursier(key: str, given: Mapping[str, Any]) -> None:
    received.append(f"coursier: {_said(given)}")


def sampled() -> Registry:
    """What the engine has by itself, and these."""
    found = default_registry().without_samples().with_service(ecoles).with_service(colleges)
    return found.with_effect(poste).with_effect(coursier)


def _said(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_words(value)}" for name, value in given.items())


def _words(value: Any) -> str:
    """A value; of a PDF, what it says."""
    if not isinstance(value, bytes):
        return str(value)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(value)).pages).split())
