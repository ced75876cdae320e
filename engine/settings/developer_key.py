"""Developer mode's own secret key, in a file."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from engine.problems import EngineError


def developer_key(folder: Path) -> str:
    """
    The key in `folder`; made once, so that codes outlive a restart.

    Raises:
        EngineError: it cannot be written or read.
    """
    path = folder / "secret.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Written in full, then named: nobody reads half a key, and of two that start at once one names its own.
            with NamedTemporaryFile("w", dir=folder, encoding="ascii") as file, suppress(FileExistsError):
                file.write(secrets.token_hex(32))
                file.flush()
                os.link(file.name, path)
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise EngineError(f"developer mode's key {path} cannot be kept: {fault.strerror}") from fault
