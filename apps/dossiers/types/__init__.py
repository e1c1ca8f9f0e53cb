"""The shapes of a dossier: what is asked for, and what is said."""

from apps.dossiers.types.content import Content, Imprint
from apps.dossiers.types.outline import SECTIONS, Outline, Paper, Section, Template

__all__ = ["SECTIONS", "Content", "Imprint", "Outline", "Paper", "Section", "Template"]
