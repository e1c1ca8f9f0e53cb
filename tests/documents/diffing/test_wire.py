import json

import pytest
from hypothesis import given, settings

from apps.documents.diffing import from_json, redline, to_json
from tests.documents.diffing.texts import versions


@settings(deadline=None)
@given(versions())
def test_stored_redline_reads_back_the_same(texts: tuple[str, str]) -> None:
    line = redline(*texts)

    assert from_json(json.loads(json.dumps(to_json(line)))) == line


def test_old_order_is_stored_only_where_something_moved() -> None:
    assert "old_ops" not in to_json(redline("We keep it.", "We sell it."))


def test_unknown_kind_of_operation_is_refused() -> None:
    stored = to_json(redline("a", "b"))
    stored["ops"][0]["kind"] = "rewrite"

    with pytest.raises(ValueError, match="'rewrite' is not a valid OpKind"):
        from_json(stored)
