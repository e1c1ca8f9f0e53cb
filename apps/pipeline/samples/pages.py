"""Render the texts into the vendors' own pages, and the pages that stand in their way."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.pipeline.samples.furniture import Furniture

_HERE = Path(__file__).parent
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def article(markdown: str, tracking: str) -> str:
    """Return the HTML of a text, with an anchor on each heading and `tracking` on each web link."""
    tokens = _PARSER.parse(markdown)
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            token.attrSet("id", _anchor(following.content))
        for child in token.children or ():
            _track(child, tracking)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def title_of(markdown: str) -> str:
    return markdown.partition("\n")[0].removeprefix("# ").strip()


def document_page(vendor: str, markdown: str, noise: Furniture) -> str:
    """Return the page on which `vendor` publishes a text."""
    body = article(markdown, noise.tracking)
    return _fill(
        vendor,
        {"title": escape(title_of(markdown)), "article": body, "contents": _contents(body), **asdict(noise)},
    )


def shell_page(endpoint: str, noise: Furniture) -> str:
    """Return the empty shell whose script asks `endpoint` for the text."""
    return _fill("shell", {"endpoint": escape(endpoint), **asdict(noise)})


def policy_json(markdown: str, noise: Furniture) -> str:
    """Return what the shell's script renders."""
    return json.dumps(
        {
            "title": title_of(markdown),
            "html": article(markdown, noise.tracking),
            "generatedAt": noise.served_at,
            "requestId": noise.nonce,
        }
    )


def challenge_page(host: str, noise: Furniture) -> str:
    return _fill("challenge", {"host": escape(host), **asdict(noise)})


def login_page(vendor: str, wanted: str, noise: Furniture) -> str:
    """Return the page that asks for a password before showing the path `wanted`."""
    return _fill("login", {"vendor": escape(vendor), "wanted": escape(wanted), **asdict(noise)})


def plain_page(title: str, body: str) -> str:
    """Return a page of the site's own, without furniture; `body` is HTML."""
    return _fill("plain", {"title": escape(title), "body": body})


def asset(name: str) -> bytes:
    return (_HERE / "assets" / name).read_bytes()


def _fill(name: str, values: Mapping[str, str]) -> str:
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((_HERE / "chrome" / f"{name}.html").read_text(encoding="utf-8"))


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _track(token: Token, tracking: str) -> None:
    href = str(token.attrGet("href") or "")
    if token.type == "link_open" and href.startswith("http"):
        address, mark, fragment = href.partition("#")
        token.attrSet("href", f"{address}{'&' if '?' in address else '?'}{tracking}{mark}{fragment}")


def _contents(body: str) -> str:
    headings = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', body)
    return "\n".join(f'<li><a href="#{anchor}">{heading}</a></li>' for anchor, heading in headings)
