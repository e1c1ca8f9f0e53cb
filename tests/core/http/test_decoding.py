import gzip
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.http.decoding import decoder_for
from apps.core.http.errors import DecompressionBomb, ProtocolFailure, TooLarge
from apps.core.http.types import MIB, Limits

TEXT = b"You may not reverse engineer the service. " * 50


def decoded(encoding: str, body: bytes, *, limits: Limits | None = None, step: int = 1000) -> bytes:
    decoder = decoder_for(encoding, limits or Limits())
    for start in range(0, len(body), step):
        decoder.feed(body[start : start + step])
    return decoder.finish()


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\x00" * 20),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
def test_body_is_decoded_however_it_arrives(encoding: str, body: bytes, step: int) -> None:
    assert decoded(encoding, body, step=step) == TEXT


def test_empty_body_needs_no_compression() -> None:
    assert decoded("gzip", b"") == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "gzip,"])
def test_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(ProtocolFailure):
        decoder_for(encoding, Limits())


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_body_that_is_not_compressed_is_refused(encoding: str) -> None:
    with pytest.raises(ProtocolFailure):
        decoded(encoding, b"<html>plain after all</html>")


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_body_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(ProtocolFailure, match="stops short"):
        decoded("gzip", gzip.compress(TEXT, mtime=0)[:cut])


def test_bomb_is_refused_for_its_ratio() -> None:
    bomb = gzip.compress(b"\x00" * (8 * MIB))

    with pytest.raises(DecompressionBomb):
        decoded("gzip", bomb)


def test_ratio_does_not_matter_for_a_small_page() -> None:
    blanks = b" " * 200_000

    assert decoded("gzip", gzip.compress(blanks)) == blanks


def test_decoded_size_is_capped() -> None:
    with pytest.raises(TooLarge):
        decoded("gzip", gzip.compress(TEXT, mtime=0), limits=Limits(decoded_bytes=len(TEXT) - 1))


def test_plain_size_is_capped() -> None:
    with pytest.raises(TooLarge):
        decoded("", TEXT, limits=Limits(decoded_bytes=len(TEXT) - 1))


@given(st.binary(max_size=5_000), st.lists(st.integers(0, 6_000), max_size=8))
def test_pieces_never_matter(data: bytes, cuts: list[int]) -> None:
    packed = gzip.compress(data)
    edges = [0, *sorted(min(cut, len(packed)) for cut in cuts), len(packed)]
    decoder = decoder_for("gzip", Limits())

    for start, stop in pairwise(edges):
        decoder.feed(packed[start:stop])

    assert decoder.finish() == data
