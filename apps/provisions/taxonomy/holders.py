"""Which documents could hold a clause on a topic."""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy.reader import DATA, read_taxonomy
from apps.provisions.taxonomy.types import Slug


class _Holders(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    agreements: frozenset[str]
    families: Mapping[Slug, frozenset[str]]
    topics: Mapping[Slug, frozenset[str]]


@cache
def read_holders() -> _Holders:
    """Return the types of documents by family and by topic, as the shipped file says."""
    return _Holders.model_validate(read_yaml((DATA / "holders.yaml").read_bytes()))


def document_types_for(topic: str) -> frozenset[str]:
    """Return the types of document that could hold a clause on the topic. Raises `KeyError`."""
    holders = read_holders()
    return holders.topics.get(topic) or holders.families[read_taxonomy().topic(topic).family]
