"""The fonts of documents: which characters they have, and what of a text no font can show. Pure but for its files."""

from functools import cache

from engine.fonts.families import Family, Fonts, Run, Unusable
from engine.fonts.truetype import LARGEST
from engine.shipped import shipped

__all__ = ["LARGEST", "Family", "Fonts", "Run", "Unusable", "shipped_fonts"]


@cache
def shipped_fonts() -> Fonts:
    """Those that travel with the engine."""
    return Fonts([shipped() / "templates" / "fonts"])
