"""A checkout of its own for each test, and processes that use its services as one user or another."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 60.0
USER = """
import json, sys
from pathlib import Path
from conductatlas import embedded

found = embedded.start(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
print(json.dumps([found.database_url, found.redis_url]), flush=True)
exec(sys.argv[3])
sys.stdin.read()
"""


@dataclass(slots=True)
class User:
    """A process that started the services and uses them until it is told to leave."""

    process: subprocess.Popen[str]
    database_url: str = ""
    redis_url: str = ""

    def has_open(self, path: Path) -> bool:
        """Tell whether it has opened this file, and not closed it since."""
        descriptors = Path(f"/proc/{self.process.pid}/fd")
        return any(_link(descriptor) == str(path) for descriptor in descriptors.iterdir())

    def leave(self) -> None:
        self.process.communicate(timeout=PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


@dataclass(slots=True)
class World:
    """One var/, the interpreter and the user that work with it."""

    checkout: Path
    var: Path
    python: str
    uid: int
    environment: dict[str, str] = field(default_factory=dict)
    opened: list[User] = field(default_factory=list)

    def open(self, *, durable: bool = False, then: str = "", expect: bool = True) -> User:
        """Start a user; it prints the addresses once both servers answer, and then runs the statement."""
        arguments = ["-c", USER, str(self.var), "durable" if durable else "throwaway", then]
        command = [self.python, "-W", "error", *arguments]
        user = User(subprocess.Popen(command, **self._options()))  # noqa: S603 - this file's program
        self.opened.append(user)
        return self.answered(user) if expect else user

    def answered(self, user: User) -> User:
        """Wait for a user's addresses."""
        assert user.process.stdout is not None
        line = user.process.stdout.readline()
        if not line:
            raise AssertionError(user.process.communicate(timeout=PATIENCE)[1])
        user.database_url, user.redis_url = json.loads(line)
        return user

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the interpreter in the checkout to its end."""
        options = {**self._options(), "stdin": subprocess.DEVNULL}
        command = [self.python, *arguments]
        return subprocess.run(command, **options, timeout=PATIENCE, check=False)  # noqa: S603 - arguments from a test

    def cli(self, command: str, pair: str = "throwaway") -> subprocess.CompletedProcess[str]:
        return self.run("-m", "conductatlas.embedded", command, str(self.var), pair)

    def home(self, *, durable: bool = False) -> Path:
        return self.var / "services" / ("durable" if durable else "throwaway")

    def servers(self, home: Path | None = None) -> dict[str, int]:
        """Return the servers that run with their data in this home: name and process."""
        home = home or self.home()
        directories = {str(home / "postgres" / "data"): "postgres", str(home / "valkey"): "valkey"}
        found: dict[str, int] = {}
        for pid in _pids():
            name = directories.get(_link(Path(f"/proc/{pid}/cwd")))
            if name:
                found.setdefault(name, pid)  # the postmaster precedes its own children
        return found

    def gone(self, home: Path | None = None) -> bool:
        """Wait for the servers to stop, and tell whether they did."""
        return eventually(lambda: not self.servers(home))

    def keeper(self) -> int:
        """Return the process that will stop the throw-away pair."""
        wanted = ["keep", str(self.var), "throwaway"]
        for pid in _pids():
            if words_of(pid)[-3:] == wanted:
                return pid
        raise AssertionError("no keeper")

    def kill_servers(self) -> None:
        for pid in self.servers().values():
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        for user in self.opened:
            if user.process.returncode is None:
                user.kill()

    def _options(self) -> dict[str, Any]:
        is_other = self.uid != os.geteuid()
        return {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
            "cwd": self.checkout,
            "user": self.uid if is_other else None,
            "group": 65534 if is_other else None,
            "extra_groups": [] if is_other else None,
            "env": {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{self.checkout}:{self.checkout / 'packages'}",
                "PYTHONDONTWRITEBYTECODE": "1",
                **self.environment,
            },
        }


def eventually(holds: Callable[[], bool]) -> bool:
    """Poll until it holds; False when patience ends."""
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _pids() -> list[int]:
    return sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


def words_of(pid: int) -> list[str]:
    """Return the command line of a process; nothing once it has ended."""
    try:
        return [word for word in Path(f"/proc/{pid}/cmdline").read_text().split("\0") if word]
    except OSError:
        return []
