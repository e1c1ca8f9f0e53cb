"""Laws with their articles as data, and rules that map clauses to them with a reason and a strength."""

from apps.analysis.regulations.mapping import (
    MOST,
    RULES_VERSION,
    Mapped,
    Origin,
    Stated,
    Taken,
    mapped_to,
    mapping_name,
    match_laws,
    origin_of,
    taken,
)
from apps.analysis.regulations.reader import DATA, KnowledgeError, read_knowledge
from apps.analysis.regulations.review import FRESH_FOR, Review, review_of
from apps.analysis.regulations.types import Article, Knowledge, Reach, Regulation, Rule, Status

__all__ = [
    "DATA",
    "FRESH_FOR",
    "MOST",
    "RULES_VERSION",
    "Article",
    "Knowledge",
    "KnowledgeError",
    "Mapped",
    "Origin",
    "Reach",
    "Regulation",
    "Review",
    "Rule",
    "Stated",
    "Status",
    "Taken",
    "mapped_to",
    "mapping_name",
    "match_laws",
    "origin_of",
    "read_knowledge",
    "review_of",
    "taken",
]
