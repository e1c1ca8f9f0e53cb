"""What surrounds a document on its page: navigation, banners, consent dialogs, hidden parts."""

import re
from enum import IntEnum

from .anchors import Anchor
from .prose import paragraphs_length
from .tree import Tree


class Surrounding(IntEnum):
    """How sure the markup is that a part is not the document; the value is an index into `_LARGEST_SHARE`."""

    NO = 0
    LIKELY = 1
    CONSENT = 2
    SURE = 3
    HIDDEN = 4
    CONSENT_TOOL = 5


# The largest share of the page's text that a part may hold and still be dropped: wrongly marked wrappers hold more.
_LARGEST_SHARE = (0.0, 0.25, 0.5, 0.5, 0.5, 0.97)
# A likely surrounding with this much of its text in whole paragraphs is a section with an unlucky name.
_SHARE_OF_PARAGRAPHS = 0.4
_FEWEST_PARAGRAPHS = 300  # characters
_FEWEST_KNOWN = 3  # fingerprints

_SURE_TAGS = frozenset({"nav", "footer"})
_LIKELY_TAGS = frozenset({"aside", "header", "menu"})
_JUDGED = frozenset(
    [
        "div",
        "section",
        "aside",
        "header",
        "footer",
        "nav",
        "ul",
        "ol",
        "p",
        "form",
        "span",
        "article",
        "main",
        "button",
        "a",
        "menu",
        "dialog",
        "table",
        "details",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "dl",
    ]
)
_BY_STATE_ONLY = frozenset(
    [
        "main",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "p",
        "li",
        "span",
        "button",
        "details",
        "blockquote",
        "dl",
    ]
)

_NAMES = re.compile(
    r"(?:^|\s)(class|id|role|style|hidden|aria-hidden|aria-modal|data-state)(?:=\"([^\"]*)\")?"
)
_INVISIBLE = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)

# All of these match whole words of a class or id, or their beginnings.
_CONSENT_TOOL = re.compile(
    r"onetrust|ot-sdk|optanon|cybot|cookiebot|didomi|usercentrics|osano-cm|truste[-_]|qc-cmp|iubenda-cs|axeptio|"
    r"tarteaucitron|sp_message|cky-|cmplz|termly-|klaro|cc-window|cc-banner|cookieconsent|cookie-?law-?info"
)
_CONSENT = re.compile(
    r"(?:.*[-_])?(?:cookies?|consent|gdpr|ccpa)[-_]?(?:banner|bar|notice|popup|modal|dialog|wall|overlay|layer|"
    r"manager|settings|preferences|prompt|toast|box|disclaimer|drawer)"
)
_FOR_SCREEN_READERS = frozenset(
    {
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "u-visually-hidden",
    }
)
_PANEL = re.compile(r".*(?:accordion|collaps|tab-?panel|tab-?content|tab-?pane|toggle|expand|faq|panel)")
_PANEL_ROLES = frozenset({"tabpanel", "region"})
_SURE_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip"}
)
_LIKELY_ROLES = frozenset({"banner", "contentinfo", "complementary", "tablist", "alert", "status"})
_SURE_NAME = re.compile(
    r"(?:.*[-_])?(?:navbar|breadcrumbs?|(?:site|global|page|main)-?(?:header|footer|nav(?:igation)?)|"
    r"(?:main|primary|top|global|mobile|header|footer|side)[-_]?(?:nav|navigation|menu)|footer|mega-?menu|offcanvas|"
    r"skip-?(?:link|nav|to)s?)(?:[-_].*)?$"
)
_LIKELY_NAME = re.compile(
    r"(?:.*[-_])?(?:nav|navigation|menu|sidebar|sidenav|share|sharing|social|related|newsletter|subscribe|promo|popup|modal|toast|"
    r"pagination|pager|announcement|masthead|topbar|lang(?:uage)?-?(?:switch(?:er)?|selector|picker)|"
    r"locale-?(?:switch(?:er)?|selector|picker)|back-?to-?top|helpful|feedback|byline|search|advert)(?:[-_].*)?$|ads?(?:[-_].*)?$"
)

_BY_NAME = (
    (_CONSENT_TOOL, Surrounding.CONSENT_TOOL),
    (_CONSENT, Surrounding.CONSENT),
    (_SURE_NAME, Surrounding.SURE),
    (_LIKELY_NAME, Surrounding.LIKELY),
)


