"""From an address that somebody confirmed to a document of the public archive, which does not know who did."""

from dataclasses import dataclass

from apps.accounts.models import Workspace
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.models import Run, Trigger
from apps.pipeline.services.runs import open_run
from apps.pipeline.services.tracking import TrackRequest, track_address
from apps.subscriptions.errors import AddressNotReadyError
from apps.subscriptions.models import AddressRequest, Watch
from apps.subscriptions.selectors.addresses import document_at
from apps.subscriptions.services.addresses import mark_added, require_quota
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import AddressState, FoundRecord, Rules


@dataclass(frozen=True, slots=True)
class Added:
    """The document, the watch that follows it, and its first round; none where the document was in the archive already."""

    document: Document
    watch: Watch
    run: Run | None


def add_document(*, workspace: Workspace, request_id: int, actor: Actor) -> Added:
    """Declare the document that was found at an address, follow it, and open its first round: all of it, or nothing.

    Of two who confirm at once, the second is told. Raises NotPermittedError, AddressNotReadyError, AddressQuotaError, and
    LimitReachedError where the plan has no room for its platform.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        request = AddressRequest.objects.for_workspace(row).filter(pk=request_id).first()
        if request is None or request.state != AddressState.READY:
            raise AddressNotReadyError("This address was confirmed or dropped meanwhile.")
        found = FoundRecord.model_validate(request.found)
        known = document_at(found.final_url) or document_at(request.url)
        if known is None:
            require_quota(row)
        locale = found.language or "en"
        document = known or track_address(TrackRequest(url=found.final_url, type=found.type, locale=locale))
        watch = open_watch(workspace=row, subject=document, rules=Rules(), actor=actor).watch
        mark_added(row, request, document, actor=actor)
        run = None
        if known is None:
            run = open_run(document=document, scheduled_for=clock.now(), trigger=Trigger.PERSON)
        return Added(document, watch, run)
