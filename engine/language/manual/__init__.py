"""
The manual of every problem code: what is wrong, why it matters, a mistake that gives it and the same lines put right.

`parcours check --explain CODE` prints one; docs/checks.md has them all. The text of a rule is the docstring of its
module, and its example is in `rules` or `ways`; every other code has both here, by what it is about. An example is a
change to the small procedure in `library/`, and is run by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.language.manual import delays, folders, forms, guards_and_texts, keys, lines, plugins, rules, variants, ways
from engine.language.manual.page import Manual
from engine.language.manual.samples import samples

__all__ = ["LIBRARY", "MANUALS", "Manual", "samples"]

LIBRARY = Path(__file__).parent / "library"

MANUALS: Mapping[str, Manual] = {
    manual.code: manual
    for room in (lines, keys, guards_and_texts, forms, folders, plugins, rules, ways, delays, variants)
    for manual in sorted(room.MANUALS)
}
