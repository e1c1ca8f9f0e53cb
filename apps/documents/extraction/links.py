"""Link targets as they are printed: absolute, and without what marketing appended."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = frozenset(
    [
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "fbclid",
        "msclkid",
        "twclid",
        "ttclid",
        "li_fat_id",
        "igshid",
        "yclid",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "hsctatracking",
        "vero_id",
        "oly_anon_id",
        "oly_enc_id",
        "s_cid",
        "ref_src",
        "ref_url",
        "_branch_match_id",
        "sessionid",
        "session_id",
        "phpsessid",
        "jsessionid",
        "sid",
        "cid_session",
        "trk",
        "trkcampaign",
    ]
)
_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "__hs")
# An address that nothing need be done to.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w.~%+=-]*)*", re.ASCII)
_PLAIN_QUERY = re.compile(r"[\w.~%+=&/:,;@-]+", re.ASCII)
_PLAIN_PATH = re.compile(r"(?:/[\w%+=-][\w.~%+=-]*)+/?", re.ASCII)
# Addresses of services that count who follows a link and then send the reader on.
_SENDS_ON = re.compile(
    r"https?://(?:lm?\.(?:facebook|instagram)\.com/(?:l\.php)?|(?:www\.)?google(?:\.[a-z]{2,3}){1,2}/url|"
    r"(?:www\.)?youtube\.com/redirect|[a-z0-9.-]+\.safelinks\.protection\.outlook\.com/|slack-redir\.net/link)\?",
    re.IGNORECASE,
)
_SENT_TO = frozenset({"u", "q", "url"})
_ESCAPED = str.maketrans(
    {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", '"': "%22"}
)


def absolute(href: str, base: str) -> str | None:
    """Return the cleaned absolute target, or None where the link leads nowhere outside the page."""
    href = "".join(href.split())
    if not href or href.startswith("#"):
        return None
    if "=http" in href and _SENDS_ON.match(href):
        href = _sent_to(href)
    plain, mark, query = href.partition("?")
    if mark and not _is_plain_query(query):
        return _resolved(href, base)
    if _PLAIN.fullmatch(plain):
        return href
    origin = _origin(base) if _PLAIN_PATH.fullmatch(plain) else None
    return origin + href if origin else _resolved(href, base)


def _sent_to(href: str) -> str:
    """Return where a service that counts clicks sends the reader on, or the link itself where it does not say."""
    pairs = parse_qsl(href.partition("?")[2])
    targets = (value for key, value in pairs if key in _SENT_TO and value.startswith(("https://", "http://")))
    return "".join(next(targets, href).split())


def _is_plain_query(query: str) -> bool:
    """Say whether a query needs no escaping, and none of its keys tracks or may be spelled to hide that it does."""
    if not _PLAIN_QUERY.fullmatch(query):
        return False
    keys = [pair.partition("=")[0] for pair in query.split("&")]
    return not any("%" in key or "+" in key or _tracks(key.lower()) for key in keys)


def _resolved(href: str, base: str) -> str | None:
    try:
        parts = urlsplit(href if href.startswith(("https://", "http://")) else urljoin(base, href))
        page = urlsplit(base)
    except ValueError:
        return None
    if parts.scheme == "mailto":
        return href.partition("?")[0].translate(_ESCAPED)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    if parts.fragment and parts[:3] == page[:3]:
        return None
    return urlunsplit(parts._replace(query=_cleaned(parts.query))).translate(_ESCAPED)


def joined(base: str, href: str) -> str:
    """Return the address that a page means by its `base` element; its own where that is none."""
    try:
        return urljoin(base, href)
    except ValueError:
        return base


def fragment_of(url: str) -> str:
    """Return the fragment of an address, empty where it is none or has none."""
    try:
        return urlsplit(url).fragment
    except ValueError:
        return ""


def last_words_of(url: str) -> str:
    """Return what the last part of an address's path says, as words."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return " ".join(re.findall(r"[^\W_]+", path.rstrip("/").rpartition("/")[2]))


def unprotected(href: str, hidden: str | None) -> str | None:
    """Return the address that Cloudflare's e-mail protection encodes anew on every request."""
    code = hidden or href.partition("/cdn-cgi/l/email-protection#")[2]
    try:
        first, *rest = bytes.fromhex(code)
    except ValueError:
        return None
    return bytes(byte ^ first for byte in rest).decode("utf-8", "replace") or None


@lru_cache(8)
def _origin(base: str) -> str | None:
    """Return the scheme and host of a page's address."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else None


def _cleaned(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _tracks(key.lower())]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _tracks(key: str) -> bool:
    return key in _TRACKING or key.startswith(_PREFIXES)
