"""What a change of a document did to its provisions: nothing but what the redline shows."""

from collections.abc import Iterator

from apps.documents.diffing import ENGINE_VERSION
from apps.documents.models import Change
from apps.provisions.editions import StoredEdition
from apps.provisions.matching import Lineage, Status
from apps.provisions.matching import ProvisionChange as Told
from apps.provisions.models import ChangeStatus, ProvisionChange, ProvisionText
from apps.provisions.services.matching import Identities


def record_provision_changes(
    *, stored: StoredEdition, before: StoredEdition | None, identities: Identities
) -> int:
    """Record what the change that led to a version did to each clause that did not stay as it was; return how many.

    Runs inside the transaction that stores the version's texts.
    """
    if before is None or identities.lineage is None:
        return 0
    change = Change.objects.get(to_version=stored.version)
    rows = list(_Story(change, before, stored, identities).rows(identities.lineage))
    ProvisionChange.objects.bulk_create(rows)
    return len(rows)


class _Story:
    """Tell a lineage, which counts clauses by their places, of provisions."""

    def __init__(
        self, change: Change, before: StoredEdition, stored: StoredEdition, identities: Identities
    ) -> None:
        self._change, self._stored, self._resumed = change, stored, identities.resumed
        self._old = list(before.texts)
        self._new = list(stored.texts)
        self._former = {text.provision_id: text for text in before.texts}
        self._present = set(identities.owners)

    def rows(self, lineage: Lineage) -> Iterator[ProvisionChange]:
        for told in lineage.changes:
            if told.new is not None:
                row = self._of_new(told, self._new[told.new])
            elif told.old is not None:
                row = self._of_old(told, self._old[told.old])
            if row is not None:
                yield row
            # Where the identity came from elsewhere, the old clause that the lineage led here has ended.
            if told.new is not None and told.old is not None:
                yield from self._left_behind(told, self._old[told.old], self._new[told.new])

    def _of_new(self, told: Told, text: ProvisionText) -> ProvisionChange | None:
        former = self._former.get(text.provision_id)
        is_linked = told.old is not None and self._old[told.old].provision_id == text.provision_id
        if is_linked:
            return None if told.status is Status.UNCHANGED else self._row(told, text, former, told.status)
        if former is not None:
            is_edited = bool(told.ops) and former.sha256 != text.sha256
            return self._row(told, text, former, Status.EDITED) if is_edited else None
        if text.provision_id in self._resumed:
            return self._row(told, text, None, ChangeStatus.RESUMED)
        status = told.status if told.old is None else Status.ADDED
        return self._row(told, text, None, status)

    def _of_old(self, told: Told, text: ProvisionText) -> ProvisionChange | None:
        if text.provision_id in self._present:
            return None
        return self._row(told, None, text, told.status)

    def _left_behind(self, told: Told, old: ProvisionText, new: ProvisionText) -> Iterator[ProvisionChange]:
        if old.provision_id != new.provision_id and old.provision_id not in self._present:
            yield self._row(told, None, old, Status.MERGED)

    def _row(
        self,
        told: Told,
        text: ProvisionText | None,
        former: ProvisionText | None,
        status: Status | ChangeStatus,
    ) -> ProvisionChange:
        provision_id = (text or former or self._new[0]).provision_id
        is_whole = text is not None and former is not None
        return ProvisionChange(
            change=self._change,
            provision_id=provision_id,
            segmenter=self._stored.row.segmenter,
            matcher=self._stored.row.matcher,
            redline=ENGINE_VERSION,
            from_text=former,
            to_text=text,
            status=ChangeStatus(status.value),
            is_edited=is_whole and (told.edited or status is Status.EDITED),
            is_moved=is_whole and told.moved,
            is_renumbered=is_whole and told.renumbered,
            ops=list(told.ops) if text is not None else [],
            old_ops=list(told.old_ops) if former is not None else [],
        )
