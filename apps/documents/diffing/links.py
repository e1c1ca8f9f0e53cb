"""Links: whether a text leads its reader to other pages."""

from urllib.parse import urlsplit

from apps.documents.diffing.regions import Reading
from apps.documents.diffing.types import ChangeKind, Classification

MATERIALITY_OF_PRINTED_LINK = 20  # the address itself is part of the text
MATERIALITY_OF_NEW_LINK = 15
MATERIALITY_OF_LINK = 2
MOST_SHOWN = 3


def classify_links(before: Reading, after: Reading) -> Classification:
    """Classify a change in nothing but addresses: one printed in the text, another page behind a link, or its query."""
    printed = _addresses(before.printed), _addresses(after.printed)
    if printed[0].keys() != printed[1].keys():
        return _classification(MATERIALITY_OF_PRINTED_LINK, "prints another address", *printed)
    targets = _addresses(before.targets), _addresses(after.targets)
    if targets[1].keys() - targets[0].keys():
        return _classification(MATERIALITY_OF_NEW_LINK, "links to another page", *targets)
    reason = "only queries, fragments, order or number of links differ"
    return Classification(ChangeKind.LINKS, MATERIALITY_OF_LINK, (reason,))


def _classification(materiality: int, what: str, old: dict[str, str], new: dict[str, str]) -> Classification:
    fresh = [f"{what}: {target}" for address, target in new.items() if address not in old]
    gone = [f"no longer: {target}" for address, target in old.items() if address not in new]
    return Classification(ChangeKind.LINKS, materiality, tuple((fresh + gone)[:MOST_SHOWN]))


def _addresses(targets: tuple[str, ...]) -> dict[str, str]:
    return {_page(target): target for target in targets}


def _page(target: str) -> str:
    """Give the page a link leads to, without query, fragment, title, "www." and final slash."""
    try:
        parts = urlsplit(target.split(maxsplit=1)[0])
    except ValueError:  # not an address, such as "http://["
        return target
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" or target
