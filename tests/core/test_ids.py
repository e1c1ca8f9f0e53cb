import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.ids import InvalidPublicIdError, PublicIdKind, format_public_id, parse_public_id


def test_it_pads_to_six_digits() -> None:
    assert format_public_id(PublicIdKind.DOCUMENT, 1) == "CA-D-000001"
    assert format_public_id(PublicIdKind.CHANGE, 1_234_567) == "CA-C-1234567"


@given(st.integers(min_value=1, max_value=10**11), st.sampled_from(PublicIdKind))
def test_it_reads_back_what_it_writes(number: int, kind: PublicIdKind) -> None:
    assert parse_public_id(kind, format_public_id(kind, number)) == number


def test_it_reads_lower_case_and_blanks_around() -> None:
    assert parse_public_id(PublicIdKind.DOCUMENT, "  ca-d-000042 ") == 42


@pytest.mark.parametrize(
    "text",
    ["CA-C-000001", "CA-D-1", "CA-D-000000", "CA-D-0000001", "D-000001", "", "CA-D-00000१", "CA-D-000001/.."],
)
def test_it_refuses_other_kinds_and_shapes(text: str) -> None:
    with pytest.raises(InvalidPublicIdError):
        parse_public_id(PublicIdKind.DOCUMENT, text)


def test_it_refuses_rows_that_are_not_saved() -> None:
    with pytest.raises(InvalidPublicIdError):
        format_public_id(PublicIdKind.DOCUMENT, 0)
