"""The manual of a problem code as a person reads it, with the problem that the engine reports for its example."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, fill, indent

from engine.delivery.folder import load_folder
from engine.language.manual import LIBRARY, MANUALS, Manual, samples
from engine.problems import EngineError

MOST_LINES = 12  # shown of an example


def explain(code: str) -> str:
    """
    The manual of a code, its example and what `parcours check` says of it.

    Raises:
        EngineError: there is no such code; the message names those that are near.
    """
    code = code.strip().lower()
    if code not in MANUALS:
        near = get_close_matches(code, MANUALS, 3) or [known for known in MANUALS if code and code in known][:6]
        names = ", ".join(near) if near else "docs/checks.md lists them all"
        raise EngineError(f"no problem has the code {code!r}; {'near ones: ' if near else ''}{names}")
    manual = MANUALS[code]
    file, inset = manual.file.rstrip("/"), "    "
    parts = [
        code,
        *(paragraph if "\n" in paragraph else fill(paragraph, 100) for paragraph in manual.text.strip().split("\n\n")),
        f"Wrong, in {file}:" if manual.wrong else f"Wrong: {file} is a folder.",
        indent(shown(manual.wrong), inset),
        "What parcours check says:",
        indent(printed(manual, fixed=False), inset),
        "Right:" if manual.right else f"Right: there is no {file}.",
        indent(shown(manual.right), inset),
    ]
    return "\n\n".join(part for part in parts if part)


def shown(lines: str) -> str:
    """An example's lines without their common indent; of a long one its beginning; of bytes no text, a sign."""
    text = dedent(lines).encode("utf-8", "surrogateescape").decode("utf-8", "replace").rstrip("\n")
    text = "".join(sign if sign.isprintable() or sign in "\n\t\u00a0" else f"<U+{ord(sign):04X}>" for sign in text)
    text = text.replace("\t", "<tab>").replace("\u00a0", "<U+00A0>")
    kept = text.split("\n")
    return "\n".join(kept if len(kept) <= MOST_LINES else [*kept[:3], "…"])


def printed(manual: Manual, *, fixed: bool) -> str:
    """What `parcours check` prints of the example, with its mistake or fixed; empty where nothing is wrong."""
    with TemporaryDirectory() as folder, _inside(Path(folder)):
        shutil.copytree(LIBRARY, ".", dirs_exist_ok=True)
        _write(manual, fixed)
        return "\n\n".join(map(str, load_folder(Path(), registry=samples())[1].problems))


def _write(manual: Manual, fixed: bool) -> None:
    file = Path(manual.file)
    if manual.file.endswith("/"):
        if not fixed:
            file.mkdir()
        return
    text = lines = manual.right if fixed else manual.wrong
    if manual.instead_of != "":
        before = file.read_text(encoding="utf-8")
        replaced = manual.right if manual.instead_of is None else manual.instead_of
        if before.count(replaced) != 1:
            raise EngineError(f"the example of {manual.code} replaces lines that {file} does not have, or has twice")
        text = before.replace(replaced, lines)
    if text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """In this folder, so that problems name the files as the manual does."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
