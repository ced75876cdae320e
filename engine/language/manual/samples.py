"""What the manual's examples name of plug-ins: a service and an effect that nobody has to install to read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.registry import Registry, default_registry, effect, service


@service("companies", values=["known", "struck_off"])
def companies(number: str) -> str:
    """Whether a company is in the register of commerce."""
    return "known" if number else "struck_off"


@effect("post", parameters=["to"], optional=["letter", "code"])
def post(key: str, given: Mapping[str, Any]) -> None:
    """Sends a letter."""


def samples() -> Registry:
    """What is installed but samples, with the examples' own."""
    found = default_registry().without_samples()
    found = found if companies.name in found.services else found.with_service(companies)
    return found if post.name in found.effects else found.with_effect(post)
