"""One parse of an address: what is checked is what is dialled.

Parsers that disagree are how guards are passed (a backslash, a tab, a userinfo part), so spellings on which browsers
and libraries differ are refused rather than repaired.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from apps.core.http.addresses import parse_address
from apps.core.http.errors import ForbiddenUrl

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 8_192

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\Z")
# The last label decides, as in the URL standard: 0, 0x7f.1 and 2130706433 are IPv4 addresses to a browser.
_NUMERIC = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\Z")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]{}|^`"


@dataclass(frozen=True, slots=True)
class Target:
    """Hold an address taken apart: `host` in ASCII without brackets or final dot, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return the host, bracketed if it must be, with the port unless it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the whole address, without fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_url(text: str, *, base: Target | None = None) -> Target:
    """Take an absolute address apart, or a redirect's location relative to `base`.

    Raises `ForbiddenUrl` for anything but a plainly spelled http or https address.
    """
    text = text.strip(" ")
    if len(text) > MAX_LENGTH:
        raise ForbiddenUrl(f"The address is longer than {MAX_LENGTH} characters")
    if _CONTROL.search(text) or "\\" in text:
        raise ForbiddenUrl("The address contains a control character or a backslash", url=_printable(text))

    try:
        parts = urlsplit(urljoin(base.url, text) if base else text)
        port = parts.port
    except ValueError as error:
        raise ForbiddenUrl(f"The address is malformed: {error}", url=_printable(text)) from error

    if parts.scheme not in DEFAULT_PORTS:
        raise ForbiddenUrl(
            f"The scheme {parts.scheme or '(none)'} is not http or https", url=_printable(text)
        )
    if "@" in parts.netloc:
        raise ForbiddenUrl("The address carries a user name", url=_printable(text))
    return Target(
        scheme=parts.scheme,
        host=_canonical_host(parts.hostname or ""),
        port=DEFAULT_PORTS[parts.scheme] if port is None else port,
        path=_request_target(parts),
    )


def _request_target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    if not path.startswith("/"):
        raise ForbiddenUrl("The path does not begin with a slash")
    return f"{path}?{quote(parts.query, safe=_QUERY_SAFE)}" if parts.query else path


def _canonical_host(host: str) -> str:
    if ":" in host:
        return _canonical_ipv6(host)

    name = _ascii(host).removesuffix(".").lower()
    if _NUMERIC.match(name) and parse_address(name) is None:
        raise ForbiddenUrl(f"{host} is an unusual spelling of a numeric address")
    if not _HOST.match(name):
        raise ForbiddenUrl(f"{host or '(nothing)'} is not a host name")
    return name


def _canonical_ipv6(host: str) -> str:
    address = parse_address(host)
    if address is None or "%" in host:
        raise ForbiddenUrl(f"{host} is not an address the public Internet knows")
    return str(address)


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        # Full-width digits and ideographic full stops become plain ones here, before anything is judged.
        mapped = idna.uts46_remap(host, std3_rules=True)
        return mapped if mapped.isascii() else idna.encode(mapped).decode("ascii")
    except idna.IDNAError as error:
        raise ForbiddenUrl(f"{host} is not an internationalised host name: {error}") from error


def _printable(text: str) -> str:
    return text[:200].encode("unicode_escape").decode("ascii")
