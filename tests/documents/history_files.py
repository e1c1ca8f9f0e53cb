"""Small recorded histories on disk, written for the tests."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COMMIT = "https://github.com/OpenTermsArchive/genai-contrib-versions/commit/"
TERMS = "Terms of Service"
_GIT = shutil.which("git") or "git"


def text(clause: str) -> str:
    """Return a short agreement in which one clause is the caller's."""
    return (
        "Terms of Service\n================\n\nThese terms are the agreement between you and us for the use of the service.\n\n"
        f"{clause}\n\nYou may stop using the service at any time, and we will delete your account.\n"
    )


def row(
    date: str, body: str | bytes, *, service: str = "Acme", terms_type: str = TERMS, **fields: Any
) -> dict[str, Any]:
    """Return an index line whose file holds the body."""
    data = body.encode() if isinstance(body, str) else body
    stem = date.replace(":", "-")
    return {
        "service": service,
        "terms_type": terms_type,
        "date": date,
        "path": f"{service}/{terms_type}/{stem}.md",
        "sha256": hashlib.sha256(data).hexdigest(),
        "record_kind": "update",
        "source_urls": ["https://acme.example/terms"],
        "commit_url": COMMIT + "5" * 40,
        "body": data,
    } | fields


def write_history(root: Path, rows: Iterable[dict[str, Any]], *, index: bool = True) -> Path:
    """Write the files of the rows and, unless told otherwise, their index."""
    root.mkdir(parents=True, exist_ok=True)
    lines = []
    for entry in rows:
        facts = dict(entry)
        body = facts.pop("body")
        file = root / facts["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        lines.append(json.dumps(facts, ensure_ascii=False))
    if index:
        (root / "index.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return root


def git(root: Path, *arguments: str, date: str = "2024-01-01T00:00:00Z") -> None:
    """Run git with an identity and dates of its own, whatever the machine's configuration says."""
    subprocess.run(  # noqa: S603 - the program is git, the arguments are the tests'
        [_GIT, "-C", str(root), *arguments],
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "HOME": str(root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Bot",
            "GIT_AUTHOR_EMAIL": "bot@acme.example",
            "GIT_COMMITTER_NAME": "Bot",
            "GIT_COMMITTER_EMAIL": "bot@acme.example",
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_DATE": date,
        },
    )


def commit(root: Path, path: str, body: str, subject: str, *, date: str) -> None:
    """Record a text as the engine does: one file, one commit."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(body, encoding="utf-8")
    git(root, "add", "--", path)
    git(root, "commit", "-m", subject, date=date)
