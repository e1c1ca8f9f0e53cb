#!/usr/bin/env python3
"""Verify a bundle of evidence, offline: python3 verify.py BUNDLE.zip (or its unpacked folder) [--key LOG_KEY] [--roots PEM].

Needs Python 3.9 and the package `cryptography`, nothing else. Prints what was checked, and names whatever is wrong.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID

UTC = timezone.utc
CLOCKS_APART = timedelta(minutes=5)
HASHES: Any = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
}
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
TST_INFO = "1.2.840.113549.1.9.16.1.4"


class Fault(Exception):
    """Something is not as it was sealed; `name` says what kind of thing."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")


class Bundle:
    """The files of a bundle, in a zip or a folder."""

    def __init__(self, path: Path) -> None:
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        self._folder = path

    def names(self) -> List[str]:
        if self._zip:
            return self._zip.namelist()
        return [
            str(one.relative_to(self._folder)) for one in sorted(self._folder.rglob("*")) if one.is_file()
        ]

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(name) if self._zip else (self._folder / name).read_bytes()
        except (KeyError, FileNotFoundError):
            raise Fault("missing_file", name) from None
        except zipfile.BadZipFile as error:
            raise Fault("altered_file", f"{name}: {error}") from None


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_files(bundle: Bundle, manifest: Any) -> str:
    """Every file that is listed is there, unchanged, and no other."""
    for entry in manifest["files"]:
        data = bundle.read(entry["path"])
        if len(data) != entry["size"] or sha256(data) != entry["sha256"]:
            raise Fault("altered_file", entry["path"])
    unlisted = set(bundle.names()) - {entry["path"] for entry in manifest["files"]} - {"manifest.json"}
    if unlisted:
        raise Fault("unlisted_file", ", ".join(sorted(unlisted)))
    return f"{len(manifest['files'])} files have the digests of the manifest"


def check_facts(bundle: Bundle, manifest: Any) -> str:
    """What the leaves say of files by digest is true of the files."""
    checked = 0
    for record in manifest["records"]:
        facts = json.loads(bundle.read(record["leaf"]))["facts"]
        for name, path in record["files"].items():
            checked += 1
            if facts.get(name) != sha256(bundle.read(path)):
                raise Fault("mismatched_fact", f"{record['leaf']} says another {name} than {path} has")
    return f"{checked} digests in leaves are those of files"


def root_of(index: int, size: int, leaf: bytes, proof: List[bytes]) -> Optional[bytes]:
    """Return the root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    here, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            root = hashlib.sha256(b"\x01" + sibling + root).digest()
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\x01" + root + sibling).digest()
        here, last = here >> 1, last >> 1
    return root if last == 0 else None


def read_checkpoint(bundle: Bundle) -> Tuple[str, int, bytes, bytes, List[str]]:
    note = bundle.read("ledger/checkpoint.txt").decode()
    text, blank, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not blank or len(lines) < 3 or not lines[1].isdigit():
        raise Fault("rewritten_checkpoint", "ledger/checkpoint.txt is no checkpoint")
    return (
        lines[0],
        int(lines[1]),
        base64.b64decode(lines[2]),
        (text + "\n").encode(),
        signatures.splitlines(),
    )


def check_leaves(bundle: Bundle, manifest: Any) -> str:
    """Every leaf is in the log whose head the checkpoint is."""
    _, size, root, _, _ = read_checkpoint(bundle)
    for record in manifest["records"]:
        leaf = hashlib.sha256(b"\x00" + bundle.read(record["leaf"])).digest()
        if leaf.hex() != record["leaf_hash"]:
            raise Fault("altered_leaf", record["leaf"])
        proof = [bytes.fromhex(one) for one in record["proof"]]
        if not 0 <= record["index"] < size or root_of(record["index"], size, leaf, proof) != root:
            raise Fault(
                "broken_proof", f"{record['leaf']} is not entry {record['index']} of the log of {size}"
            )
    return f"{len(manifest['records'])} leaves are in the log of {size} entries"


def check_signature(bundle: Bundle, trusted: Optional[str]) -> str:
    """The checkpoint is signed by the log's key."""
    origin, size, _, text, signatures = read_checkpoint(bundle)
    key = trusted or bundle.read("ledger/key.txt").decode().strip()
    name, key_id, data = key.split("+", 2)
    public = base64.b64decode(data)[1:]
    if hashlib.sha256(name.encode() + b"\n\x01" + public).hexdigest()[:8] != key_id:
        raise Fault("unknown_key", f"{key} is not a key as signed-note writes it")
    for line in signatures:
        parts = line.split(" ")
        signed = base64.b64decode(parts[-1])
        if parts[:2] == ["—", name] and signed[:4].hex() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], text)
            except InvalidSignature:
                raise Fault("rewritten_checkpoint", "the signature is not of what it says") from None
            told = "" if trusted else "; compare the key with the one that the log publishes"
            return f"the checkpoint of {origin} at {size} is signed by {key}{told}"
    raise Fault("unknown_key", f"{key} did not sign the checkpoint")


class Der:
    """One element of DER: its tag, its content, and its bytes as they stand."""

    def __init__(self, data: bytes, start: int = 0) -> None:
        length, at = data[start + 1], start + 2
        if length & 0x80:
            more = length & 0x7F
            length, at = int.from_bytes(data[at : at + more], "big"), at + more
        self.tag, self.content, self.end = data[start], data[at : at + length], at + length
        self.raw = data[start : self.end]
        if len(self.content) != length:
            raise ValueError("cut short")

    def children(self) -> List[Der]:
        found, at = [], 0
        while at < len(self.content):
            found.append(Der(self.content, at))
            at = found[-1].end
        return found

    def oid(self) -> str:
        numbers, value = [], 0
        for byte in self.content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


