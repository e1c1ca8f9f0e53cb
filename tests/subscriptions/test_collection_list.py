"""Collections of Open Terms Archive read as lists of vendors: pasted, uploaded, zipped, hostile."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.subscriptions.collection_list import is_collection, read_collection
from apps.subscriptions.errors import UnreadableListError
from apps.subscriptions.vendor_list import Known, Named, match_named

OPENAI = Known(1, "OpenAI", ("openai", "chatgpt"), "https://openai.com/")
SLACK = Known(2, "Slack", ("slack",), "https://www.slack.com")


def declared(name: str, *urls: str, **fields: Any) -> dict[str, Any]:
    return {
        "name": name,
        "terms": {f"Terms {place}": {"fetch": url} for place, url in enumerate(urls)},
    } | fields


CHAT = declared("ChatGPT", "https://openai.com/policies/terms", "https://help.openai.com/a")
OLD = {
    "name": "Slack",
    "documents": {"Privacy Policy": {"fetch": "https://slack.com/privacy", "select": "main"}},
}
COMBINED = {
    "name": "Two",
    "terms": {"Terms": {"combine": [{"fetch": "https://two.example/a"}, {"select": "p"}]}},
}


def zipped(**files: object) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body if isinstance(body, bytes) else json.dumps(body))
    return made.getvalue()


def damaged() -> bytes:
    """Return a zip whose directory is whole and whose packed bytes are not: zlib stumbles, not the zip's reader."""
    data = bytearray(zipped(**{"a.json": {"name": "A", "documents": {}}}))
    at = 30 + len("a.json")
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (CHAT, ["ChatGPT"]),
        ([CHAT, OLD, COMBINED, {"name": "Nothing", "terms": {}}, 5], ["ChatGPT", "Slack", "Two"]),
        ({"ChatGPT": {"terms": CHAT["terms"]}, "Slack": OLD}, ["ChatGPT", "Slack"]),
    ],
)
def test_declarations_are_read_in_each_of_their_forms(given: object, names: list[str]) -> None:
    data = json.dumps(given).encode()

    assert is_collection(data)
    assert [named.written for named in read_collection(data)] == names
    assert read_collection(b"\xef\xbb\xbf" + data) == read_collection(data)


def test_a_zip_of_a_repository_gives_what_is_declared_today() -> None:
    data = zipped(
        **{
            "c-main/declarations/ChatGPT.json": CHAT,
            "c-main/declarations/ChatGPT.history.json": declared("Past", "https://past.example/"),
            "c-main/declarations/Slack.json": OLD,
            "c-main/declarations/.hidden.json": declared("Hidden", "https://h.example/"),
            "c-main/package.json": {"name": "c", "terms": {"a": {"fetch": "https://c.example/"}}},
            "c-main/other.json": declared("Other", "https://o.example/"),
            "c-main/README.md": b"# A collection",
        }
    )

    assert read_collection(data) == [
        Named("ChatGPT", ("openai.com", "help.openai.com")),
        Named("Slack", ("slack.com",)),
    ]


def test_services_are_matched_by_name_or_by_where_their_documents_are() -> None:
    services = [
        declared("ChatGPT", "https://elsewhere.example/a"),
        declared("Slack for Teams", "https://legal.slack.com/terms"),
        declared("Opne AI", "https://opne.example/terms"),
        declared("Unheard Of", "https://com/terms"),
    ]

    lines = match_named(read_collection(json.dumps(services).encode()), [OPENAI, SLACK])

    assert [(line.written, line.found, line.suggestions) for line in lines] == [
        ("ChatGPT", OPENAI, ()),
        ("Slack for Teams", SLACK, ()),
        ("Opne AI", None, (OPENAI,)),
        ("Unheard Of", None, ()),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[" * 100_000,
        b"[]",
        b'{"name": "A"}',
        b"PK\x03\x04 no zip",
        zipped(**{"a.txt": b"x"}),
        zipped(**{"a.json": b"\xff"}),
        zipped(**{"bomb.json": b" " * 600_000}),
        damaged(),
        json.dumps([declared(f"S{number}", "https://s.example/") for number in range(1_001)]).encode(),
        b"[" + b" " * 5_000_000 + b"]",
    ],
)
def test_what_is_none_or_too_much_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableListError):
        read_collection(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["name", "terms", "documents", "fetch", "combine"]) | st.text(), inner
            )
        ),
    )
)
def test_whatever_is_read_names_services_or_is_refused(read: object) -> None:
    try:
        found = read_collection(json.dumps(read).encode())
    except UnreadableListError:
        return

    assert all(named.written and named.written == named.written.strip() for named in found)