def kept_nodes(
    tree: Tree, lengths: list[int], anchor: Anchor | None = None, *, trusted: bool = False
) -> bytearray:
    """Return one byte a node: 1 where the node is part of the page's own text.

    Of a trusted tree, which somebody selected by hand, only the hidden parts are dropped; and whatever holds the
    known text is the document, by any name.
    """
    kept = bytearray(b"\x01") * len(tree.tags)
    attrs, ends, sums = tree.attrs, tree.ends, tree.sums
    total = sums[-1] or 1
    verdicts: dict[tuple[str, str], Surrounding] = {}
    resume = 0  # behind the part that was dropped last
    for index, tag in enumerate(tree.tags):
        if index < resume or tag not in _JUDGED:
            continue
        key = (tag, attrs[index])
        verdict = verdicts.get(key)
        if verdict is None:
            verdict = verdicts[key] = _judged(*key, tree.controlled, trusted=trusted)
        if not verdict:
            continue
        end = ends[index]
        size = sums[end] - sums[index]
        if size <= _LARGEST_SHARE[verdict] * total and not (
            (verdict is Surrounding.LIKELY and _exempt(tree, lengths, index, size))
            or (anchor and _is_known(anchor, lengths, index, end))
        ):
            kept[index:end] = bytes(end - index)
            resume = end
    return kept


def _judged(tag: str, attrs: str, controlled: frozenset[str], *, trusted: bool) -> Surrounding:
    named = dict(_NAMES.findall(attrs)) if attrs else {}
    names = f"{named.get('class', '')} {named.get('id', '')}".lower().split()
    if named and _is_hidden(named) and not (named.get("id") in controlled or _is_panel(named, names)):
        return Surrounding.HIDDEN
    return (
        Surrounding.NO
        if trusted
        else max(_judged_by_tag(tag), _judged_by_name(tag, named.get("role", ""), names))
    )


def _judged_by_tag(tag: str) -> Surrounding:
    if tag in _SURE_TAGS:
        return Surrounding.SURE
    return Surrounding.LIKELY if tag in _LIKELY_TAGS else Surrounding.NO


def _is_hidden(named: dict[str, str]) -> bool:
    return (
        "hidden" in named
        or named.get("aria-hidden") == "true"
        or ("style" in named and bool(_INVISIBLE.search(named["style"])))
    )


def _is_panel(named: dict[str, str], names: list[str]) -> bool:
    """Say whether a hidden part is one that a reader opens: a closed accordion or a tab."""
    return named.get("role") in _PANEL_ROLES or "data-state" in named or any(map(_PANEL.match, names))


def _judged_by_name(tag: str, role: str, names: list[str]) -> Surrounding:
    if not _FOR_SCREEN_READERS.isdisjoint(names):
        return Surrounding.LIKELY
    if tag in _BY_STATE_ONLY:
        return Surrounding.NO
    by_role = (
        Surrounding.SURE
        if role in _SURE_ROLES
        else Surrounding.LIKELY
        if role in _LIKELY_ROLES
        else Surrounding.NO
    )
    by_name = (verdict for pattern, verdict in _BY_NAME if any(map(pattern.match, names)))
    return max(by_role, next(by_name, Surrounding.NO))


def _exempt(tree: Tree, lengths: list[int], index: int, size: int) -> bool:
    """Say whether a part is the document's after all: it holds its title, or whole paragraphs."""
    end = tree.ends[index]
    if "h1" in tree.tags[index:end] and "header" in (tree.tags[index] + tree.attrs[index]):
        return True
    if size < _FEWEST_PARAGRAPHS:
        return False
    return paragraphs_length(lengths, index, end) >= max(_FEWEST_PARAGRAPHS, _SHARE_OF_PARAGRAPHS * size)


def _is_known(anchor: Anchor, lengths: list[int], index: int, end: int) -> bool:
    """Say whether a part is text known from before, in paragraphs: a list of links repeats the headings only."""
    if sum(anchor.found[index:end]) < _FEWEST_KNOWN:
        return False
    return bool(paragraphs_length(lengths, index, end)) and anchor.holds(index, end)
