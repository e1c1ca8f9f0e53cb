"""Lists of vendors as people have them: pasted, exported, written by hand."""

from collections import Counter
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.subscriptions.errors import UnreadableListError
from apps.subscriptions.vendor_list import MOST_VENDORS, Known, Line, host_of, key_of, match_vendors

OPENAI = Known(1, "OpenAI", ("openai", "chatgpt", "OpenAI OpCo, LLC"), "https://openai.com/")
SLACK = Known(2, "Slack", ("slack", "Slack Technologies, LLC"), "https://www.slack.com")
CAFE = Known(3, "Café Société", ("cafe",), "https://cafe.example/de")
KNOWN = (OPENAI, SLACK, CAFE)


def found(text: str) -> list[str]:
    return [line.found.name if line.found else f"? {line.written}" for line in match_vendors(text, KNOWN)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("OpenAI", "OpenAI"),
        ("openai", "OpenAI"),
        ("Open AI, Inc.", "OpenAI"),
        ("ChatGPT", "OpenAI"),
        ("https://openai.com/policies/terms", "OpenAI"),
        ("www.openai.com", "OpenAI"),
        ("SLACK TECHNOLOGIES", "Slack"),
        ("slack.com", "Slack"),
        ("Cafe Societe GmbH", "Café Société"),
    ],
)
def test_a_vendor_is_known_by_any_of_its_names(written: str, name: str) -> None:
    assert found(written) == [name]
    assert found(f'Vendor\n"{written}"') == [name]


def test_each_line_is_a_vendor_in_its_order_and_told_once() -> None:
    text = "Slack\n\n  Unheard Of  \nopenai.com\nSlack Technologies, LLC\nunheard-of\n"

    assert found(text) == ["Slack", "? Unheard Of", "OpenAI"]


@pytest.mark.parametrize(
    "text",
    [
        "Owner,Vendor,Spend\nKim,OpenAI,10\nLee,Slack,20\n",
        "Owner;vendor\nKim;OpenAI\nLee;Slack\n",
        "\ufeffName\tCountry\nOpenAI\tUS\nSlack\tUS\n",
        '"OpenAI, Inc.",US\r\n"Slack Technologies, LLC",US\r\n',
        "OpenAI\rSlack",
    ],
)
def test_a_spreadsheet_is_read_by_its_column_of_names(text: str) -> None:
    assert found(text) == ["OpenAI", "Slack"]


def test_names_pasted_in_one_line_are_all_read() -> None:
    assert found("OpenAI, Slack, Unheard Of") == ["OpenAI", "Slack", "? Unheard Of"]
    assert found("Slack Technologies, LLC") == ["Slack"]


def test_a_near_miss_is_asked_about_and_not_decided() -> None:
    (line,) = match_vendors("Opne AI", KNOWN)

    assert line == Line("Opne AI", None, (OPENAI,))


def test_what_is_far_from_everything_has_no_suggestion() -> None:
    (line,) = match_vendors("Zebra Logistics", KNOWN)

    assert line.suggestions == ()


def test_a_platforms_own_name_goes_before_anothers_alias() -> None:
    other = Known(4, "Umbra", ("slack",), "")

    assert [line.found for line in match_vendors("slack", [SLACK, other])] == [SLACK]
    assert [line.found for line in match_vendors("slack", [other, SLACK])] == [SLACK]


def test_a_name_of_which_nothing_is_left_to_compare_names_none() -> None:
    assert match_vendors("Inc.", [Known(4, "Co", ("sa",), "")]) == []


def test_an_address_that_two_platforms_share_names_neither() -> None:
    twin = Known(4, "Slack Canvas", (), "https://slack.com/canvas")

    assert [line.found for line in match_vendors("slack.com", [SLACK, twin])] == [None]


@pytest.mark.parametrize(
    "text", ["a" * 200_001, "OpenAI\0", "\n".join(f"vendor {number}" for number in range(MOST_VENDORS + 2))]
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(UnreadableListError):
        match_vendors(text, KNOWN)


def test_the_longest_list_is_read() -> None:
    text = "Vendor\n" + "\n".join(f"Unheard of {number}" for number in range(MOST_VENDORS))

    assert len(match_vendors(text, [])) == MOST_VENDORS


@pytest.mark.parametrize("written", ["", "OpenAI", "Inc. 500", "http://[", "https://"])
def test_what_is_no_address_has_no_host(written: str) -> None:
    assert host_of(written) == ""


_CELLS = st.sampled_from(
    ["OpenAI", "openai.com", "Slack", "slack inc", "Opne AI", "Inc.", "", "//[", '"', "vendor"]
)
_TEXTS = st.text() | st.lists(st.lists(_CELLS | st.text(max_size=8), max_size=4), max_size=8).flatmap(
    lambda rows: st.sampled_from(",;\t").map(
        lambda sign: "\n".join(sign.join(cell for cell in row) for row in rows)
    )
)


@given(text=_TEXTS)
def test_any_text_is_read_or_refused_and_names_each_vendor_once(text: str) -> None:
    try:
        lines = match_vendors(text, KNOWN)
    except UnreadableListError:
        return

    keys = Counter(line.found.id if line.found else key_of(line.written) for line in lines)
    assert set(keys.values()) <= {1}
    assert "" not in keys
    for line in lines:
        assert line.written.strip()
        assert not (line.found and line.suggestions)
        assert len(line.suggestions) <= 3
        assert set(line.suggestions) <= set(KNOWN)


@given(name=st.text())
def test_a_key_is_the_key_of_itself(name: str) -> None:
    key = key_of(name)

    assert key == "".join(sign for sign in key if sign.isalnum())
    assert match_vendors("", KNOWN) == []


def test_a_thousand_unknown_lines_are_read_within_a_second() -> None:
    known = [Known(number, f"Vendor {number * 7919:x} Cloud", (), "") for number in range(2_000)]
    text = "\n".join(f"Supplier {number * 104_729:x} Works" for number in range(MOST_VENDORS))

    seconds = []
    for _ in range(3):
        started = process_time()
        lines = match_vendors(text, known)
        seconds.append(process_time() - started)

    assert len(lines) == MOST_VENDORS
    assert min(seconds) < 1
