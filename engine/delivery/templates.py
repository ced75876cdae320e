"""The one Jinja environment of pages, mails and PDFs: layout only, every value escaped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment as Environment
from jinja2 import FileSystemLoader, StrictUndefined

_GLOBALS = ("namespace", "range")


def environment(folders: Sequence[Path], *, watched: bool = False) -> Environment:
    """
    Templates by name ("page/...", "mail/...", "pdf/..."), looked up in the folders in order: a site's own first.

    Every value is escaped, whatever the file is called; a name without a value is an error, never a blank.

    Args:
        watched: a file that was edited is read again, for developer mode.
    """
    made = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=watched,
    )
    made.globals = {name: made.globals[name] for name in _GLOBALS}
    return made
