"""Public addresses that workspaces would have watched: asking, looking, and what came of it.

Every change of state is a conditional update that must hit one row, in the row's own workspace.
"""

import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q

from apps.accounts.models import Workspace
from apps.accounts.plans import plan_of
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission, Plan
from apps.billing.catalogue import plans_data
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.errors import InvalidSourceError
from apps.documents.models import Document
from apps.documents.services.sources import check_urls
from apps.platforms.catalogue import address_key
from apps.subscriptions.actions import Action
from apps.subscriptions.errors import AddressNotReadyError, AddressQuotaError, InvalidAddressError
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.models.address import OPEN_STATES
from apps.subscriptions.types import AddressState, FoundRecord

MONTH: Final = timedelta(days=30)
MOST_ATTEMPTS: Final = 5
_LOOKS_A_DAY: Final = 60  # of one workspace: each makes us visit a stranger's server
_MOST_OPEN: Final = 20


def ask_for_address(*, workspace: Workspace, url: str, actor: Actor) -> AddressRequest:
    """Have an address looked at. Asked for while it is looked at or waits to be confirmed, it is there once.

    Raises NotPermittedError, InvalidAddressError, or AddressQuotaError where the plan gives no more this month.
    """
    url = _checked(url)
    key = sha256(address_key(url).encode()).hexdigest()
    now = clock.now()
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        requests = AddressRequest.objects.for_workspace(row)
        present = requests.filter(key=key, state__in=OPEN_STATES).first()
        if present is not None:
            return present
        require_quota(row)
        _require_patience(row, now)
        made = requests.create(
            url=url, key=key, next_attempt_at=now, requested_by_id=actor.user_id, requested_at=now
        )
        record_audit(workspace_id=row.pk, actor=actor, action=Action.ADDRESS_ASKED, subject=made)
        return made


def require_quota(row: Workspace) -> None:
    """Raises AddressQuotaError where the plan gives no more documents by their addresses. Inside `locked`."""
    plan = plan_of(row)
    most = plans_data().plans[plan].added_documents
    added = AddressRequest.objects.for_workspace(row).filter(added_at__gt=clock.now() - MONTH).count()
    if added < most:
        return
    more = next((other for other in list(Plan) if plans_data().plans[other].added_documents > most), None)
    way = f" The {more.label} plan gives {plans_data().plans[more].added_documents}." if more else ""
    raise AddressQuotaError(
        f"The {plan.label} plan gives {most} {'document' if most == 1 else 'documents'} by address in thirty days, and "
        f"{added} {'was' if added == 1 else 'were'} added.{way} What is in the archive already can be followed as ever."
    )


def claim_look(*, workspace_id: int, request_id: int) -> AddressRequest | None:
    """Take an address in hand to look at it, one that a dead worker had included; None where there is nothing to do.

    After five attempts that brought no end it is refused.
    """
    now, claim = clock.now(), uuid.uuid4()
    with in_workspace(workspace_id):
        rows = AddressRequest.objects.for_workspace(workspace_id).filter(pk=request_id)
        rows.filter(_due(now), attempts__gte=MOST_ATTEMPTS).update(
            state=AddressState.REFUSED,
            claim=None,
            claimed_at=None,
            problem="processing_failed",
            told="This page could not be read: it ended our reading several times.",
            looked_at=now,
        )
        taken = rows.filter(_due(now)).update(
            state=AddressState.LOOKING, claim=claim, claimed_at=now, attempts=F("attempts") + 1
        )
        return rows.get() if taken else None


def note_found(request: AddressRequest, found: FoundRecord) -> bool:
    """Write down what was found, to be confirmed; return whether the claim still held."""
    return _write(
        request, state=AddressState.READY, found=found.model_dump(mode="json"), looked_at=clock.now()
    )


