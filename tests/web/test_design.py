"""The rules of docs/design.md that a machine can hold."""

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
CSS = STATIC / "css"
PAGES = sorted(TEMPLATES.rglob("*.html"))
# Mail programs load no stylesheet, and a file that is taken away has none beside it: their look is in one file.
WITHOUT_STYLESHEET = {TEMPLATES / "emails" / "base.html", TEMPLATES / "web" / "redline_file.html"}
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLESHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "tokens.css")
PAGE_BUDGET = 120_000  # bytes before compression, without fonts and without the page's own words

GROUNDS = ["paper", "surface", "sunken"]
TO_READ = [
    ("ink", ground) for ground in [*GROUNDS, "mark", "high-wash", "medium-wash", "low-wash", "good-wash"]
]
TO_READ += [("ink-2", ground) for ground in GROUNDS]
TO_READ += [(mark, ground) for mark in ["insert", "delete", "move"] for ground in [*GROUNDS, f"{mark}-wash"]]
TO_USE = [(word, ground) for word in ["ink-3", "accent"] for ground in GROUNDS]
TO_USE += [
    (tone, ground) for tone in ["high", "medium", "low", "good"] for ground in [*GROUNDS, f"{tone}-wash"]
]
TO_USE += [
    ("accent-2", "accent-wash"),
    ("ink-2", "plain-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-2"),
]
TO_SEE = [("edge", ground) for ground in GROUNDS]
CONTRASTS = (
    [(7.0, *pair) for pair in TO_READ] + [(4.5, *pair) for pair in TO_USE] + [(3.0, *pair) for pair in TO_SEE]
)


def offences(paths: Iterable[Path], find: Callable[[str], Collection[str]]) -> dict[str, Collection[str]]:
    """Return what is found in which of the files, where anything is."""
    found = {str(path.relative_to(settings.BASE_DIR)): find(path.read_text()) for path in paths}
    return {name: offending for name, offending in found.items() if offending}


def colours() -> dict[str, tuple[str, str]]:
    """Return each colour token as its light and dark value."""
    found = re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (CSS / "tokens.css").read_text()
    )
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "word", "ground"), CONTRASTS)
def test_words_stand_out_from_their_ground(least: float, word: str, ground: str, mode: int) -> None:
    tokens = colours()

    ratio = contrast(tokens[word][mode], tokens[ground][mode])

    assert ratio >= least


def raw_values(css: str) -> list[str]:
    """Return the colours and sizes that a stylesheet states itself; margins of paper aside."""
    stated = re.sub(
        r"/\*.*?\*/|@(?:media|page)[^{]*\{(?:\s*margin:[^}]*\})?|url\([^)]*\)", "", css, flags=re.DOTALL
    )
    return re.findall(
        r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|(?<![\w-])\d*\.?\d+(?:px|rem|pt)\b", stated
    )


def test_only_tokens_hold_raw_colours_and_sizes() -> None:
    assert offences(STYLESHEETS, raw_values) == {}
    assert raw_values("a { color: #fff; margin: 2px }") == ["#fff", "2px"]


def test_every_token_named_exists() -> None:
    known = set(re.findall(r"^\s*(--[\w-]+):", (CSS / "tokens.css").read_text(), flags=re.MULTILINE))

    assert offences(STYLESHEETS, lambda css: set(re.findall(r"var\((--[\w-]+)", css)) - known) == {}


def linked_styles() -> dict[str, list[str]]:
    """Return the stylesheets that each list of them links: those of every page, and those of one kind of page."""
    lists = (TEMPLATES / "layouts").glob("_styles*.html")
    return {path.stem: re.findall(r"static 'css/([^']+)'", path.read_text()) for path in lists}


def test_every_stylesheet_is_linked_once() -> None:
    linked = [name for names in linked_styles().values() for name in names]

    assert sorted(linked) == sorted(path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css"))


def leaky_includes(html: str) -> list[str]:
    """Return the includes that hand on whatever there is."""
    includes = re.findall(r"\{% include .*? %\}", html)
    return [each for each in includes if not each.endswith(" only %}") and "_styles.html" not in each]


def inline_code(html: str) -> list[str]:
    """Return where a template holds styles or scripts, or trusts a text."""
    return re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|\|safe\b", html)


def test_components_open_with_their_variables() -> None:
    assert [path.name for path in COMPONENTS if not path.read_text().startswith("{% comment %}\n")] == []


def test_templates_pass_what_they_include_by_name() -> None:
    assert offences(PAGES, leaky_includes) == {}
    assert leaky_includes('{% include "a.html" with b=b %}') == ['{% include "a.html" with b=b %}']


def test_templates_have_no_inline_style_or_script() -> None:
    assert offences([path for path in PAGES if path not in WITHOUT_STYLESHEET], inline_code) == {}
    assert inline_code('<p style="">{{ word|safe }}<script>') == [" style=", "|safe", "<script"]


def test_every_icon_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))

    named = {
        name
        for path in PAGES
        for name in re.findall(r'icon\.html" with name="([\w-]+)"|icon="([\w-]+)"', path.read_text())
        for name in name
        if name
    }

    assert named - drawn == set()


def test_fonts_carry_their_licences() -> None:
    families = {path.name.split("-latin")[0] for path in (STATIC / "fonts").glob("*.woff2")}

    licences = {path.stem.removeprefix("OFL-") for path in (STATIC / "fonts").glob("OFL-*.txt")}

    assert families == licences == {"inter", "jetbrains-mono", "source-serif-4"}


def test_styles_scripts_and_pictures_leave_room_in_the_page_budget() -> None:
    styles = {
        name: sum((CSS / path).stat().st_size for path in paths) for name, paths in linked_styles().items()
    }
    on_every_page = re.findall(r"static '(js/[^']+)'", (TEMPLATES / "layouts/base.html").read_text())
    scripts = {path.relative_to(STATIC).as_posix(): path.stat().st_size for path in (STATIC / "js").iterdir()}
    parts = [*(STATIC / "img").iterdir(), *(STATIC / name for name in on_every_page)]
    of_every_page = styles.pop("_styles") + sum(path.stat().st_size for path in parts)
    of_one_kind = max(styles.values())
    of_one_page = max(size for name, size in scripts.items() if name not in on_every_page)

    assert of_every_page + of_one_kind + of_one_page < PAGE_BUDGET * 2 // 3
