"""The order a browser process is given and the report it leaves, as files in a directory of its own.

Files rather than a pipe: a process that is killed leaves what it had written, and nothing of ours is ever unpickled from it.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

ORDER, REPORT, DOM, RAW = "order.json", "report.json", "dom.html", "raw.bin"


@dataclass(frozen=True, slots=True)
class Order:
    """Say what to render and how, and which process waits for it. Times in seconds, sizes in bytes."""

    url: str
    proxy: str
    executable: str
    user_agent: str
    locale: str
    referer: str | None
    seconds: float
    max_bytes: int
    has_sandbox: bool
    parent: int

    def write(self, directory: Path) -> None:
        """Leave the order for the browser process."""
        (directory / ORDER).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> "Order":
        """Take the order that was left."""
        return cls(**json.loads((directory / ORDER).read_text(encoding="utf-8")))


class Step(TypedDict):
    """One address the main frame left for another."""

    url: str
    status: int
    location: str


class Report(TypedDict):
    """What the browser process found; the documents themselves are in files beside it.

    `failed_url` is set where the main frame ended without an answer, with the browser's reason; `too_large` where the
    document outgrew the cap.
    """

    version: str
    status: int
    headers: list[tuple[str, str]]
    url: str
    steps: list[Step]
    is_rendered: bool
    too_large: bool
    failed_url: str
    failed_reason: str
    certificate_sha256: str


def write_report(directory: Path, report: Report) -> None:
    """Leave the report for the process that waits, whole or not at all."""
    draft = directory / f"{REPORT}.draft"
    draft.write_text(json.dumps(report), encoding="utf-8")
    draft.rename(directory / REPORT)


def read_report(directory: Path) -> Report | None:
    """Return the report, or nothing where the browser process left none."""
    try:
        text = (directory / REPORT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    report: Report = json.loads(text)
    return report
