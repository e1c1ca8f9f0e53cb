"""Taking a provider's word: whose account it opens, or makes, and that they are in the workspace."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from apps.accounts.errors import NoSeatLeftError
from apps.accounts.mail_domains import domain_of
from apps.accounts.models import (
    Action,
    IdentityProvider,
    Membership,
    SignOnLink,
    UsedStatement,
    User,
    Workspace,
)
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require_seat
from apps.accounts.services.members import admit
from apps.accounts.services.sign_on_domains import is_still_proved
from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.accounts.signon.types import Vouched
from apps.accounts.single_sign_on import provider_of, sign_on_domains_of
from apps.accounts.takeover import clear_the_way
from apps.accounts.types import Actor
from apps.core import clock
from apps.core.tenancy import in_workspace


@dataclass(frozen=True, slots=True)
class SignedOn:
    """Who came, to which workspace; `is_first` the first time that this provider vouched for them."""

    user: User
    workspace: Workspace
    is_first: bool


def accept_sign_on(*, provider: IdentityProvider, vouched: Vouched, visitor: Actor) -> SignedOn:
    """Return the person a provider vouches for, a member of its workspace; made if there is none yet.

    Nothing but the audit log is written when it raises SignOnRefusedError.
    """
    try:
        _require_proved_domain(provider, vouched.email)
        with locked(provider.workspace_id) as row:
            return _accept(row, provider, vouched, visitor)
    except SignOnRefusedError as error:
        with in_workspace(provider.workspace_id):
            _tell_refusal(provider, vouched, visitor, error)
        raise


def _require_proved_domain(provider: IdentityProvider, email: str) -> None:
    """A provider speaks for the domains that its workspace has proved, and has still; never for one below them."""
    with in_workspace(provider.workspace_id):
        domains = sign_on_domains_of(provider.workspace_id).proved()
        domain = domains.filter(domain=domain_of(email)).first()
    if domain is None or not is_still_proved(domain):
        raise SignOnRefusedError(Refusal.FOREIGN)


def _accept(row: Workspace, provider: IdentityProvider, vouched: Vouched, visitor: Actor) -> SignedOn:
    now = clock.now()
    _require_unchanged(row, provider, vouched)
    _spend(row, vouched, now)
    user = _account_of(vouched.email)
    link = _link_of(row, provider, vouched, user)
    if user is None:
        user = _make_account(vouched.email)
    actor = replace(visitor, user_id=user.pk, name=user.email)
    _let_in(row, user, link, actor)
    if link is None:
        SignOnLink.objects.for_workspace(row).create(
            provider=provider, user=user, subject=vouched.subject, created_at=now, used_at=now
        )
    else:
        link.subject, link.used_at = vouched.subject, now
        link.save(update_fields=["subject", "used_at"])
    record_audit(workspace_id=row.pk, actor=actor, action=Action.SIGNED_ON, subject=provider)
    return SignedOn(user, row, is_first=link is None)


def _require_unchanged(row: Workspace, provider: IdentityProvider, vouched: Vouched) -> None:
    """Under the lock: the provider that was believed is the workspace's still, and its domain too."""
    present = provider_of(row)
    if present is None or (present.pk, present.changed_at) != (provider.pk, provider.changed_at):
        raise SignOnRefusedError(Refusal.OVER)
    if not sign_on_domains_of(row).proved().filter(domain=domain_of(vouched.email)).exists():
        raise SignOnRefusedError(Refusal.FOREIGN)


def _spend(row: Workspace, vouched: Vouched, now: datetime) -> None:
    """Use a statement up. The constraint answers: of two at once, one is refused."""
    if vouched.valid_until <= now:
        raise SignOnRefusedError(Refusal.EXPIRED)
    used = UsedStatement.objects.for_workspace(row)
    used.filter(valid_until__lt=now).delete()
    try:
        with transaction.atomic():
            used.create(
                statement_sha256=sha256(vouched.used.encode()).hexdigest(), valid_until=vouched.valid_until
            )
    except IntegrityError as error:
        raise SignOnRefusedError(Refusal.REPLAYED) from error


def _account_of(email: str) -> User | None:
    """Return whose verified address it is. An account that only claims the address is nobody's."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    if found is None:
        return None
    user: User = found.user
    if not user.is_active or user.is_staff or user.is_superuser:
        raise SignOnRefusedError(Refusal.OWN_WAY, "inactive, or of our staff")
    return user


def _make_account(email: str) -> User:
    """Make an account whose address the domain's holder vouches for. Nobody knows a password for it."""
    clear_the_way(user=User(), email=email)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise SignOnRefusedError(Refusal.OWN_WAY, "the address is taken") from error
    return user


def _link_of(
    row: Workspace, provider: IdentityProvider, vouched: Vouched, user: User | None
) -> SignOnLink | None:
    """Return how the provider knows the account; an address that now means somebody else is refused."""
    links = SignOnLink.objects.for_workspace(row).filter(provider=provider)
    named = links.filter(subject=vouched.subject).first()
    own = None if user is None else links.filter(user=user).first()
    if named != own and not (named is None and own is not None and own.subject is None):
        raise SignOnRefusedError(Refusal.OTHER_PERSON)
    return own


def _let_in(row: Workspace, user: User, link: SignOnLink | None, actor: Actor) -> None:
    """Make who is new a member, of the modest role of those who join by themselves. Who was taken out stays out."""
    if Membership.objects.for_workspace(row).filter(user=user).exists():
        return
    if link is not None:
        raise SignOnRefusedError(Refusal.REMOVED)
    try:
        require_seat(row)
    except NoSeatLeftError as error:
        raise SignOnRefusedError(Refusal.NO_SEAT) from error
    admit(workspace=row, user=user, role=row.join_role, actor=actor)


def _tell_refusal(
    provider: IdentityProvider, vouched: Vouched, visitor: Actor, error: SignOnRefusedError
) -> None:
    record_audit(
        workspace_id=provider.workspace_id,
        actor=replace(visitor, name=vouched.email),
        action=Action.SIGN_ON_REFUSED,
        subject=provider,
        changes={"reason": (None, error.reason.value)},
    )
