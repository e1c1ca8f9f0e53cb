"""The log's own name and keys, as the settings have them."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from apps.evidence.errors import NoKeyError
from apps.evidence.notes import NoteKey, read_key


def origin() -> str:
    """Return the name under which the log signs: its public address without the scheme."""
    return str(settings.EVIDENCE.origin)


def log_keys() -> list[NoteKey]:
    """Return every key of the log, those that signed before included; raises BadKeyError."""
    return [read_key(text) for text in (*settings.EVIDENCE.keys, *_local_keys())]


def signing_key(now: datetime) -> NoteKey:
    """Return the newest key that signs today; raises NoKeyError."""
    able = [key for key in log_keys() if key.private is not None and key.is_valid_at(now)]
    if not able:
        raise NoKeyError(
            "No key of the log is valid today: set EVIDENCE_KEYS, or run make_evidence_key here."
        )
    return max(able, key=lambda key: key.since)


def _local_keys() -> list[str]:
    """Return the keys that `make_evidence_key` wrote; none in production, where the environment alone counts."""
    path = local_keys_file()
    if path is None or settings.EVIDENCE.keys or not path.exists():
        return []
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def local_keys_file() -> Path | None:
    """Return where the keys of this machine are kept; None in production."""
    folder: Path | None = settings.EVIDENCE_LOCAL_DIR
    return folder / "keys.txt" if folder else None
