"""What goes wrong when the services that need no installation are found, started or stopped."""

from pathlib import Path
from typing import ClassVar

from apps.core.errors import ConductAtlasError

TAIL = 15


class EmbeddedServiceError(ConductAtlasError):
    """A private PostgreSQL or Redis cannot serve; the message says what to do and ends with the server's log."""

    code: ClassVar[str] = "embedded_service"

    def __init__(self, problem: str, advice: str, log: Path | None = None) -> None:
        super().__init__("\n".join(part for part in (problem, advice, _tail(log)) if part))


def _tail(log: Path | None) -> str:
    if log is None or not log.is_file():
        return ""

    lines = log.read_text(errors="replace").splitlines()[-TAIL:]
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])
