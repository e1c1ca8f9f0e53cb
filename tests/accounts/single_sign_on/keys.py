"""Keys and certificates of providers, made once for all tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Keys:
    """A private key, and a certificate of it that ran out long ago: keys are trusted, their wrapping is not asked."""

    private: rsa.RSAPrivateKey
    certificate: str

    @property
    def private_pem(self) -> bytes:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def make_keys(name: str, bits: int = 2048) -> Keys:
    private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2021, 1, 1, tzinfo=UTC))
        .sign(private, SHA256())
    )
    return Keys(private, certificate.public_bytes(Encoding.PEM).decode())
