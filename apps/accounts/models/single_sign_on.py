"""Single sign-on of a workspace: the domains it has proved, its provider, whom that knows, what it has said already."""

from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User
from apps.accounts.types import Protocol
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class SignOnDomains(ScopedQuerySet["SignOnDomain"]):
    def proved(self) -> Self:
        return self.filter(proved_at__isnull=False, lost_at=None)


class SignOnDomainManager(ScopedManager["SignOnDomain"]):
    queryset_class: ClassVar[type[ScopedQuerySet[Any]]] = SignOnDomains

    def for_workspace(self, workspace: models.Model | int) -> SignOnDomains:
        return cast("SignOnDomains", super().for_workspace(workspace))

    def of_domain(self, domain: str) -> SignOnDomains:
        """Return who has proved a domain; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.EMAIL_DOMAIN, domain):
            raise UnscopedQueryError("A domain is looked up inside claiming(Claim.EMAIL_DOMAIN, ...).")
        return cast("SignOnDomains", self._rows()).filter(domain=domain).proved()


class SignOnDomain(CustomerModel):
    """A domain for whose addresses the workspace's provider may speak, once the domain's DNS carries the token."""

    domain = models.CharField(max_length=253)
    token = models.CharField(max_length=43, help_text="what the DNS is to carry; public once it is there")
    created_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when the DNS last carried the token")
    lost_at = models.DateTimeField(null=True, blank=True, help_text="when the DNS was seen without it")

    objects: ClassVar[SignOnDomainManager] = SignOnDomainManager()

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "domain"], name="sign_on_domain_once"),
            # One workspace speaks for a domain: policies do not hide rows from this.
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(proved_at__isnull=False, lost_at=None),
                name="sign_on_domain_proved_once",
            ),
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="sign_on_domain_lower_case"),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def is_proved(self) -> bool:
        return self.proved_at is not None and self.lost_at is None


class IdentityProvider(CustomerModel):
    """Who vouches for the people of a workspace's domains."""

    public_id = models.CharField(max_length=40, help_text="in addresses: the workspace's number, then chance")
    protocol = models.CharField(max_length=4, choices=Protocol.choices)
    issuer = models.CharField(max_length=1024, help_text="SAML: the entity ID")
    metadata_url = models.CharField(max_length=2000, blank=True)
    sign_on_url = models.CharField(max_length=2000, blank=True, help_text="SAML: where people are sent")
    certificates = models.TextField(blank=True, help_text="SAML: PEM, of the keys that may sign")
    client_id = models.CharField(max_length=500, blank=True)
    client_secret_sealed = models.TextField(blank=True)
    trusts_unmarked = models.BooleanField(
        default=False, help_text="OpenID: believe addresses that come without email_verified"
    )
    counts_as_second_factor = models.BooleanField(
        default=False, help_text="the provider asks for a second factor itself"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], include=["public_id"], name="identity_provider_one"
            ),
            models.UniqueConstraint(fields=["public_id"], name="identity_provider_public_id"),
            models.CheckConstraint(
                condition=(Q(protocol="saml") & ~Q(sign_on_url="") & ~Q(certificates=""))
                | (Q(protocol="oidc") & ~Q(client_id="") & ~Q(client_secret_sealed="")),
                name="identity_provider_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.issuer


class SignOnLink(CustomerModel):
    """A person as the provider knows them. It stays when they are removed: the provider alone does not bring them back."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    subject = models.CharField(  # noqa: DJ001 - unique, and unknown of several
        max_length=1024,
        null=True,
        blank=True,
        help_text="unknown of whom was removed before the provider spoke of them",
    )
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "provider", "user"], name="sign_on_link_user_once"),
            models.UniqueConstraint(
                fields=["workspace", "provider", "subject"], name="sign_on_link_subject_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class UsedStatement(CustomerModel):
    """What a provider has said and we have acted on: it is good once. The constraint says no to the second time."""

    statement_sha256 = models.CharField(max_length=64)
    valid_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "statement_sha256"], name="used_statement_once"),
        ]

    def __str__(self) -> str:
        return self.statement_sha256[:12]
