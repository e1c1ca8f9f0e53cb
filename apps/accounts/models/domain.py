from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from apps.accounts.models.customer import CustomerModel
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class JoinDomainManager(ScopedManager["JoinDomain"]):
    def of_domain(self, domain: str) -> ScopedQuerySet["JoinDomain"]:
        """Return who admits a domain; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.EMAIL_DOMAIN, domain):
            raise UnscopedQueryError("A domain is looked up inside claiming(Claim.EMAIL_DOMAIN, ...).")
        return self._rows().filter(domain=domain)


class JoinDomain(CustomerModel):
    """An e-mail domain whose people may join the workspace by themselves."""

    domain = models.CharField(max_length=253)
    created_at = models.DateTimeField()

    objects: ClassVar[JoinDomainManager] = JoinDomainManager()

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "domain"], name="join_domain_once"),
            models.CheckConstraint(condition=models.Q(domain=Lower("domain")), name="join_domain_lower_case"),
        ]
        indexes = [models.Index(fields=["domain"], name="join_domain_lookup")]

    def __str__(self) -> str:
        return self.domain
