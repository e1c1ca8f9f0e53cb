"""The process that parses: `python -m apps.documents.parsing.child PIPE PARENT SECONDS ADDRESS_SPACE`.

It says that it is ready, then answers one question after the other until nobody asks any more.
"""

import pickle
import sys
import traceback
from multiprocessing.connection import Connection

from apps.documents.extraction import ExtractionError
from apps.documents.parsing import wire
from apps.documents.parsing.confinement import allow_processor_time, confine, die_with


def main(pipe: int, parent: int, seconds: float, address_space: int) -> None:
    """Answer until the other end is closed."""
    die_with(parent)
    confine(address_space=address_space)
    with Connection(pipe) as line:
        line.send_bytes(wire.READY)
        while (question := _next(line)) is not None:
            allow_processor_time(seconds)
            line.send_bytes(_answer(question))


def _next(line: "Connection[bytes, bytes]") -> bytes | None:
    try:
        return line.recv_bytes()
    except EOFError:
        return None


def _answer(question: bytes) -> bytes:
    try:
        function, args = pickle.loads(question)  # noqa: S301  (written by the process that started this one)
        return wire.result(function(*args))
    except ExtractionError as refusal:
        return wire.refusal(refusal)
    except MemoryError:
        return bytes([wire.Kind.OUT_OF_MEMORY])
    except Exception as bug:  # noqa: BLE001  (the outer edge of a worker)
        return wire.bug(bug, traceback.format_exc())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
