"""A PDF by xhtml2pdf called straight, in this process: its fonts embedded, no limit of anything."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import pisa
from xhtml2pdf.default import DEFAULT_FONT

from engine.shipped import shipped

FONTS = shipped() / "templates" / "fonts"
FACES = {(0, 0): "DejaVuSans", (1, 0): "DejaVuSans-Bold", (0, 1): "DejaVuSans-Oblique"}

for (bold, italic), face in FACES.items():
    pdfmetrics.registerFont(TTFont(face, str(FONTS / f"{face}.ttf")))
    addMapping("DejaVuSans", bold, italic, face)
DEFAULT_FONT["dejavu sans"] = "DejaVuSans"


def make(html: str) -> bytes:
    out = BytesIO()
    pisa.CreatePDF(html, out, encoding="utf-8")
    return out.getvalue()
