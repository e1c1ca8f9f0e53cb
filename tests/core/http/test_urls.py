import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.http.errors import ForbiddenUrl
from apps.core.http.urls import Target, parse_url

FORBIDDEN = [
    "",
    "example.com/terms",
    "//example.com/terms",
    "file:///etc/passwd",
    "gopher://example.com/_x",
    "ftp://example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://",
    "http:///terms",
    "http://in\\@out/",
    "http://example.com\\terms",
    "http://user@example.com/",
    "http://user:secret@example.com/",
    "http://@example.com/",
    "http://exa\tmple.com/",
    "http://exa\nmple.com/",
    "http://example.com/\x00",
    "http://example.com/a\r\nHost: other",
    "http://example.com:99999/",
    "http://example.com:-1/",
    "http://example.com:http/",
    "http://0/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.1.1/",
    "http://1.2.3.256/",
    "http://%31%32%37.0.0.1/",
    "http://exa mple.com/",
    "http://.example.com/",
    "http://example..com/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[::1/",
    "http://[nonsense]/",
    "http://ex\u2100mple.com/",
    f"http://{'a' * 64}.com/",
    f"http://{'abcdefghi.' * 26}com/",
    f"http://example.com/{'x' * 9000}",
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_unsound_address_is_forbidden(url: str) -> None:
    with pytest.raises(ForbiddenUrl) as caught:
        parse_url(url)

    assert caught.value.code == "forbidden_url"
    assert caught.value.retryable is False


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTPS://EXAMPLE.com:443/Terms?a=b#top", "https://example.com/Terms?a=b"),
        ("http://example.com.:80/", "http://example.com/"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        (" https://example.com/a b ", "https://example.com/a%20b"),
        ("https://example.com/caf\u00e9?q=\u00fc", "https://example.com/caf%C3%A9?q=%C3%BC"),
        ("https://example.com/%7Euser/%2F", "https://example.com/%7Euser/%2F"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://stra\u00dfe.example/", "https://xn--strae-oqa.example/"),
        ("http://127.0.0.1./", "http://127.0.0.1/"),
        ("http://\uff11\uff12\uff17.0.0.1/", "http://127.0.0.1/"),
        ("http://127\u30020\u30020\u30021/", "http://127.0.0.1/"),
        ("http://[::FFFF:7f00:1]/", "http://[::ffff:7f00:1]/"),
        ("http://some_host.example/", "http://some_host.example/"),
    ],
)
def test_address_is_made_canonical(given_url: str, expected: str) -> None:
    assert parse_url(given_url).url == expected


def test_address_is_taken_apart() -> None:
    assert parse_url("https://example.com:8443/a?b") == Target("https", "example.com", 8443, "/a?b")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/privacy", "https://example.com/privacy"),
        ("../up", "https://example.com/up"),
        ("?v=2", "https://example.com/legal/terms?v=2"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example", "http://other.example/"),
    ],
)
def test_location_is_read_relative_to_its_page(location: str, expected: str) -> None:
    base = parse_url("https://example.com/legal/terms?v=1")

    assert parse_url(location, base=base).url == expected


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://0x7f.1/", "//user@other/", "\\\\other\\x"]
)
def test_location_is_judged_like_any_address(location: str) -> None:
    with pytest.raises(ForbiddenUrl):
        parse_url(location, base=parse_url("https://example.com/"))


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://example.com/"]))
def test_canonical_form_is_a_fixed_point(text: str, prefix: str) -> None:
    try:
        once = parse_url(prefix + text)
    except ForbiddenUrl:
        return

    assert parse_url(once.url) == once
