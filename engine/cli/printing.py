"""What a command prints, wherever that goes: a terminal without accents, a pipe that is closed early, a file."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from engine.problems import EngineError, printable

# As a shell reports programs that were ended so: 128 and the signal's number.
_OF_OUTPUT = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF)
PIPE_CLOSED = 141
INTERRUPTED = 130


def run_printing(run: Callable[[], int]) -> int:
    """
    The exit code of a command: its own, or why it could not go on, which is printed.

    Characters that the terminal does not know are printed as escapes.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # None where it is closed
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where it can still be said that it failed
        return code
    except EngineError as fault:
        return _failed(str(fault))
    except BrokenPipeError:
        _print_no_more()
        return PIPE_CLOSED
    except OSError as fault:
        if fault.errno not in _OF_OUTPUT:
            raise
        _print_no_more()
        return _failed(f"the output cannot be written: {fault.strerror or fault}")
    except KeyboardInterrupt:
        return INTERRUPTED


def print_json(value: Any) -> None:
    """Prints a value as JSON; what a terminal does not know or would obey is escaped, as JSON does."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if text.encode(encoding, "ignore").decode(encoding) != text:
        text = json.dumps(value, indent=2)
    print("".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text))


def _failed(why: str) -> int:
    print(f"parcours: {printable(why)}", file=sys.stderr)
    return 1


def _print_no_more() -> None:
    """What is still in the stream's memory would be written, and fail again, when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
