"""Code stays readable: modules of at most 400 lines, functions of at most 60, templates of at most 80."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 400, 60, 80
PYTHON = sorted(
    path
    for folder in ("apps", "conductatlas", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def long_functions(source: str, limit: int = MAX_FUNCTION) -> list[str]:
    """Return the names of functions that span more lines than the limit."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > limit
    ]


def test_modules_and_functions_fit() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in PYTHON}
    long = {
        str(path.relative_to(ROOT)): functions
        for path, source in sources.items()
        if (functions := long_functions(source))
    }

    assert len(sources) > 1000
    assert [path for path, source in sources.items() if len(source.splitlines()) > MAX_MODULE] == []
    assert long == {}


def test_templates_fit() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in TEMPLATES}

    assert [str(path.relative_to(ROOT)) for path, count in lines.items() if count > MAX_TEMPLATE] == []


def test_the_guard_sees_a_long_function() -> None:
    body = "\n".join("    pass" for _ in range(MAX_FUNCTION))

    assert long_functions(f"def long():\n{body}\n") == ["long"]
    assert long_functions("def short():\n    pass\n") == []
