"""Attack the guarded client with its real limits: how long until each attack ends, and how much memory it costs.

    python -m benchmarks.fetch_caps

Each attack runs in a process of its own, against a server in this one; those that wait for the deadline wait together.
"""

import socket
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic

from apps.core.http import Guard, GuardedClient, Limits
from apps.core.http.errors import GuardedHttpError
from tests.core.http.servers import Behaviour, always, redirect, response, serving

OK = b"HTTP/1.1 200 OK\r\n"
FIVE_GB = 5 * 10**9
BLOCK = bytes(2**20)


def stream(head: bytes, block: bytes, *, total: int = FIVE_GB, pause: float = 0.0) -> Behaviour:
    """Send `total` bytes in blocks, with a pause between them, for as long as anybody listens."""

    def behave(connection: socket.socket, _head: bytes) -> None:
        never, sent = Event(), 0
        connection.sendall(head)
        while sent < total and not (pause and never.wait(pause)):
            connection.sendall(block)
            sent += len(block)

    return behave


def block_of(data: bytes) -> bytes:
    """Return a piece of a deflate stream that unfolds to `data` and can be repeated for ever."""
    engine = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush(zlib.Z_FULL_FLUSH)


def noise() -> bytes:
    """Return a MiB that compresses about four to one, as text does."""
    return b"".join(b"%d " % (number * 7919 % 1_000_003) for number in range(152_000))


def silence(connection: socket.socket, _head: bytes) -> None:
    """Say nothing until the client gives up."""
    connection.settimeout(None)
    connection.recv(1)


GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
CHUNK = b"%x\r\n%b\r\n" % (len(BLOCK), BLOCK)
ATTACKS: dict[str, Behaviour] = {
    "an ordinary page of 100 KB": always(response(b"x" * 100_000)),
    "5 GB, announced": stream(OK + b"content-length: %d\r\n\r\n" % FIVE_GB, BLOCK),
    "5 GB, unannounced": stream(OK + b"\r\n", BLOCK),
    "5 GB in chunks": stream(OK + b"transfer-encoding: chunked\r\n\r\n", CHUNK),
    "5 GB of one header": stream(OK + b"x-long: ", b"x" * 65_536),
    "gzip bomb, 1000:1, endless": stream(OK + b"content-encoding: gzip\r\n\r\n" + GZIP_HEAD, block_of(BLOCK)),
    "gzip of endless noise, 4:1": stream(
        OK + b"content-encoding: gzip\r\n\r\n" + GZIP_HEAD, block_of(noise())
    ),
    "slow drip in the headers": stream(OK, b"x", pause=1.0),
    "slow drip in the body": stream(OK + b"content-length: 1000000\r\n\r\n", b"x", pause=1.0),
    "silence": silence,
    "redirect loop": always(redirect("/again")),
}


def attack(name: str) -> str:
    """Run one attack in a process of its own and return its line of the table."""
    with serving(ATTACKS[name]) as site:
        command = [sys.executable, "-m", "benchmarks.fetch_caps", str(site.port)]
        outcome = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  (ourselves)
    return f"{name:32} {outcome.stdout.strip()}"


def victim(port: int) -> str:
    """Make the request and tell how it ended, after how long, and with what peak of memory."""
    client = GuardedClient(
        guard=Guard(allow=frozenset({("127.0.0.1", port)})),
        limits=Limits(),
        user_agent="ConductAtlas-benchmark",
    )
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak of the imports: proc(5)
    before = peak_mib()
    started = monotonic()
    try:
        ended = f"{len(client.get(f'http://127.0.0.1:{port}/').body):,} bytes"
    except GuardedHttpError as error:
        ended = error.code
    return f"{ended:22} {monotonic() - started:7.2f} s   peak {peak_mib():4.0f} MiB (before: {before:.0f})"


def peak_mib() -> float:
    """Return this process's largest resident size so far (not getrusage's, which counts the parent's from before exec)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Print the table, or play the victim where a port is given."""
    if len(sys.argv) > 1:
        print(victim(int(sys.argv[1])))
        return
    waiting = [name for name in ATTACKS if "slow" in name or name == "silence"]
    with ThreadPoolExecutor(len(waiting)) as together:
        pending = [together.submit(attack, name) for name in waiting]
        for name in ATTACKS:
            if name not in waiting:
                print(attack(name), flush=True)
        for each in pending:
            print(each.result(), flush=True)


if __name__ == "__main__":
    main()
