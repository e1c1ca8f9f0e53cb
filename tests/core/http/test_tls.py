import socket
import ssl

import pytest

from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.errors import DeadlineExceeded, TlsFailure
from tests.core.http.certificates import HOST, Certificate, make_certificate
from tests.core.http.clients import AGENT, table_resolver
from tests.core.http.servers import always, response, serving


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


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
