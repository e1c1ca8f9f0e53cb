"""Claiming domains for single sign-on, proving them by the DNS, giving them up."""

import re
import secrets
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from apps.accounts.errors import DomainLookupFailedError, DomainNotAllowedError, DomainNotProvedError
from apps.accounts.mail_domains import PUBLIC_MAIL_DOMAINS, domain_of
from apps.accounts.models import Action, SignOnDomain, Workspace
from apps.accounts.plans import require_sign_on
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.signon.proofs import is_proved
from apps.accounts.types import SYSTEM, Actor, Permission
from apps.core import clock
from apps.core.tenancy import Claim, claiming, in_workspace

LOOK_AGAIN_AFTER: Final = timedelta(days=1)
UNANSWERED_FOR: Final = timedelta(days=7)  # how long a silent DNS is no evidence against a domain
MOST_DOMAINS: Final = 20
_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def claim_domain(*, workspace: Workspace, domain: str, actor: Actor) -> SignOnDomain:
    """Note that the workspace wants to prove a domain; the answer says what the DNS is to carry.

    Claiming again returns what was claimed before. Raises DomainNotAllowedError, NotPermittedError or NotInPlanError.
    """
    domain = domain_of(f"@{domain}")
    if domain in PUBLIC_MAIL_DOMAINS or not _DOMAIN.fullmatch(domain):
        raise DomainNotAllowedError(
            "Only a domain of your own organisation can be proved, such as example.com."
        )
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        domains = SignOnDomain.objects.for_workspace(row)
        found = domains.filter(domain=domain).first()
        if found is not None:
            return found
        require_sign_on(row)
        if domains.count() >= MOST_DOMAINS:
            raise DomainNotAllowedError(f"A workspace can have {MOST_DOMAINS} domains for single sign-on.")
        claimed = domains.create(domain=domain, token=secrets.token_urlsafe(32), created_at=clock.now())
        record_audit(workspace_id=row.pk, actor=actor, action=Action.DOMAIN_CLAIMED, subject=claimed)
    return claimed


def prove_domain(*, workspace: Workspace, domain_id: int, actor: Actor) -> SignOnDomain:
    """Ask the DNS, and note that the domain is proved. Does nothing if it is already.

    Raises DomainNotProvedError, DomainLookupFailedError or NotPermittedError.
    """
    with in_workspace(workspace):
        require(workspace, actor, Permission.OWNERSHIP)
        claimed = SignOnDomain.objects.for_workspace(workspace).filter(pk=domain_id).first()
    if claimed is None:
        raise DomainNotProvedError("This domain is not claimed any more.")
    if not is_proved(claimed.domain, claimed.token):
        raise DomainNotProvedError("The DNS does not carry the record yet. It can take an hour to be seen.")
    _free_if_lost_elsewhere(claimed)
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        return _note_proved(row, claimed, actor)


def release_domain(*, workspace: Workspace, domain_id: int, actor: Actor) -> None:
    """Give a domain up: the provider speaks for it no more. Does nothing if it was not claimed."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        claimed = SignOnDomain.objects.for_workspace(row).filter(pk=domain_id).first()
        if claimed is not None:
            record_audit(workspace_id=row.pk, actor=actor, action=Action.DOMAIN_RELEASED, subject=claimed)
            claimed.delete()


def is_still_proved(domain: SignOnDomain) -> bool:
    """Tell whether a proved domain is so today: once a day the DNS is asked again, and its no is noted.

    A DNS that does not answer takes nothing away for a week. Not to be called inside a transaction: it waits.
    """
    now = clock.now()
    if domain.seen_at is not None and domain.seen_at > now - LOOK_AGAIN_AFTER:
        return True
    try:
        is_there = is_proved(domain.domain, domain.token)
    except DomainLookupFailedError:
        return domain.seen_at is not None and domain.seen_at > now - UNANSWERED_FOR
    with locked(domain.workspace_id):
        rows = SignOnDomain.objects.for_workspace(domain.workspace_id).proved().filter(pk=domain.pk)
        if is_there:
            rows.update(seen_at=now)
        elif rows.update(lost_at=now):
            record_audit(
                workspace_id=domain.workspace_id, actor=SYSTEM, action=Action.DOMAIN_LOST, subject=domain
            )
    return is_there


def _free_if_lost_elsewhere(claimed: SignOnDomain) -> None:
    """Look whether another workspace that has proved the domain still does: its record goes before ours counts."""
    with claiming(Claim.EMAIL_DOMAIN, claimed.domain):
        other = SignOnDomain.objects.of_domain(claimed.domain).exclude(pk=claimed.pk).first()
    if other is None:
        return
    other.seen_at = None
    if is_still_proved(other):
        raise DomainNotProvedError(_ELSEWHERE)


def _note_proved(workspace: Workspace, claimed: SignOnDomain, actor: Actor) -> SignOnDomain:
    domains = SignOnDomain.objects.for_workspace(workspace)
    now = clock.now()
    was_proved = domains.proved().filter(pk=claimed.pk).exists()
    try:
        with transaction.atomic():
            noted = domains.filter(pk=claimed.pk).update(proved_at=now, seen_at=now, lost_at=None)
    except IntegrityError as error:
        raise DomainNotProvedError(_ELSEWHERE) from error
    if not noted:
        raise DomainNotProvedError("This domain is not claimed any more.")
    if not was_proved:
        record_audit(workspace_id=workspace.pk, actor=actor, action=Action.DOMAIN_PROVED, subject=claimed)
    return domains.get(pk=claimed.pk)


_ELSEWHERE = "Another workspace has proved this domain. Take its record out of the DNS first, then try again."
