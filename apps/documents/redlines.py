"""The redline of two stored texts: computed once per pair of digests and engine, for everybody."""

from apps.core.caching import remembered
from apps.documents.diffing import ENGINE_VERSION, Redline, from_json, redline, to_json
from apps.documents.models import Version
from apps.documents.selectors import text_of

_KEEP_FOR = 7 * 24 * 3600  # seconds; the operations of a pair never change, the cache only forgets


def redline_between(old: Version, new: Version) -> Redline:
    """Return what leads from one version's text to the other's."""
    key = f"redline:{ENGINE_VERSION}:{old.text_sha256}:{new.text_sha256}"
    return from_json(
        remembered(key, lambda: to_json(redline(text_of(old), text_of(new))), keep_for=_KEEP_FOR)
    )
