"""The version, read from the changelog: one source of truth."""

import re
from pathlib import Path

_CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
_RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", re.MULTILINE)


def read_version(changelog: Path = _CHANGELOG) -> str:
    """Return the newest release named in the changelog, or 0.0.0 where none is."""
    found = _RELEASE.search(changelog.read_text(encoding="utf-8"))
    return found.group(1) if found else "0.0.0"


VERSION = read_version()
