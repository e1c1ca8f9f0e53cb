from pathlib import Path

from apps.documents.errors import ImportHistoryError
from apps.documents.histories.layout import Directory
from apps.documents.histories.repository import Repository
from apps.documents.histories.types import TECHNICAL_UPGRADE, History, Record, Series, SeriesName

__all__ = ["TECHNICAL_UPGRADE", "History", "Record", "Series", "SeriesName", "open_history"]


def open_history(path: Path) -> History:
    """Return the reader for a directory in the export layout, or for a git repository of a collection's versions."""
    if not path.is_dir():
        raise ImportHistoryError(f"{path} is not a directory")
    if (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir()):
        return Repository(path)
    return Directory(path)
