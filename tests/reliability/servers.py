"""A PostgreSQL and a Redis of one test's own, which may be stopped and started."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conductatlas.embedded.places import Places, places
from conductatlas.embedded.processes import processes_in, run, wait_until_gone
from conductatlas.embedded.programs import postgres_programs

_START = """
import sys
from pathlib import Path
from conductatlas import embedded

found = embedded.start(Path(sys.argv[1]))
print(found.database_url, found.redis_url, flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Servers:
    """The durable pair of a var/ that only this test uses; it lives while `holder` does."""

    var: Path
    holder: "subprocess.Popen[str]"
    database_url: str
    redis_url: str

    def stop_postgres(self) -> None:
        """Stop PostgreSQL as a crash does: no checkpoint, recovery at the next start."""
        at = self._places
        program = postgres_programs(at).bin / "pg_ctl"
        done = run([program, "stop", "-D", at.cluster, "-m", "immediate", "-w"], at.account)
        assert done.status == 0, done.said

    def kill_redis(self) -> None:
        directory = self._places.valkey
        for pid in processes_in(directory):
            os.kill(pid, signal.SIGKILL)
        assert wait_until_gone(directory, 10)

    def start(self) -> None:
        """Start what does not run, as any process of ours does that comes up."""
        _open(self.var).communicate(timeout=60)

    @property
    def _places(self) -> Places:
        return places(self.var)


@contextmanager
def own_servers() -> Iterator[Servers]:
    # Not tmp_path: where root runs the tests, PostgreSQL runs as another user, who may not enter it.
    root = Path(tempfile.mkdtemp(prefix="ca-servers-"))
    root.chmod(0o755)
    var = root / "var"
    holder = _open(var)
    assert holder.stdout is not None
    addresses = holder.stdout.readline().split()
    try:
        yield Servers(var, holder, *addresses)
    finally:
        holder.communicate(timeout=60)
        for directory in (places(var).cluster, places(var).valkey):
            assert wait_until_gone(directory, 30)
        shutil.rmtree(root)


def _open(var: Path) -> "subprocess.Popen[str]":
    environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = (sys.executable, "-c", _START, str(var))
    return subprocess.Popen(  # noqa: S603 - the program above
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    )