def note_refused(request: AddressRequest, *, problem: str, told: str) -> bool:
    """Write down why the address cannot be watched; return whether the claim still held."""
    return _write(
        request,
        state=AddressState.REFUSED,
        problem=problem[:60],
        told=told[:500],
        looked_at=clock.now(),
    )


def note_waits(request: AddressRequest, *, until: datetime, needs_browser: bool) -> bool:
    """Put it back to wait: the host is busy, or the browser is to look. Waiting is no failed attempt."""
    return _write(
        request,
        state=AddressState.WAITING,
        next_attempt_at=until,
        needs_browser=needs_browser,
        attempts=0,
    )


def mark_added(row: Workspace, request: AddressRequest, document: Document, *, actor: Actor) -> None:
    """Write down which document it became. Inside `locked`. Raises AddressNotReadyError where somebody was faster."""
    ours = AddressRequest.objects.for_workspace(row).filter(pk=request.pk, state=AddressState.READY)
    if not ours.update(state=AddressState.ADDED, document=document, added_at=clock.now()):
        raise AddressNotReadyError("This address was confirmed or dropped meanwhile.")
    record_audit(
        workspace_id=row.pk,
        actor=actor,
        action=Action.ADDRESS_ADDED,
        subject=request,
        changes={"document": (None, document.public_id)},
    )


def drop_address(*, workspace: Workspace, request_id: int, actor: Actor) -> None:
    """Want an address no more. Raises NotPermittedError, or AddressNotReadyError where it is added or dropped already."""
    with locked(workspace) as row:
        require(row, actor, Permission.WATCH)
        rows = AddressRequest.objects.for_workspace(row).filter(pk=request_id)
        open_ones = rows.filter(state__in=OPEN_STATES)
        if not open_ones.update(state=AddressState.DROPPED, claim=None, claimed_at=None):
            raise AddressNotReadyError("This address was confirmed or dropped meanwhile.")
        record_audit(workspace_id=row.pk, actor=actor, action=Action.ADDRESS_DROPPED, subject=rows.get())


def _checked(url: str) -> str:
    """Return the address as it is asked for; what lacks a scheme gets one. Raises InvalidAddressError."""
    url = url.strip()
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise InvalidAddressError("There is a space or a control character in this address.")
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        check_urls([url])
        host, _port = parts.hostname or "", parts.port
    except (ValueError, InvalidSourceError) as error:
        raise InvalidAddressError(
            "This is no web address. It looks like https://example.com/terms."
        ) from error
    if parts.username or parts.password:
        raise InvalidAddressError("An address with a name or password in it is not public.")
    if "." not in host and ":" not in host:
        raise InvalidAddressError("This is no public address: its host has no dot in it.")
    return parts._replace(fragment="").geturl()


def _require_patience(row: Workspace, now: datetime) -> None:
    requests = AddressRequest.objects.for_workspace(row)
    if requests.filter(state__in=OPEN_STATES).count() >= _MOST_OPEN:
        raise AddressQuotaError(f"{_MOST_OPEN} addresses wait to be confirmed. Confirm or drop some first.")
    if requests.filter(requested_at__gt=now - timedelta(days=1)).count() >= _LOOKS_A_DAY:
        raise AddressQuotaError(
            f"This workspace had {_LOOKS_A_DAY} addresses looked at in a day. Go on tomorrow."
        )


def _due(now: datetime) -> Q:
    lost = now - timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return Q(state=AddressState.WAITING, next_attempt_at__lte=now) | Q(
        state=AddressState.LOOKING, claimed_at__lt=lost
    )


def _write(request: AddressRequest, **values: object) -> bool:
    """Change the row while our claim holds: nobody has dropped it, and no other worker has it."""
    with in_workspace(request.workspace_id):
        rows = AddressRequest.objects.for_workspace(request.workspace_id)
        ours = rows.filter(pk=request.pk, claim=request.claim, state=AddressState.LOOKING)
        return bool(ours.update(claim=None, claimed_at=None, **values))
