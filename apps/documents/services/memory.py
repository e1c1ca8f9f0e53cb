"""What the archive remembers of a document, as the decision on the next text asks for it."""

from hashlib import sha256

from apps.core import caching, clock
from apps.core.blobs import blob_store
from apps.documents.diffing import ENGINE_VERSION, ChangeKind, Classification
from apps.documents.models import Cause, Document, Hold, Version, VolatilePart
from apps.documents.publishing import LEARNING, Pending, Rules, State, is_published, steady, wording
from apps.documents.publishing import VolatilePart as Part
from apps.documents.selectors import text_of

_MOST_VERSIONS = 200  # looked back at; a text that was in force before them is news
_KEEP_FOR = 30 * 24 * 3600  # seconds; the words of a text never change, the cache only forgets


def state_of(document: Document, latest: Version) -> State:
    """Return what is remembered of a document that has a version. The caller holds the document's row."""
    volatile = tuple(
        Part(part.pattern, part.before, part.after, part.lines) for part in document.volatile_parts.all()
    )
    hold = Hold.objects.filter(document=document).first()
    return State(
        latest=text_of(latest),
        earlier=_wordings(document, volatile),
        pending=_pending(hold) if hold else None,
        volatile=volatile,
        learns_until=latest.captured_at + LEARNING if latest.number == 1 else None,
        rules=Rules(returns=document.stable_after, news=document.confirm_after),
    )


def keep_waiting(document: Document, pending: Pending) -> None:
    """Write down what waits, and since when."""
    Hold.objects.update_or_create(
        document=document,
        defaults={
            "wording": pending.wording,
            "seen": pending.seen,
            "first_seen_at": pending.first_seen_at,
            "last_round": pending.last_round,
        },
    )


def stop_waiting(document: Document) -> None:
    Hold.objects.filter(document=document).delete()


def keep_volatile(document: Document, parts: tuple[Part, ...]) -> None:
    """Write down what was learned; the same is learned once."""
    now = clock.now()
    VolatilePart.objects.bulk_create(
        [
            VolatilePart(
                document=document,
                sha256=_digest(part),
                pattern=part.pattern,
                before=part.before,
                after=part.after,
                lines=part.lines,
                learned_at=now,
            )
            for part in parts
        ],
        ignore_conflicts=True,
    )


def _wordings(document: Document, volatile: tuple[Part, ...]) -> dict[str, int]:
    """Return how often each wording came into force, in the versions looked back at."""
    rows = document.versions.order_by("-number").values_list(
        "text_sha256", "change_here__cause", "change_here__kind", "change_here__materiality"
    )[:_MOST_VERSIONS]
    counted: dict[str, int] = {}
    for digest, cause, kind, materiality in reversed(rows):
        words = _wording(digest, volatile)
        has_come = cause == Cause.PUBLISHER and is_published(
            Classification(ChangeKind(kind), materiality, ())
        )
        counted[words] = counted.get(words, 0) + (words not in counted or has_come)
    return counted


def _wording(text_sha256: str, volatile: tuple[Part, ...]) -> str:
    def make() -> str:
        return wording(steady(blob_store().get(text_sha256).decode(), volatile))

    if volatile:
        return make()
    return caching.remembered(f"wording:{ENGINE_VERSION}:{text_sha256}", make, keep_for=_KEEP_FOR)


def _pending(hold: Hold) -> Pending:
    return Pending(hold.wording, hold.seen, hold.first_seen_at, hold.last_round)


def _digest(part: Part) -> str:
    return sha256("\0".join((part.pattern, part.before, part.after, str(part.lines))).encode()).hexdigest()
