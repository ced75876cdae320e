"""The log: one line for each event, as JSON or readable on a developer's screen."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from engine.problems import EngineError

# The fields that a line may have besides its message. Any other of a record is left out: it may hold what was typed.
FIELDS = ("case", "flow", "taken", "mail", "call", "path")
# How many frames of a traceback are shown, from where the exception was raised.
MOST_FRAMES = 12


def configure(*, readable: bool = False, to: TextIO | None = None) -> logging.Handler:
    """
    Sends every line to `to` (None: standard error), and replaces any earlier configuration.

    Args:
        readable: for a developer's own screen: with tracebacks, which may quote what was typed.
    """
    handler = logging.StreamHandler(to)
    handler.setFormatter(Readable() if readable else JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("parcours").setLevel(logging.INFO)
    logging.captureWarnings(True)
    return handler


class JsonLines(logging.Formatter):
    """
    One object a line, in ASCII, so that no value can begin a line of its own.

    An exception that is not ours appears with its type and its places, without its message, which may quote what was
    typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        fault = record.exc_info[1] if record.exc_info else None
        if fault:
            line["fault"] = _describe(fault)
            line["where"] = [
                f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(fault.__traceback__)[-MOST_FRAMES:]
            ]
        return json.dumps(line)


class Readable(logging.Formatter):
    """A line for people: time, level, message, fields."""

    def format(self, record: logging.LogRecord) -> str:
        words = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in record.getMessage())
        about = "".join(f"  {name}={value}" for name, value in _fields(record).items())
        line = f"{datetime.fromtimestamp(record.created):%H:%M:%S} {record.levelname.lower():7} {words}{about}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _fields(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(value) for name in FIELDS if (value := getattr(record, name, None)) is not None}


def _describe(fault: BaseException) -> str:
    """Our own exceptions hold nothing that was typed; their cause is named by its type."""
    text = f"{type(fault).__name__}: {fault}" if isinstance(fault, EngineError) else type(fault).__name__
    return f"{text} (from {type(fault.__cause__).__name__})" if fault.__cause__ else text
