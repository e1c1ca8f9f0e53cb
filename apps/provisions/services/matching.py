"""Who is who: which provision each clause of a version is, and what became of those of the version before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from apps.core import clock
from apps.documents.models import Version
from apps.documents.redlines import redline_between
from apps.documents.selectors import text_of
from apps.provisions.editions import StoredEdition
from apps.provisions.matching import Clause, Edition, Lineage, match_same, trace
from apps.provisions.models import Descent, DescentKind, Provision, Standing

_MOST_ENDED = 500  # clauses that ended and may be back, the latest to go first


@dataclass(frozen=True, slots=True)
class Identities:
    """Hold the provision of each clause, in order, which of them are new, and by what they were recognised.

    `lineage` leads from the version before, `recut` from what another segmenter made of this one.
    """

    owners: list[int]
    minted: frozenset[int]
    resumed: frozenset[int]
    lineage: Lineage | None
    recut: Lineage | None


@dataclass(slots=True)
class _Search:
    """Hold the clauses that are recognised so far; none takes a provision that another has."""

    edition: Edition
    owners: list[int | None] = field(init=False)
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.owners = [None] * len(self.edition.segments)

    def take(self, found: Iterable[tuple[int, int]]) -> None:
        """Give clauses, by place, their provisions where both are still free."""
        for place, provision in found:
            if self.owners[place] is None and provision not in self.used:
                self.owners[place] = provision
                self.used.add(provision)

    @property
    def unknown(self) -> list[int]:
        return [place for place, owner in enumerate(self.owners) if owner is None]


def match_provisions(
    *, version: Version, edition: Edition, before: StoredEdition | None, recut: StoredEdition | None
) -> Identities:
    """Recognise the clauses of a version and mint provisions for those that are new.

    What another segmenter cut at the same place of this very text comes first, then what the redline leads here from the
    version before, then what else the other segmenter made of it, then clauses that ended and are back word for word.
    Runs inside the transaction that stores the version's texts, under the document's lock.
    """
    search = _Search(edition)
    lineage = again = None
    if recut is not None:
        search.take(_at_the_same_place(recut, edition))
    if before is not None:
        lineage = trace(before.edition, edition, redline_between(before.version, version))
        search.take((new, before.provisions[old]) for new, old in lineage.kept.items())
    if recut is not None:
        again = trace(recut.edition, edition, redline_between(version, version))
        search.take((new, recut.provisions[old]) for new, old in again.kept.items())
    known = set(search.used)
    search.take(_back_again(version, edition, search.unknown, version.number - 1 if before else None))
    resumed = frozenset(search.used - known)
    minted = _mint(version, len(search.unknown))
    owners = _completed(search.owners, minted)
    return Identities(owners, frozenset(minted), resumed, lineage, again)


def record_descents(
    *, version: Version, identities: Identities, before: StoredEdition | None, recut: StoredEdition | None
) -> None:
    """Record which clauses were split off from which, and which were merged into which."""
    found: dict[tuple[int, int, str], bool] = {}
    for lineage, former, is_recut in (
        (identities.recut, recut, True),
        (identities.lineage, before, False),
    ):
        if lineage is not None and former is not None:
            found |= dict.fromkeys(_kinships(lineage, former.provisions, identities.owners), is_recut)
    Descent.objects.bulk_create(
        [
            Descent(version=version, ancestor_id=ancestor, heir_id=heir, kind=kind, is_recut=is_recut)
            for (ancestor, heir, kind), is_recut in found.items()
        ],
        ignore_conflicts=True,  # another segmenter saw the same in this version
    )


def _at_the_same_place(recut: StoredEdition, edition: Edition) -> Iterator[tuple[int, int]]:
    places = {(text.start, text.end): text.provision_id for text in recut.texts}
    for place, segment in enumerate(edition.segments):
        provision = places.get((segment.span.start, segment.span.end))
        if provision is not None:
            yield place, provision


def _back_again(
    version: Version, edition: Edition, unknown: Sequence[int], before: int | None
) -> Iterator[tuple[int, int]]:
    """Find clauses that were gone and are back in the same words; the latest to go is the first to come back."""
    if not unknown or before is None:
        return
    ended = list(
        Standing.objects.filter(
            provision__document=version.document_id, last_number__lt=before, ended_in__isnull=False
        )
        .select_related("last_text__version")
        .order_by("-last_number", "provision_id")[:_MOST_ENDED]
    )
    texts = {told.pk: text_of(told) for told in {standing.last_text.version for standing in ended}}
    old = [
        Clause(
            texts[standing.last_text.version_id][standing.last_text.start : standing.last_text.end],
            tuple(standing.last_text.path),
            standing.last_text.number,
        )
        for standing in ended
    ]
    clauses = edition.clauses()
    for link in match_same(old, [clauses[place] for place in unknown]):
        yield unknown[link.new], ended[link.old].provision_id


def _mint(version: Version, count: int) -> list[int]:
    now = clock.now()
    made = Provision.objects.bulk_create(
        Provision(document_id=version.document_id, first_version=version, created_at=now)
        for _ in range(count)
    )
    return [provision.pk for provision in made]


def _completed(owners: Sequence[int | None], minted: Sequence[int]) -> list[int]:
    fresh = iter(minted)
    return [next(fresh) if owner is None else owner for owner in owners]


def _kinships(
    lineage: Lineage, former: Sequence[int], owners: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Give (ancestor, heir, kind) for what a lineage tells of splits and merges, none of a clause with itself."""
    gone = set(former) - set(owners)
    for change in lineage.changes:
        heir = None if change.new is None else owners[change.new]
        ancestor = None if change.old is None else former[change.old]
        pairs = [(former[old], heir) for old in change.came_from if heir is not None]
        pairs += [(ancestor, owners[new]) for new in change.went_to if ancestor is not None]
        for older, younger in pairs:
            if older != younger:
                yield older, younger, DescentKind.MERGED if older in gone else DescentKind.SPLIT
