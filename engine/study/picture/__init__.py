"""The picture of a flow: laid out, and written as SVG or Mermaid. Pure."""

from engine.study.picture.drawing import Arrow, Box, Drawing, draw
from engine.study.picture.mermaid import mermaid
from engine.study.picture.svg import svg

__all__ = ["Arrow", "Box", "Drawing", "draw", "mermaid", "svg"]
