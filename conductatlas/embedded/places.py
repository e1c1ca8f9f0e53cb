"""Where the private services keep their data and their sockets, and as whom they run: computed, nothing is touched."""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from conductatlas.embedded.errors import EmbeddedServiceError

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
SOCKET_PATH_LIMIT = 103
# Not tempfile.gettempdir(): processes started with different TMPDIR must agree on the address.
TEMPORARY = Path("/tmp")  # noqa: S108 - the directory made here is checked for owner and mode
STATE = Path("/var/lib")
PORT = 5432
PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as when root starts it."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Places:
    """The directories of one pair of servers; `account` is None where they run as the present user."""

    shared: Path
    home: Path
    sockets: Path
    account: Account | None
    durable: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether the data had to leave var/, because the server's user cannot reach it."""
        return self.home != self.shared

    @property
    def pointer(self) -> Path:
        """The file in var/ that names a home outside it; while it is there, that home belongs to this var/."""
        return self.shared / "elsewhere"

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def cluster(self) -> Path:
        return self.postgres / "data"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def places(var: Path, *, durable: bool = True) -> Places:
    """Return where the services of this var/ live, the same in every process and whether or not they run."""
    var = var.resolve()
    name = "durable" if durable else "throwaway"
    shared = var / "services" / name
    if os.geteuid() != 0:
        return Places(shared, shared, _sockets(shared, var, name), None, durable)

    private = _private(var) / name
    account = _owner(shared / "postgres")
    if account:
        home = shared
    else:
        account = _owner(private / "postgres") or _unprivileged()
        home = shared if may_enter(var, account) and not (shared / "elsewhere").exists() else private

    return Places(shared, home, _sockets(home, var, name), account, durable)


def may_enter(path: Path, account: Account) -> bool:
    """Tell from the modes alone whether the account can walk down to a directory; what is missing is no obstacle."""
    return all(_may(directory, account, 1) for directory in (path, *path.parents) if directory.exists())


def may_read(path: Path, account: Account) -> bool:
    """Tell from the modes alone whether the account can walk down to a file and read it."""
    return may_enter(path.parent, account) and _may(path, account, 4)


def make_directory(path: Path, mode: int, account: Account | None = None) -> None:
    """Make a directory with exactly this mode and owner; one that is there already is checked, never changed.

    A directory of root's own is the exception: root gives it to the account, to finish what a kill interrupted.
    """
    if not path.parent.exists():
        make_directory(path.parent, 0o755)

    try:
        path.mkdir(mode=PRIVATE if account else mode)  # at once: others look at the modes on the way
    except FileExistsError:
        is_new = False
    except OSError as error:
        raise EmbeddedServiceError(f"{path} cannot be made: {error.strerror}.", _ADVICE) from error
    else:
        is_new = True

    wanted = account.uid if account else os.geteuid()
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {wanted, os.geteuid()}:
        raise EmbeddedServiceError(
            f"{path} is not a directory of the expected owner (uid {wanted}).", _ADVICE
        )

    if account and found.st_uid != wanted:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    if is_new:
        path.chmod(mode)
    elif mode == PRIVATE and found.st_mode & 0o077:
        raise EmbeddedServiceError(f"{path} is open to other users.", f"chmod 700 {path}")


_ADVICE = "Run as the user who owns it, remove it if its data may go, or name servers of your own in DATABASE_URL and REDIS_URL."


def _sockets(home: Path, var: Path, name: str) -> Path:
    """Return home/run, or a short directory where that is too long or needs quoting in a URL."""
    inside = home / "run"
    longest = len(os.fsencode(inside / f".s.PGSQL.{PORT}"))
    if longest <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./+-]+", str(inside), re.ASCII):
        return inside

    return TEMPORARY / f"conductatlas-{_digest(var)}-{name}"


def _private(var: Path) -> Path:
    root = STATE if os.access(STATE, os.W_OK) else TEMPORARY
    return root / f"conductatlas-{_digest(var)}"


def _digest(var: Path) -> str:
    return hashlib.sha256(os.fsencode(var)).hexdigest()[:12]


def _owner(directory: Path) -> Account | None:
    """Return the user whose data these already are, unless nobody's yet."""
    try:
        found = directory.lstat()
    except FileNotFoundError:
        return None

    return Account(f"uid {found.st_uid}", found.st_uid, found.st_gid) if found.st_uid else None


def _unprivileged() -> Account:
    """Return the user that PostgreSQL, which refuses root, runs as: postgres where it exists, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)

    raise EmbeddedServiceError(
        "PostgreSQL does not run as root, and neither the user postgres nor nobody exists.",
        "Run as an ordinary user, or name a server in DATABASE_URL.",
    )


def _may(path: Path, account: Account, bit: int) -> bool:
    found = path.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & bit << 6)
    if found.st_gid == account.gid:
        return bool(found.st_mode & bit << 3)
    return bool(found.st_mode & bit)
