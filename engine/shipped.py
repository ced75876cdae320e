"""Where the flows, forms and templates that travel with the engine lie: beside it, or inside a wheel."""

from __future__ import annotations

from pathlib import Path


def shipped() -> Path:
    """The folder that holds `flows/`, `forms/` and `templates/`."""
    here = Path(__file__).parent
    inside = here / "_shipped"
    return inside if inside.is_dir() else here.parent
