"""Documents whose clauses were mapped to laws."""

from collections.abc import Sequence
from typing import Any

from apps.analysis.models import Mapping
from apps.analysis.services.mapping import map_provisions
from apps.documents.models import Document, Version
from apps.provisions.models import Classification
from tests.factories import make_document, make_history, make_operator, make_platform
from tests.provisions.documents import cut_all, terms

ARBITRATION = (
    "Any dispute between you and Acme shall be finally resolved by binding arbitration and not in court."
)
CHANGE = "We may change these terms at any time without notice to you."
LEAVING = "You may close your account at any time in your settings."


def make_terms(*clauses: str, **platform: Any) -> Document:
    """Make the terms of a social network of the United States, cut and classified."""
    fields = {"category": "social", "operator": make_operator()} | platform
    document = make_document(platform=make_platform(**fields))
    make_history(document, [terms(*clauses)])
    cut_all(document)
    return document


def classified(document: Document) -> list[Classification]:
    """Return the classifications of a document's clauses, in the order of the text."""
    return list(
        Classification.objects.filter(text__version__document=document)
        .select_related("text__version__document__platform__operator")
        .order_by("text__version__number", "text__ordinal", "pk")
    )


def screen(document: Document) -> int:
    """Map a document's clauses, and return how many mappings were stored."""
    return map_provisions(classifications=classified(document))


def mapped(rows: Sequence[Mapping]) -> set[tuple[str, str, str]]:
    """Return law, article and strength of each mapping."""
    return {(row.article.regulation.slug, row.article.reference, row.strength) for row in rows}


def last_version(document: Document) -> Version:
    return document.versions.order_by("-number")[0]
