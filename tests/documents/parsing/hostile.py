"""What a page might make an engine do, as functions that a parser can be given by name."""

import ctypes
import os
import socket
import time
from pathlib import Path

from apps.documents.extraction import ScannedPdf

MIB = 2**20


def reverse(text: str) -> str:
    return text[::-1]


def add(one: int, other: int) -> int:
    return one + other


def hang() -> str:
    while True:
        pass


def sleep_in_c() -> str:
    time.sleep(600)
    return "awake"


def hoard() -> str:
    """Take memory step by step, and touch it."""
    held = []
    while True:
        held.append(bytearray(os.urandom(1) * (8 * MIB)))
        time.sleep(0.01)


def demand() -> str:
    """Ask for more at once than there is."""
    return "x" * (64 * 1024 * MIB)


def fall_over_a_null() -> str:
    ctypes.string_at(0)
    return "unharmed"


def trip() -> str:
    raise KeyError("an engine's bug")


def refuse() -> str:
    raise ScannedPdf("3 pages without text")


def lie() -> object:
    return {"text": 7}


def grow(size: int) -> int:
    """Keep memory after the page, as a leak would."""
    globals()["kept"] = bytearray(b"x") * size
    return size


def surroundings() -> dict[str, str]:
    return dict(os.environ)


def write(path: str) -> str:
    try:
        Path(path).write_text("a stranger was here", encoding="utf-8")
    except OSError as error:
        return type(error).__name__
    return "written"


def reach(port: int) -> str:
    with socket.socket() as line:
        line.settimeout(1)
        try:
            line.connect(("127.0.0.1", port))
        except OSError as error:
            return type(error).__name__
    return "connected"
