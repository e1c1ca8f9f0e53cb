import hashlib
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.errors import DeadlineExceeded, TlsFailure
from tests.core.http.conftest import AGENT, table_resolver
from tests.core.http.servers import always, response, serving

HOST = "terms.test"


@dataclass(frozen=True)
class Certificate:
    pem: Path
    sha256: str

    def wrap(self, connection: socket.socket) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)
        return context.wrap_socket(connection, server_side=True)

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.pem)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "terms.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    der = made.public_bytes(serialization.Encoding.DER)
    return Certificate(pem, hashlib.sha256(der).hexdigest())


def client_for(
    port: int, context: ssl.SSLContext | None = None, limits: Limits | None = None
) -> GuardedClient:
    names = {HOST: ("127.0.0.1",), "wrong.test": ("127.0.0.1",)}
    guard = Guard(allow=frozenset({("127.0.0.1", port)}), resolver=table_resolver(names))
    return GuardedClient(guard=guard, limits=limits, user_agent=AGENT, ssl_context=context)


def test_secured_answer_tells_how_it_was_secured(certificate: Certificate) -> None:
    with serving(always(response(b"terms")), certificate.wrap) as site:
        result = client_for(site.port, certificate.trusted()).get(f"https://{HOST}:{site.port}/")

    assert result.body == b"terms"
    assert result.tls is not None
    assert result.tls.protocol == "TLSv1.3"
    assert result.tls.certificate_sha256 == certificate.sha256


@pytest.mark.parametrize("host", [HOST, "wrong.test", "127.0.0.1"])
def test_unknown_issuer_or_wrong_name_is_a_tls_failure(certificate: Certificate, host: str) -> None:
    context = None if host == HOST else certificate.trusted()

    with serving(always(response(b"terms")), certificate.wrap) as site, pytest.raises(TlsFailure) as caught:
        client_for(site.port, context).get(f"https://{host}:{site.port}/")

    assert caught.value.code == "tls_failure"
    assert caught.value.retryable is False
    assert site.requests == []


def silent(connection: socket.socket) -> socket.socket:
    connection.recv(65_536)
    connection.recv(65_536)
    return connection


def test_silent_handshake_ends_at_the_read_gap(certificate: Certificate) -> None:
    with serving(always(b""), silent) as site, pytest.raises(DeadlineExceeded, match="handshake"):
        client_for(site.port, certificate.trusted(), Limits(read_gap=0.3)).get(f"https://{HOST}:{site.port}/")
