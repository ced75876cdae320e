"""The one Jinja environment of pages, mails and PDFs: layout only, every value escaped."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2 import Environment as Environment
from jinja2.loaders import split_template_path

from engine import files

LARGEST = 2 << 20  # bytes of one file
_GLOBALS = ("namespace", "range")


def environment(folders: Sequence[Path], *, watched: bool = False) -> Environment:
    """
    Templates by name ("page/...", "mail/...", "pdf/..."), looked up in the folders in order: a site's own first.

    Every value is escaped, whatever the file is called; a name without a value is an error, never a blank.

    Args:
        watched: a file that was edited is read again, for developer mode.
    """
    made = Environment(
        loader=_Loader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=watched,
    )
    made.globals = {name: made.globals[name] for name in _GLOBALS}
    return made


class _Loader(BaseLoader):
    """Jinja's own loader of files would follow a link wherever it leads."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        parts = split_template_path(template)  # refuses what leads up
        for folder in self._folders:
            path = folder.joinpath(*parts)
            if os.path.isfile(path):
                source = files.read(path, folder.parent, LARGEST).decode("utf-8")
                return source, str(path), partial(_unchanged, path, _changed_at(path))
        raise TemplateNotFound(template)


def _unchanged(path: Path, at: float | None) -> bool:
    return _changed_at(path) == at


def _changed_at(path: Path) -> float | None:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None
