"""Reads the archive into a dossier's content. Every quote is checked against the stored text that it names."""

from apps.dossiers.gathering.gather import gather
from apps.dossiers.gathering.survey import Survey, survey

__all__ = ["Survey", "gather", "survey"]
