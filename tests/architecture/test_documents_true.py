"""What the repository says of itself is true: settings, changelog, migrations, component comments."""

import re

import pytest
from django.core.management import call_command

from apps.platforms.catalogue import read_catalogue
from tests.architecture.test_sizes import ROOT, TEMPLATES

_READS = re.compile(r"env_(?:str|bool|int|list|secret|endpoints)\(\s*\"([A-Z][A-Z0-9_]+)\"")
_ENVIRON = re.compile(r"environ(?:\.get\(|\[)\s*\"([A-Z][A-Z0-9_]+)\"")
_EXAMPLE = re.compile(r"^#?\s?([A-Z][A-Z0-9_]+)=", re.MULTILINE)
# Names set by the tools themselves, not by whoever runs the service.
_NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}


def variables_read() -> set[str]:
    """Return every environment variable that the project reads."""
    found: set[str] = set()
    for path in (ROOT / "conductatlas").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(_READS.findall(source)) | set(_ENVIRON.findall(source))
    return found - _NOT_SETTINGS


def variables_shown() -> set[str]:
    return set(_EXAMPLE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    assert variables_shown() == variables_read()


def test_every_setting_is_in_the_operations_guide() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert {name for name in variables_read() if f"`{name}`" not in guide} == set()


def test_the_changelog_has_an_unreleased_section() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_counts_the_shipped_catalogue() -> None:
    platforms = read_catalogue().platforms
    documents = sum(len(platform.documents) for platform in platforms)

    assert f"{len(platforms)} platforms and {documents} documents" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {path.stem for path in ROOT.glob("apps/*/management/commands/*.py")} - {"__init__"}
    djangos_own = {"flush", "migrate"}

    assert {name for name in commands - djangos_own if not re.search(rf"\b{name}\b", readme)} == set()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_component_says_what_it_takes() -> None:
    components = [path for path in TEMPLATES if path.parent.name == "components"]
    silent = [
        path.name for path in components if not path.read_text(encoding="utf-8").startswith("{% comment")
    ]

    assert components
    assert silent == []


def test_no_template_has_inline_style_or_script() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", re.IGNORECASE)
    guilty = [path for path in TEMPLATES if inline.search(path.read_text(encoding="utf-8"))]

    # Mail programs load no stylesheet, and a file that is taken away has none beside it.
    assert sorted(guilty) == [ROOT / "templates/emails/base.html", ROOT / "templates/web/redline_file.html"]
    assert inline.search("<p onclick='x'>")
    assert inline.search("<script>x</script>")
    assert not inline.search("<script type='module' src='/x.js'></script>")


def test_no_machine_path_is_in_the_repository() -> None:
    path_of_a_machine = re.compile(r"(?<![\w./])/(?:root|home/\w+|work)/")
    suffixes = {".py", ".md", ".html", ".toml", ".yml", ".yaml", ".sh", ".in", ".txt", ".css", ".js"}
    ours = [
        path
        for folder in ("apps", "conductatlas", "templates", "docs", "benchmarks", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in suffixes
    ]
    guilty = [str(path) for path in ours if path_of_a_machine.search(path.read_text(encoding="utf-8"))]

    assert guilty == []
