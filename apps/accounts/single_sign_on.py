"""Reading single sign-on: of whom a provider may speak, and which provider that is. Needs no workspace unless one is taken."""

from django.utils.crypto import salted_hmac

from apps.accounts.mail_domains import domain_of
from apps.accounts.models import IdentityProvider, SignOnDomain, SignOnLink, User, Workspace
from apps.accounts.models.single_sign_on import SignOnDomains
from apps.accounts.selectors import verified_emails
from apps.core.scoped import ScopedQuerySet
from apps.core.tenancy import Claim, claiming, in_workspace, key_of


def provider_for_address(email: str) -> IdentityProvider | None:
    """Return the provider of the workspace that has proved the address's domain, with its workspace."""
    domain = domain_of(email)
    with claiming(Claim.EMAIL_DOMAIN, domain):
        proved = SignOnDomain.objects.of_domain(domain).first()
    if proved is None:
        return None
    with in_workspace(proved.workspace_id):
        return provider_of(proved.workspace_id)


def provider_with(public_id: str) -> IdentityProvider | None:
    """Return the provider at an address of ours, with its workspace: the first part of the name is the workspace's number."""
    number = public_id.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):  # noqa: PLR2004 - the digits of a bigint
        return None
    with in_workspace(int(number)):
        found = IdentityProvider.objects.for_workspace(int(number)).select_related("workspace")
        return found.filter(public_id=public_id).first()


def public_id_of(workspace: Workspace | int) -> str:
    """Return the name that the workspace's provider has, or will have, in addresses of ours: people set up its other end first.

    The number finds the workspace; what follows keeps strangers from counting who has single sign-on.
    """
    number = key_of(workspace)
    return f"{number}-{salted_hmac('apps.accounts.single_sign_on', str(number), algorithm='sha256').hexdigest()[:16]}"


def provider_of(workspace: Workspace | int) -> IdentityProvider | None:
    """Return the workspace's provider. Called inside its `in_workspace`."""
    return IdentityProvider.objects.for_workspace(workspace).select_related("workspace").first()


def sign_on_domains_of(workspace: Workspace | int) -> SignOnDomains:
    """Return the domains that the workspace has claimed, proved or not. Called inside its `in_workspace`."""
    return SignOnDomain.objects.for_workspace(workspace)


def people_known_to_provider(workspace: Workspace | int) -> ScopedQuerySet[SignOnLink]:
    """Return those whom the provider has vouched for, latest first. Called inside the workspace's `in_workspace`."""
    found = SignOnLink.objects.for_workspace(workspace).select_related("user")
    return found.exclude(subject=None).order_by("-used_at", "-pk")


def has_address_in(workspace: Workspace | int, user: User | int) -> bool:
    """Tell whether a verified address of the person is in a domain that the workspace has proved, or had.

    A domain whose proof was lost still counts: who takes a record away must not open a door with it.
    """
    domains = {domain_of(email) for email in verified_emails(user)}
    found = SignOnDomain.objects.for_workspace(workspace).filter(domain__in=domains)
    return found.exclude(proved_at=None).exists()
