"""Draws a dossier: its content as pages, the pages as one PDF. The only place that knows WeasyPrint; it fetches nothing.

`pages` makes HTML by templates, `drawing` makes PDF/A-3a and PDF/UA-1 of it.
"""

from apps.dossiers.rendering.drawing import Attached, Drawn, draw
from apps.dossiers.rendering.glyphs import printable
from apps.dossiers.rendering.pages import page_of

__all__ = ["Attached", "Drawn", "draw", "page_of", "printable"]
