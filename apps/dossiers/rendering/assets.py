"""The files that a page may use: our fonts and styles, by name, from the folder beside this module."""

from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
STYLES: Final = Path(__file__).parent / "styles"
METADATA: Final = Path(__file__).parent / "metadata"
