"""Undo a content encoding without ever holding more than the caps allow.

Only gzip and deflate are asked for, one at a time: chains of encodings are how decoders have been overrun before.
"""

import zlib
from typing import Protocol

from apps.core.http.errors import DecompressionBomb, ProtocolFailure, TooLarge
from apps.core.http.types import MIB, Limits

ACCEPT_ENCODING = "gzip, deflate"

# A small page of mostly blanks can honestly exceed the ratio; a bomb is not small.
RATIO_FLOOR = MIB
_STEP = 64 * 2**10
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


class Decoder(Protocol):
    """Take a body piece by piece, give it back whole."""

    def feed(self, data: bytes) -> None:
        """Take the next piece; raises `TooLarge`, `DecompressionBomb` or `ProtocolFailure`."""

    def finish(self) -> bytes:
        """Return the body; raises `ProtocolFailure` if it stops short."""


def decoder_for(content_encoding: str, limits: Limits) -> Decoder:
    """Return the decoder for a Content-Encoding header; raises `ProtocolFailure` for one we did not offer."""
    encoding = content_encoding.strip().lower()
    if encoding in {"", "identity"}:
        return Plain(limits)
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return Inflate(limits, is_gzip=encoding != "deflate")
    raise ProtocolFailure(f"The body came in an encoding that was not offered: {encoding[:80]}")


class Plain:
    """Keep the body as it came."""

    def __init__(self, limits: Limits) -> None:
        self._output = _Output(limits)

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._output.note_received(len(data))
        self._output.add(data)

    def finish(self) -> bytes:
        """Return the body."""
        return bytes(self._output.content)


class Inflate:
    """Decode gzip (of one or more members) or deflate (with or without its zlib wrapper: senders do both)."""

    def __init__(self, limits: Limits, *, is_gzip: bool) -> None:
        self._output = _Output(limits)
        self._is_gzip = is_gzip
        self._held = b""
        self._engine: zlib._Decompress | None = None
        self._ended = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        self._output.note_received(len(data))
        data, self._held = self._held + data, b""
        while data:
            if self._engine is None and len(data) < len(_GZIP_MAGIC):
                self._held = data
                return
            data = self._inflate(data)

    def finish(self) -> bytes:
        """Return the body."""
        if self._engine is not None or (self._held and not self._ended):
            raise ProtocolFailure("The compressed body stops short")
        return bytes(self._output.content)

    def _inflate(self, data: bytes) -> bytes:
        """Decode one step and return what is left of `data`."""
        if self._engine is None:
            if self._ended and not (self._is_gzip and data.startswith(_GZIP_MAGIC)):
                return b""  # Padding after the end is ignored, as browsers do.
            self._engine = self._new_engine(data)

        engine = self._engine
        try:
            self._output.add(engine.decompress(data, _STEP))
        except zlib.error as error:
            raise ProtocolFailure(f"The body is not compressed as it says: {error}") from error
        if not engine.eof:
            return engine.unconsumed_tail
        self._engine = None
        self._ended += 1
        return engine.unused_data

    def _new_engine(self, data: bytes) -> "zlib._Decompress":
        if self._is_gzip:
            return zlib.decompressobj(_GZIP)
        has_wrapper = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_wrapper else -zlib.MAX_WBITS)


class _Output:
    def __init__(self, limits: Limits) -> None:
        self.content = bytearray()
        self._limits = limits
        self._received = 0

    def note_received(self, size: int) -> None:
        self._received += size

    def add(self, data: bytes) -> None:
        self.content += data
        size = len(self.content)
        if size > RATIO_FLOOR and size > self._limits.ratio * self._received:
            raise DecompressionBomb(f"{self._received:,} bytes unfold into more than {size:,}")
        if size > self._limits.decoded_bytes:
            raise TooLarge(f"The body unfolds into more than {self._limits.decoded_bytes:,} bytes")
