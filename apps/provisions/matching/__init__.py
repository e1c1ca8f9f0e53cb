"""Follows a clause from one version of a document to the next."""

from apps.provisions.matching.lineage import MATCHER_VERSION, Edition, trace
from apps.provisions.matching.types import Basis, Clause, Lineage, Link, ProvisionChange, Status
from apps.provisions.matching.wording import match_same, match_wordings

__all__ = [
    "MATCHER_VERSION",
    "Basis",
    "Clause",
    "Edition",
    "Lineage",
    "Link",
    "ProvisionChange",
    "Status",
    "match_same",
    "match_wordings",
    "trace",
]
