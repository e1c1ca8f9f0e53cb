"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint), with keys as Go's `note` package writes them.

A public key is `name+id+base64(0x01 || key)`, a private one `PRIVATE+KEY+name+id+base64(0x01 || seed)`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from apps.evidence.errors import BadKeyError

_ED25519: Final = b"\x01"
_PRIVATE: Final = "PRIVATE+KEY+"
_KEY: Final = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<data>[A-Za-z0-9+/=]+)")
_VALIDITY: Final = re.compile(r"(?P<key>.+?)@(?P<since>[^/]*)(?:/(?P<until>.+))?")
_SEED: Final = 32
_ID: Final = 4
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NoteKey:
    """An Ed25519 key of the log, with the time in which it signs; without `private` it only verifies."""

    name: str
    public: bytes
    private: Ed25519PrivateKey | None = field(default=None, repr=False, compare=False)
    since: datetime = _EARLIEST
    until: datetime | None = None

    @property
    def id(self) -> bytes:
        """Return the four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID]

    @property
    def verifier(self) -> str:
        """Return the public key as it is published."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    def is_valid_at(self, moment: datetime) -> bool:
        """Tell whether the key signs at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: the root of the tree of so many entries."""

    origin: str
    size: int
    root: bytes


def make_key(name: str) -> str:
    """Return a new private key of this name."""
    private = Ed25519PrivateKey.generate()
    key = NoteKey(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    seed = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return f"{_PRIVATE}{name}+{key.id.hex()}+{base64.b64encode(_ED25519 + seed).decode()}"


def read_key(text: str) -> NoteKey:
    """Read a private or public key, with `@since` or `@since/until` (ISO 8601, UTC) behind it or not; raises BadKeyError."""
    validity = _VALIDITY.fullmatch(text.strip())
    since, until = (validity["since"], validity["until"]) if validity else ("", "")
    is_private = text.strip().startswith(_PRIVATE)
    match = _KEY.fullmatch((validity["key"] if validity else text.strip()).removeprefix(_PRIVATE))
    if match is None:
        raise BadKeyError("A key of the log is name+id+base64, perhaps with @since/until behind it.")
    data = _decoded(match["data"])
    if data[:1] != _ED25519 or len(data) != 1 + _SEED:
        raise BadKeyError(f"The key {match['name']} is not an Ed25519 key.")
    private = Ed25519PrivateKey.from_private_bytes(data[1:]) if is_private else None
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) if private else data[1:]
    key = NoteKey(match["name"], public, private, _moment(since) or _EARLIEST, _moment(until))
    if key.id.hex() != match["id"]:
        raise BadKeyError(f"The key {match['name']} does not have the id {match['id']}.")
    return key


def write_note(head: Head, key: NoteKey) -> str:
    """Return a signed checkpoint. Raises BadKeyError for a key that cannot sign."""
    if key.private is None:
        raise BadKeyError(f"The key {key.name} is a public one and signs nothing.")
    text = f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"
    signature = base64.b64encode(key.id + key.private.sign(text.encode())).decode()
    return f"{text}\n— {key.name} {signature}\n"


def read_note(note: str, keys: list[NoteKey]) -> tuple[Head, NoteKey]:
    """Return what a checkpoint says and the key that signed it; raises BadKeyError where none of these keys did."""
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not blank or len(lines) < 4 or not lines[1].isdigit():  # noqa: PLR2004 - origin, size, root, and the end
        raise BadKeyError("This is not a checkpoint.")
    for key in keys:
        for line in signatures.splitlines():
            dash, _, signed = line.partition(" ")
            name, _, encoded = signed.rpartition(" ")
            data = _decoded(encoded)
            if dash == "—" and name == key.name and data[:_ID] == key.id and _signed(key, text, data[_ID:]):
                return Head(lines[0], int(lines[1]), _decoded(lines[2])), key
    raise BadKeyError("No known key signed this checkpoint.")


def _signed(key: NoteKey, text: str, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadKeyError("This is not base64.") from error


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadKeyError(f"{text!r} is no date.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
