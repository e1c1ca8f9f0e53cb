"""The key that dossiers are signed with, as the settings name it; and one to develop with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

_HOLDS_FOR = timedelta(days=825)


@dataclass(frozen=True, slots=True)
class Signer:
    """A PKCS#12 file and its password, and the authority that says when; none: no timestamp."""

    key_file: Path
    password: str
    timestamp_url: str = ""


def signer_of() -> Signer | None:
    """Return the key of this installation; None where it has none."""
    if not settings.DOSSIER_KEY_FILE:
        return None
    return Signer(
        Path(settings.DOSSIER_KEY_FILE), settings.DOSSIER_KEY_PASSWORD, settings.DOSSIER_TIMESTAMP_URL
    )


def development_key(password: str, *, name: str, now: datetime) -> bytes:
    """Return a PKCS#12 file with a new key and a certificate that it signed itself: nobody trusts it but who is told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _HOLDS_FOR)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    sealed = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, sealed)
