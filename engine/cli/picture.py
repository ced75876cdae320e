"""`parcours picture`: draws a flow, as SVG or Mermaid."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from engine import files
from engine.cli.check import report
from engine.language.load import load_flow
from engine.language.model import Flow
from engine.problems import EngineError, one_line
from engine.shipped import shipped
from engine.study.picture import draw, mermaid, svg


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "picture",
        help="draw a flow: its states, and what leads from one to another",
        description="Draws a flow as one SVG file that any browser opens: each state a box, each transition an arrow "
        "with its button and its condition. Exit code: 0 done, 1 the flow has problems, which are printed.",
    )
    parser.add_argument("flow", metavar="FLOW", help="a flow's name, or the path of its file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write into this file, instead of printing")
    parser.add_argument("--mermaid", action="store_true", help="as Mermaid's stateDiagram-v2, instead of SVG")
    parser.add_argument("--language", metavar="CODE", help="in this language of the flow, instead of its first")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Returns 0 where the flow is drawn, 1 where it has problems."""
    flow, problems = load_flow(_path_of(arguments.flow, arguments.folder))
    if flow is None:
        report(problems)
        return 1
    drawing = draw(_spoken(flow, arguments.language))
    _write(mermaid(drawing) if arguments.mermaid else svg(drawing), arguments.out)
    return 0


def _path_of(flow: str, folder: Path | None) -> Path:
    """
    The file of a flow, given as such or by its name.

    Raises:
        EngineError: there is no such folder, or it has no flow of this name.
    """
    if flow.endswith((".yaml", ".yml")) or os.sep in flow:
        return Path(flow)
    if folder is not None and not folder.is_dir():
        raise EngineError(f"--folder {one_line(str(folder))}: there is no such folder")
    flows = (folder or (Path() if os.path.lexists("flows") else shipped())) / "flows"
    path = flows / f"{flow}.yaml"
    if not os.path.lexists(path):
        names = ", ".join(sorted(one.stem for one in flows.glob("*.yaml") if one.stem != "site"))
        raise EngineError(f"no flow {flow!r} in {files.shown(flows)}; it has: {names or 'none'}")
    return path


def _spoken(flow: Flow, language: str | None) -> Flow:
    if language is not None and language not in (flow.languages or (flow.language,)):
        raise EngineError(f"no language {language!r}; the flow has: {', '.join(flow.languages or (flow.language,))}")
    return flow.spoken(language) if language else flow


def _write(text: str, out: Path | None) -> None:
    """
    Raises:
        EngineError: the file cannot be written.
    """
    if out is None:
        if hasattr(sys.stdout, "reconfigure"):  # whatever the terminal's encoding is
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise EngineError(f"{one_line(str(out))} cannot be written: {fault.strerror or fault}") from None
