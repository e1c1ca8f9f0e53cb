"""Code stays readable: modules of at most 400 lines, functions of at most 60, templates of at most 80."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 400, 60, 80
PYTHON = sorted(
    path
    for folder in ("apps", "conductatlas", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

# Exceptions, each with its reason; this list only shrinks.
LONG_TEMPLATES = {"templates/web/methodology.html": "one text, read from top to bottom"}


def long_functions(source: str, limit: int = MAX_FUNCTION) -> list[str]:
    """Return the names of functions that span more lines than the limit."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > limit
    ]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_fit(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= MAX_MODULE
    assert long_functions(source) == []


def test_templates_fit() -> None:
    too_long = {
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_TEMPLATE
    }

    assert too_long <= set(LONG_TEMPLATES)


def test_the_guard_sees_a_long_function() -> None:
    body = "\n".join("    pass" for _ in range(MAX_FUNCTION))

    assert long_functions(f"def long():\n{body}\n") == ["long"]
    assert long_functions("def short():\n    pass\n") == []
