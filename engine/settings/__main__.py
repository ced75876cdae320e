"""`python -m engine.settings`: writes the table of settings into docs/running.md of the current folder."""

from __future__ import annotations

from pathlib import Path

from engine.settings.table import in_document

DOCUMENT = Path("docs", "running.md")

if __name__ == "__main__":
    DOCUMENT.write_text(in_document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
