"""The content-addressed blob store: bytes in, SHA-256 out; the same bytes are kept once and checked at every read.

Blobs are compressed with zstd and laid out as `ab/cd/<sha256>.zst`, on disk or in an S3-compatible store, through Django's
storage named "blobs".
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from apps.core.errors import ConductAtlasError

_LEVEL = 6  # 31 stored pages for each version: ratio matters more than the last millisecond
_MAX_BYTES = 512 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobError(ConductAtlasError):
    """A stored blob cannot be given back as it was received."""

    code = "blob_error"

    def __init__(self, sha256: str, problem: str) -> None:
        super().__init__(f"blob {sha256} {problem}")
        self.sha256 = sha256


class BlobMissingError(BlobError):
    code = "blob_missing"


class BlobCorruptError(BlobError):
    code = "blob_corrupt"


def sha256_of(data: bytes) -> str:
    """Return the lower-case hexadecimal SHA-256 of the bytes (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class BlobStore:
    storage: Storage

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their digest; keeping them again writes nothing."""
        sha256 = sha256_of(data)
        name = _name(sha256)
        if not self.storage.exists(name):
            self.storage.save(name, ContentFile(zstandard.ZstdCompressor(level=_LEVEL).compress(data)))
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of a digest, verified.

        Raises BlobMissingError when there are none, BlobCorruptError when what is stored no longer hashes to its name.
        """
        try:
            with self.storage.open(_name(sha256), "rb") as file:
                stored = file.read()
        except FileNotFoundError as error:
            raise BlobMissingError(sha256, "is not in the store") from error
        try:
            data = zstandard.ZstdDecompressor().decompress(stored, max_output_size=_MAX_BYTES)
        except zstandard.ZstdError as error:
            raise BlobCorruptError(sha256, "cannot be decompressed") from error
        if sha256_of(data) != sha256:
            raise BlobCorruptError(sha256, "does not hash to its name")
        return data

    def has(self, sha256: str) -> bool:
        """Say whether the digest is stored, without reading it."""
        return self.storage.exists(_name(sha256))

    def digests(self) -> Iterator[str]:
        """Yield every stored digest, in no order."""
        yield from self._walk("")

    def _walk(self, folder: str) -> Iterator[str]:
        folders, files = self.storage.listdir(folder)
        for name in files:
            digest = name.removesuffix(".zst")
            if _SHA256.fullmatch(digest):
                yield digest
        for name in folders:
            yield from self._walk(f"{folder}/{name}" if folder else name)


def blob_store() -> BlobStore:
    """Return the store that the settings describe."""
    return BlobStore(storages["blobs"])


def _name(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise BlobMissingError(sha256, "is not a SHA-256")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"
