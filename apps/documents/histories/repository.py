"""Read the git repository of an Open Terms Archive collection: one commit a record, one file a document."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from apps.documents.errors import ImportHistoryError
from apps.documents.histories.checks import MAX_BYTES, checked_name, checked_text
from apps.documents.histories.types import (
    FIRST_RECORD,
    TECHNICAL_UPGRADE,
    UPDATE,
    Record,
    Series,
    SeriesName,
    in_order,
)

# The repository is a stranger's: nothing its configuration names is run, nothing is fetched.
_GUARDS = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "log.showSignature=false", "-c", "core.quotePath=false",
)  # fmt: skip
_LOG = (
    "log", "--reverse", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
    "--format=%x01%H %at %s",
)  # fmt: skip
# The engine's subjects, then those it used until 2022.
_KINDS = {
    "First record of": FIRST_RECORD,
    "Record new changes of": UPDATE,
    "Apply technical or declaration upgrade on": TECHNICAL_UPGRADE,
    "Start tracking": FIRST_RECORD,
    "Update": UPDATE,
    "Refilter": TECHNICAL_UPGRADE,
}
_ORIGIN = re.compile(
    r"(?:https://(?:[^@/]*@)?|(?:ssh://)?git@)(git(?:hub|lab)\.com)[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?"
)
_REGULAR = ("100644", "100755")
_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Commit:
    sha: bytes
    blob: bytes
    seconds: int
    kind: str


class Repository:
    """The commits of a collection; texts come from one `git cat-file` that lives as long as the reader."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._git = _git_program()
        self.strays: tuple[ImportHistoryError, ...] = ()
        self._web = self._web_address()
        self._commits: dict[SeriesName, list[_Commit]] = self._scan()
        self._reader: subprocess.Popen[bytes] | None = None

    @property
    def collection(self) -> str:
        return self._web.rpartition("/")[2] or self.root.name.removesuffix(".git")

    @property
    def total(self) -> int:
        return sum(len(commits) for commits in self._commits.values())

    def series(self) -> Iterator[Series]:
        for name, commits in self._commits.items():
            records = (self._record(name, commit) for commit in commits)
            yield Series(name, in_order(records))

    def read(self, record: Record) -> bytes:
        pipe_in, pipe_out = self._pipes()
        pipe_in.write(f"{record.key}\n".encode())
        pipe_in.flush()
        header = pipe_out.readline().split()
        if len(header) != 3 or header[1] != b"blob":  # noqa: PLR2004 - name, type, size
            raise ImportHistoryError(f"{record.where}: git does not have this text")
        size = int(header[2])
        data = pipe_out.read(min(size, MAX_BYTES + 1))
        left = size - len(data) + 1  # the line feed that ends the answer
        while left > 0:
            left -= len(pipe_out.read(min(_READ, left))) or left
        return checked_text(data, where=record.where)

    def close(self) -> None:
        if self._reader is not None:
            self._reader.communicate()
            self._reader = None

    def _record(self, name: SeriesName, commit: _Commit) -> Record:
        sha = commit.sha.hex()
        return Record(
            recorded_at=datetime.fromtimestamp(commit.seconds, tz=UTC),
            kind=commit.kind,
            where=f"{name.folder}/{name.terms_type}.md in commit {sha[:12]}",
            key=commit.blob.hex(),
            record_url=f"{self._web}/commit/{sha}" if self._web else "",
        )

    def _scan(self) -> dict[SeriesName, list[_Commit]]:
        commits: dict[SeriesName, list[_Commit]] = {}
        strays = []
        with subprocess.Popen(self._command(*_LOG), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as log:  # noqa: S603 - the program is git, the arguments are ours
            for path, commit in _changes(_fields(_pipe(log.stdout))):
                folder, _, file = path.partition("/")
                if not file.endswith(".md"):
                    continue
                try:
                    name = checked_name(folder, file.removesuffix(".md"), where=path)
                except ImportHistoryError as error:
                    strays.append(error)
                    continue
                commits.setdefault(name, []).append(commit)
        if log.returncode:
            raise ImportHistoryError(f"{self.root}: git log ended with {log.returncode}")
        self.strays = tuple(strays)
        return commits

    def _web_address(self) -> str:
        """Return the collection's public address, without the credentials that a remote may hold."""
        self._ask("rev-parse", "--git-dir")
        origin = self._ask("config", "--default", "", "--get", "remote.origin.url")
        match = _ORIGIN.fullmatch(origin)
        return f"https://{match[1]}/{match[2]}" if match else ""

    def _ask(self, *arguments: str) -> str:
        answer = subprocess.run(  # noqa: S603 - the program is git, the arguments are ours
            self._command(*arguments), capture_output=True, check=False, text=True
        )
        if answer.returncode:
            raise ImportHistoryError(f"{self.root}: {answer.stderr.strip()[:300]}")
        return answer.stdout.strip()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            self._reader = subprocess.Popen(  # noqa: S603 - the program is git, the arguments are ours
                self._command("cat-file", "--batch"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return _pipe(self._reader.stdin), _pipe(self._reader.stdout)

    def _command(self, *arguments: str) -> list[str]:
        return [self._git, "--no-pager", "-C", str(self.root), *_GUARDS, *arguments]


def _changes(fields: Iterator[str]) -> Iterator[tuple[str, _Commit]]:
    """Yield each file that a commit adds or rewrites, in order of commit."""
    sha, seconds, kind = "", 0, UPDATE
    for field in fields:
        if field.startswith("\x01"):
            sha, moment, subject = field[1:].split(" ", 2)
            seconds, kind = int(moment), _kind(subject)
            continue
        if field.lstrip("\n").startswith(":"):
            _, mode, _, blob, status = field.split()
            path = next(fields)
            if mode in _REGULAR and status != "D":
                yield path, _Commit(bytes.fromhex(sha), bytes.fromhex(blob), seconds, kind)


def _kind(subject: str) -> str:
    return next((kind for words, kind in _KINDS.items() if subject.startswith(words)), UPDATE)


def _fields(stream: IO[bytes]) -> Iterator[str]:
    """Split a stream at its NUL bytes."""
    rest = b""
    while block := stream.read(_READ):
        *whole, rest = (rest + block).split(b"\x00")
        for field in whole:
            yield field.decode(errors="replace")
    if rest.strip():
        yield rest.decode(errors="replace")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ImportHistoryError("git gave no pipe")
    return stream


def _git_program() -> str:
    program = shutil.which("git")
    if program is None:
        raise ImportHistoryError("a git repository is read with git, which is not installed")
    return program
