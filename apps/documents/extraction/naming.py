"""What the names and the role of an element say about it: navigation, consent dialogs, panels, screen readers' text."""

import re
from enum import IntEnum
from functools import lru_cache


class Surrounding(IntEnum):
    """How sure the markup is that a part is not the document; the value is an rank."""

    NO = 0
    LIKELY = 1
    CONSENT = 2
    SURE = 3
    HIDDEN = 4
    CONSENT_TOOL = 5


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

_NAMES_REMEMBERED = 20_000


@lru_cache(_NAMES_REMEMBERED)
def surrounding_of_name(name: str) -> Surrounding:
    """Return what one class or id, in lower case, says."""
    return next((verdict for pattern, verdict in _BY_NAME if pattern.match(name)), Surrounding.NO)


def surrounding_of_role(role: str) -> Surrounding:
    """Return what an ARIA role says."""
    if role in _SURE_ROLES:
        return Surrounding.SURE
    return Surrounding.LIKELY if role in _LIKELY_ROLES else Surrounding.NO


def is_for_screen_readers(names: list[str]) -> bool:
    """Say whether text is there to be heard and not seen."""
    return not _FOR_SCREEN_READERS.isdisjoint(names)


def is_panel(role: str, names: list[str]) -> bool:
    """Say whether an element is one that a reader opens: an accordion or a tab."""
    return role in _PANEL_ROLES or any(map(_PANEL.match, names))
