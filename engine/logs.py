"""What the service tells its operator, one line an event: as JSON, or readable on a developer's screen."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from engine.problems import EngineError

# What a line may carry beside its words. Whatever else stands in a record is left out: nobody has looked at it.
CARRIED = ("case", "flow", "taken", "mail", "path")
# How far up from where it was raised a fault is followed.
MOST_FRAMES = 12


def configure(*, readable: bool = False, to: TextIO | None = None) -> logging.Handler:
    """
    Sends every line to `to` (None: standard error), whatever was set up before.

    Args:
        readable: for a developer's own screen: with the traces of faults, which may quote what was typed.
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

    Of an exception that is not ours the type and the places are told and not its words: they quote what was typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_carried(record),
        }
        fault = record.exc_info[1] if record.exc_info else None
        if fault:
            line["fault"] = _told(fault)
            line["where"] = [
                f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(fault.__traceback__)[-MOST_FRAMES:]
            ]
        return json.dumps(line)


class Readable(logging.Formatter):
    """A line for people: the hour, how grave it is, what happened, to which case."""

    def format(self, record: logging.LogRecord) -> str:
        words = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in record.getMessage())
        about = "".join(f"  {name}={value}" for name, value in _carried(record).items())
        line = f"{datetime.fromtimestamp(record.created):%H:%M:%S} {record.levelname.lower():7} {words}{about}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _carried(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(value) for name in CARRIED if (value := getattr(record, name, None)) is not None}


def _told(fault: BaseException) -> str:
    """Our own exceptions hold no value of a person; what they came from is named by its type."""
    told = f"{type(fault).__name__}: {fault}" if isinstance(fault, EngineError) else type(fault).__name__
    return f"{told} (from {type(fault.__cause__).__name__})" if fault.__cause__ else told