class Token:
    """What matters of a TimeStampResp (RFC 3161)."""

    def __init__(self, data: bytes) -> None:
        status, content = Der(data).children()[:2]
        if int.from_bytes(status.children()[0].content, "big") > 1:
            raise ValueError("not granted")
        parts = content.children()[1].children()[0].children()
        encapsulated = parts[2].children()
        if encapsulated[0].oid() != TST_INFO:
            raise ValueError("no time-stamp")
        self.info = encapsulated[1].children()[0].content
        self.certificates = [
            x509.load_der_x509_certificate(one.raw) for one in parts[3].children() if parts[3].tag == 0xA0
        ]
        signer = parts[-1].children()[0].children()
        self.issuer, self.serial = signer[1].children()[0].raw, signer[1].children()[1].content
        self.digest = HASHES[signer[2].children()[0].oid()]()
        self.attributes, self.signature = signer[3], signer[5].content
        info = Der(self.info).children()
        algorithm, imprint = info[2].children()
        self.imprint_hash, self.imprint = HASHES[algorithm.children()[0].oid()]().name, imprint.content
        said = info[4].content.decode().rstrip("Z").partition(".")[0]
        self.time = datetime.strptime(said, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    def signer(self) -> x509.Certificate:
        for one in self.certificates:
            if (
                one.serial_number == int.from_bytes(self.serial, "big")
                and one.issuer.public_bytes() == self.issuer
            ):
                return one
        raise ValueError("the signer's certificate is not in it")

    def check_signature(self) -> None:
        """The attributes are signed, and hold the digest of the time."""
        held = [
            one.children()[1].children()[0].content
            for one in self.attributes.children()
            if one.children()[0].oid() == MESSAGE_DIGEST
        ]
        if held != [hashlib.new(self.digest.name, self.info).digest()]:
            raise ValueError("the time is not what was signed")
        signed, key = b"\x31" + self.attributes.raw[1:], self.signer().public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(self.signature, signed, padding.PKCS1v15(), self.digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(self.signature, signed, ec.ECDSA(self.digest))
        else:
            raise ValueError("signed in a way that is not known here")

    def check_chain(self, roots: List[x509.Certificate]) -> None:
        """The signer stamps times, and somebody whom a root vouches for says so."""
        usage = self.signer().extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
            raise ValueError("the signer is no timestamp authority")
        here = self.signer()
        for _ in range(8):
            start, end = here.not_valid_before_utc, here.not_valid_after_utc
            if not start <= self.time <= end:
                raise ValueError("a certificate was not valid then")
            if here in roots:
                return
            here = next(one for one in [*roots, *self.certificates] if one != here and _issued(one, here))
        raise ValueError("the certificates lead to no root")


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def check_timestamps(bundle: Bundle, manifest: Any, roots_file: Optional[str]) -> Iterator[str]:
    """Every timestamp is of the checkpoint, by its authority, and not older than what it stamps."""
    pem = Path(roots_file).read_bytes() if roots_file else None
    newest = max(
        (newest_time(json.loads(bundle.read(one["leaf"]))) for one in manifest["records"]), default=None
    )
    for row in manifest["timestamps"]:
        if not row["file"]:
            yield f"no timestamp of {row['authority']}: {row['state']} when the bundle was made"
            continue
        roots = x509.load_pem_x509_certificates(pem or bundle.read("timestamps/roots.pem"))
        try:
            token = Token(bundle.read(row["file"]))
            note = bundle.read("ledger/checkpoint.txt")
            if hashlib.new(token.imprint_hash, note).digest() != token.imprint:
                raise ValueError("it is not of this checkpoint")
            token.check_signature()
            token.check_chain(roots)
        except (
            ValueError,
            KeyError,
            IndexError,
            StopIteration,
            InvalidSignature,
            x509.ExtensionNotFound,
        ) as error:
            raise Fault("broken_timestamp", f"{row['file']}: {str(error) or type(error).__name__}") from None
        if newest and token.time < newest - CLOCKS_APART:
            raise Fault("backdated_timestamp", f"{row['file']} is of {token.time}, older than what it stamps")
        yield f"{row['authority']} stamped the checkpoint at {token.time:%Y-%m-%d %H:%M:%S} UTC"


def newest_time(leaf: Any) -> datetime:
    """Return the latest moment that a leaf tells of."""
    times = [value for key, value in leaf["facts"].items() if key.endswith("_at") and key != "first_seen_at"]
    read = [datetime.strptime(one, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC) for one in times]
    return max(read, default=datetime(1970, 1, 1, tzinfo=UTC))


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence, offline.")
    parser.add_argument("bundle", nargs="?", default=".", help="the zip, or the folder it was unpacked into")
    parser.add_argument(
        "--key", help="the log's public key, from a source you trust; else the one in the bundle"
    )
    parser.add_argument(
        "--roots", help="PEM file of timestamp roots that you trust; else those in the bundle"
    )
    asked = parser.parse_args()
    try:
        bundle = Bundle(Path(asked.bundle))
        manifest = json.loads(bundle.read("manifest.json"))
        for line in (
            check_files(bundle, manifest),
            check_facts(bundle, manifest),
            check_leaves(bundle, manifest),
            check_signature(bundle, asked.key),
            *check_timestamps(bundle, manifest, asked.roots),
        ):
            sys.stdout.write(f"ok    {line}\n")
    except Fault as fault:
        sys.stdout.write(f"WRONG {fault}\n")
        return 1
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"WRONG unreadable_bundle: {error}\n")
        return 1
    sys.stdout.write(f"The bundle of {manifest['subject']} holds.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
