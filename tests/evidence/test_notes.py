"""Checkpoints are signed notes that other programs of transparency logs can read."""

import base64
from datetime import datetime

import pytest

from apps.evidence.errors import BadKeyError
from apps.evidence.notes import Head, make_key, read_key, read_note, write_note

# From the documentation of Go's golang.org/x/mod/sumdb/note.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_keys_and_signatures_are_those_of_go() -> None:
    key = read_key(GO_PRIVATE)

    assert key.private is not None
    signature = base64.b64encode(key.id + key.private.sign(GO_TEXT.encode())).decode()

    assert (key.verifier, signature) == (GO_PUBLIC, GO_SIGNATURE)


def test_a_checkpoint_is_written_and_read() -> None:
    key = read_key(make_key("log.example/evidence"))
    head = Head("log.example/evidence", 12, bytes(range(32)))

    note = write_note(head, key)

    assert note.startswith(
        "log.example/evidence\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— log.example/evidence "
    )
    assert read_note(note, [read_key(key.verifier)]) == (head, read_key(key.verifier))


def test_another_key_or_another_word_is_seen() -> None:
    key, other = read_key(make_key("log.example")), read_key(make_key("log.example"))
    note = write_note(Head("log.example", 12, bytes(32)), key)

    for text, keys in (
        (note, [other]),
        (note.replace("\n12\n", "\n13\n"), [key]),
        (note[:-1], []),
        ("", [key]),
    ):
        with pytest.raises(BadKeyError):
            read_note(text, keys)


def test_a_key_has_the_time_behind_it_in_which_it_signs() -> None:
    key = read_key(f"{make_key('log.example')}@2026-01-01/2026-07-01T12:00:00+00:00")

    days = ("2025-12-31", "2026-01-01", "2026-07-01", "2026-07-02")
    valid = [key.is_valid_at(datetime.fromisoformat(f"{day}T11:00:00+00:00")) for day in days]

    assert valid == [False, True, True, False]


@pytest.mark.parametrize(
    "text", ["", "log.example", "log.example+00000000+AAAA", f"{GO_PUBLIC[:-4]}AAAA", f"{GO_PUBLIC}@soon"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadKeyError):
        read_key(text)
