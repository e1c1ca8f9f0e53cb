"""An OpenID provider on loopback: it keeps its codes, checks PKCE and the client's secret, and lies where a test wants it."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from jwt.algorithms import RSAAlgorithm

from tests.accounts.single_sign_on.keys import make_keys

CLIENT_ID, CLIENT_SECRET = "conduct-atlas", "s3cret & more"


@dataclass
class OpenIdProvider:
    """`claims` are put over those of the ID token, `discovery` over what is discovered; `key` and `algorithm` sign."""

    url: str = ""
    email: str = "ada@acme.example"
    subject: str = "7f3a"
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: Any = None
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def authorize(self, url: str) -> str:
        """Sign the person in as their browser comes; return where it is sent back."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        query = dict(parse_qsl(parts.query))
        assert (query["client_id"], query["response_type"]) == (CLIENT_ID, "code")
        assert query["code_challenge_method"] == "S256"
        code = f"code-{next(self._numbers)}"
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def answer(self, path: str, body: str, authorization: str) -> tuple[int, object]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, self._discovered() | self.discovery
        if path == "/keys":
            return 200, {"keys": [public_key()]}
        if path == "/userinfo":
            return (200, self.userinfo) if authorization == "Bearer access" else (401, {})
        return self._token(parse_qs(body), authorization)

    def _discovered(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
        }

    def _token(self, form: dict[str, list[str]], authorization: str) -> tuple[int, object]:
        query = self._codes.pop(form["code"][0], None)  # a code is good once
        if query is None or authorization != _basic():
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != query["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        assert form["redirect_uri"] == [query["redirect_uri"]]
        return 200, {
            "token_type": "Bearer",
            "access_token": "access",
            "id_token": self.id_token(query["nonce"]),
        }

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.email,
            "email_verified": True,
        } | self.claims
        told = {name: value for name, value in claims.items() if name not in self.without}
        key: Any = make_keys("op").private if self.key is None else self.key
        if self.algorithm == "HS256":
            return _signed_symmetrically(told, key)
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": "one"})


def public_key() -> dict[str, Any]:
    public = make_keys("op").private.public_key()
    told: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(public))
    return told | {"kid": "one", "use": "sig", "alg": "RS256"}


def _signed_symmetrically(claims: dict[str, Any], key: bytes) -> str:
    """Sign with a public key as a password, which no honest library does."""
    parts = [_packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "one"}, claims)]
    signature = hmac.digest(key, ".".join(parts).encode(), "sha256")
    return ".".join([*parts, _packed(signature)])


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _basic() -> str:
    pair = (
        urlencode({"a": CLIENT_ID}).removeprefix("a=")
        + ":"
        + urlencode({"a": CLIENT_SECRET}).removeprefix("a=")
    )
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


@contextmanager
def serving_openid() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            if self.path.startswith("/authorize?"):
                self.send_response(302)
                self.send_header("Location", provider.authorize(provider.url + self.path))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, answer = provider.answer(self.path, body, self.headers.get("Authorization", ""))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _reply  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
