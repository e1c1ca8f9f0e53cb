"""A zip whose bytes depend on nothing but what is in it, written piece by piece."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import rfc8785

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
_MODE: Final = 0o644 << 16


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of a bundle. Its bytes are read when its turn comes: one file at a time is in memory."""

    path: str
    read: Callable[[], bytes]


class _Sink:
    """Collect what is written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def zipped(files: Iterable[BundleFile], manifest: dict[str, object]) -> Iterator[bytes]:
    """Yield a zip of the files and, at its end, the manifest with the digest of each. Nothing is compressed.

    Compressing would make the bytes depend on the version of a library.
    """
    sink, listed = _Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # any writer will do
        for file in files:
            data = file.read()
            listed.append({"path": file.path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
            archive.writestr(_entry(file.path), data)
            yield sink.take()
        archive.writestr(_entry("manifest.json"), rfc8785.dumps({**manifest, "files": listed}))  # type: ignore[dict-item]  # JSON by its shape
    yield sink.take()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.external_attr = _MODE
    entry.create_system = 3  # the same on every system
    return entry
