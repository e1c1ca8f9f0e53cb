"""Pages that hold several documents one after the other: which of them is the one that is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .links import fragment_of, last_words_of
from .main import MainPart, children_of
from .tree import Tree, attribute

_FEWEST_KINDS = 2
_FEWEST_CHARACTERS = 1_500  # of prose in each document
_MOST_OUTSIDE = 0.2  # of the prose, outside the documents
_LONGEST_TITLE = 80
_HEADINGS = frozenset({"h1", "h2", "h3"})
_KINDS = (
    ("cookies", r"cookies?|trackers?"),
    (
        "privacy",
        r"privacy|datenschutz\w*|confidentialité|privacidad|privacidade|riservatezza|privacyverklaring",
    ),
    ("processing", r"data processing|auftragsverarbeitung\w*|traitement des données|tratamiento de datos"),
    ("use", r"acceptable use|usage|prohibited|community|content"),
    (
        "terms",
        r"terms|conditions|agreement|agb|\w*bedingungen|términos|condiciones|condizioni|termos|voorwaarden",
    ),
)
_KIND = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS]
_OF_DOCUMENTS = re.compile(
    r"\b(?:polic(?:y|ies)|terms|conditions|agreement|addendum|notice|statement|guidelines|rules|"
    r"\w*erklärung|\w*bedingungen|richtlinien?|hinweise?|vereinbarung|agb|politique|conditions|charte|avis|"
    r"política|términos|condiciones|aviso|acuerdo|informativa|termini|condizioni|termos|condições|"
    r"beleid|voorwaarden|verklaring)\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s[-\u2013]\s|[|\u2014\u00b7:,/&+]|\b(?:and|und|et|y|e|en)\b", re.IGNORECASE)
_SUPPLEMENT = re.compile(
    r"(?:additional|supplement\w*|special|zusätzliche|ergänzende|supplémentaires)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Which document of a page is meant: by its name, and by the fragment of its address."""

    name: str
    fragment: str


def meant_by(name: str, url: str, title: str | None) -> Meant:
    """Say what is meant by a name, or without one by the page's title together with the last words of its address.

    These name a document where they agree and speak of one kind only: "Terms and Privacy Policy" is the name of a shelf.
    """
    return Meant(
        name or (_named_by(title, last_words_of(url)) if title is not None else ""), fragment_of(url)
    )


def _named_by(title: str, address: str) -> str:
    titled, addressed = (
        [part for part in _PARTED.split(text) if _kind_of(part)] for text in (title, address)
    )
    kinds = {_kind_of(part) for part in (*titled, *addressed)}
    return (titled or addressed)[0].strip() if len(kinds) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Shelved:
    """One document of several on a page."""

    node: int
    title: str
    kind: str


def drop_other_documents(tree: Tree, kept: bytearray, prose: list[int], part: MainPart, meant: Meant) -> bool:
    """Drop from a page of several documents those that are not meant and no supplement to the one that is.

    Says whether any was dropped.
    """
    shelved = _shelved(tree, kept, prose, part)
    chosen = _chosen(tree, shelved, meant)
    if chosen is None or len({document.kind for document in shelved}) < _FEWEST_KINDS:
        return False
    for document in shelved:
        if document is chosen or (document.kind == chosen.kind and _SUPPLEMENT.match(document.title)):
            continue
        end = tree.ends[document.node]
        kept[document.node : end] = bytes(end - document.node)
    return True


def _chosen(tree: Tree, shelved: Sequence[_Shelved], meant: Meant) -> _Shelved | None:
    """Return the document that the address points into, else the one whose title is most like the name."""
    pointed = _pointed_at(tree, meant.fragment)
    for document in shelved:
        if pointed is not None and document.node <= pointed < tree.ends[document.node]:
            return document
    kind = _kind_of(meant.name)
    same = [document for document in shelved if document.kind == kind] if kind else []
    return max(same, key=lambda document: _likeness(document.title, meant.name), default=None)


def _pointed_at(tree: Tree, fragment: str) -> int | None:
    if not fragment:
        return None
    found = (index for index, attrs in enumerate(tree.attrs) if attribute(attrs, "id") == fragment)
    return next(found, None)


def _shelved(tree: Tree, kept: bytearray, prose: list[int], part: MainPart) -> Sequence[_Shelved]:
    """Return the documents on a page; none where it is one document, whatever its sections are called."""
    found: list[_Shelved] = []
    children = children_of(tree, part.node, part.end)
    if not children:
        return found
    enough = (1 - _MOST_OUTSIDE) * (prose[part.end] - prose[part.node])
    inside = prose[tree.ends[children[-1]]] - prose[part.node]  # unless what follows shows that it is not
    for child in children:
        size = prose[tree.ends[child]] - prose[child]
        title = _title_of(tree, kept, child) if kept[child] and size else ""
        kind = _kind_of(title) if _OF_DOCUMENTS.search(title) else ""
        if kind and (size >= _FEWEST_CHARACTERS or _SUPPLEMENT.match(title)):
            found.append(_Shelved(child, title, kind))
        else:
            inside -= size
            if inside < enough:
                return []
    return found


def _title_of(tree: Tree, kept: bytearray, node: int) -> str:
    """Return the heading or the line that a part begins with."""
    title = ""
    for index in range(node, tree.ends[node]):
        if not kept[index]:
            continue
        if tree.tags[index] in _HEADINGS:
            title = "".join(tree.texts[index : tree.ends[index]])
        elif not tree.tags[index]:
            title = tree.texts[index]
        if title.strip():
            break
    title = " ".join(title.split())
    return title if len(title) <= _LONGEST_TITLE and not title[:1].isdigit() else ""


def _kind_of(title: str) -> str:
    return next((kind for kind, words in _KIND if words.search(title)), "")


def _likeness(title: str, name: str) -> float:
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (title, name))
    return len(left & right) / len(left | right)
