"""The guards were seen to fail: each mistake below is made in a copy of the code, and the contract that stops it is named."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.test_sizes import ROOT


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line added to a module, and the words of the contract that must break."""

    module: str
    line: str
    contract: str


MISTAKES = (
    Mistake("apps/documents/selectors.py", "import apps.pipeline.models", "Apps are layered"),
    Mistake(
        "apps/documents/selectors.py",
        "import apps.accounts.models",
        "The archive knows nothing about customers",
    ),
    Mistake(
        "apps/core/ids.py", "def f() -> None:\n    import apps.web.urls", "Apps are layered"
    ),  # import-linter sees inline imports too
    Mistake("apps/documents/models/host.py", "import apps.documents.services.hosts", "Inside an app"),
    Mistake("apps/documents/diffing/words.py", "import django", "Text engines are pure"),
    Mistake("apps/documents/gating/thresholds.py", "import apps.core.clock", "Text engines are pure"),
    Mistake("apps/documents/services/hosts.py", "import celery", "Only the pipeline speaks Celery"),
    Mistake("apps/web/context.py", "import httpcore", "Only the guard opens connections"),
    Mistake("apps/billing/selectors.py", "import stripe", "Only the gateway speaks to Stripe"),
    Mistake("apps/web/context.py", "import weasyprint", "Only the rendering draws dossiers"),
    Mistake("apps/dossiers/errors.py", "import pyhanko", "Only the signing signs dossiers"),
    Mistake("apps/core/ids.py", "import conductatlas.env", "Apps do not import the project package"),
    Mistake("apps/platforms/catalogue.py", "import django", "plain data and plain Python"),
    Mistake("apps/unplaced/__init__.py", "", "Apps are layered (a new app must be placed here)"),
)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    for folder in ("apps", "conductatlas"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "texts", "data")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    yield tmp_path
    shutil.rmtree(tmp_path)


def broken_contracts(copy: Path) -> set[str]:
    """Return the names of the contracts that import-linter finds broken in a copy of the code."""
    result = subprocess.run(  # noqa: S603 - the linter of this environment
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in result.stdout, result.stdout + result.stderr
    return {line.partition(" BROKEN")[0] for line in result.stdout.splitlines() if " BROKEN" in line}


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake.module}: {mistake.line or 'new app'}"
)
def test_a_mistake_breaks_its_contract(copy: Path, mistake: Mistake) -> None:
    module = copy / mistake.module
    module.parent.mkdir(exist_ok=True)
    before = module.read_text(encoding="utf-8") if module.exists() else ""
    module.write_text(f"{before}\n{mistake.line}\n", encoding="utf-8")

    broken = broken_contracts(copy)

    assert any(mistake.contract in name for name in broken), broken


def test_the_code_as_it_is_breaks_none(copy: Path) -> None:
    assert broken_contracts(copy) == set()
