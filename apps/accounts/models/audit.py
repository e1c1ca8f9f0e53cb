from typing import Any, ClassVar

from django.db import models

from apps.accounts.models.api_key import ApiKey
from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User


class Action(models.TextChoices):
    WORKSPACE_CREATED = "workspace.created", "Workspace created"
    WORKSPACE_CHANGED = "workspace.changed", "Workspace settings changed"
    DELETION_SCHEDULED = "workspace.deletion_scheduled", "Deletion scheduled"
    DELETION_CANCELLED = "workspace.deletion_cancelled", "Deletion called off"
    DOMAIN_ADDED = "domain.added", "E-mail domain allowed"
    DOMAIN_REMOVED = "domain.removed", "E-mail domain no longer allowed"
    INVITED = "invitation.sent", "Invitation sent"
    INVITED_AGAIN = "invitation.resent", "Invitation sent again"
    INVITATION_REVOKED = "invitation.revoked", "Invitation revoked"
    JOINED = "member.joined", "Joined"
    ROLE_CHANGED = "member.role_changed", "Role changed"
    REMOVED = "member.removed", "Removed"
    LEFT = "member.left", "Left"
    LEFT_WITH_ACCOUNT = "member.account_erased", "Left, the account being erased"
    OWNERSHIP_TRANSFERRED = "member.ownership_transferred", "Ownership transferred"
    KEY_ISSUED = "api_key.issued", "API key issued"
    KEY_ROTATED = "api_key.rotated", "API key rotated"
    KEY_REVOKED = "api_key.revoked", "API key revoked"
    FEED_ISSUED = "feed.issued", "Feed address made"
    FEED_REVOKED = "feed.revoked", "Feed address ended"
    DOMAIN_CLAIMED = "sign_on.domain_claimed", "Domain claimed for single sign-on"
    DOMAIN_PROVED = "sign_on.domain_proved", "Domain proved"
    DOMAIN_LOST = "sign_on.domain_lost", "Domain not proved any more"
    DOMAIN_RELEASED = "sign_on.domain_released", "Domain given up"
    SIGN_ON_SET_UP = "sign_on.set_up", "Single sign-on set up"
    SIGN_ON_CHANGED = "sign_on.changed", "Single sign-on changed"
    SIGN_ON_REMOVED = "sign_on.removed", "Single sign-on removed"
    PERSON_FORGOTTEN = "sign_on.person_forgotten", "Person at the provider forgotten"
    SIGNED_ON = "sign_on.accepted", "Signed in by single sign-on"
    SIGN_ON_REFUSED = "sign_on.refused", "Single sign-on refused"
    WORKSPACE_EXPORTED = "workspace.exported", "Everything exported"
    AUDIT_EXPORTED = "audit.exported", "Audit log exported"


class AuditEntry(CustomerModel):
    """What somebody changed in a workspace, written in the transaction that changed it. Never updated, never deleted.

    People and subjects are named as they were: the entry outlives them. Secrets are never in it.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60, help_text="noun.verb: Action here, and other apps' own")
    # No constraint: a row that is never updated cannot follow what becomes of the person.
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    actor_name = models.CharField(max_length=254, help_text="the address then, or the name of a program")
    api_key = models.ForeignKey(ApiKey, models.PROTECT, null=True, blank=True, related_name="+")
    session = models.CharField(max_length=12, blank=True, help_text="the start of the session's digest")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=254, help_text="what the subject was called then")
    changes: ClassVar[Any] = models.JSONField(default=dict, help_text="field: [before, after]")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            # the page, newest first; by action; by person
            models.Index(fields=["workspace", "-at", "-id"], name="audit_latest"),
            models.Index(fields=["workspace", "action", "-at"], name="audit_by_action"),
            models.Index(fields=["workspace", "actor", "-at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.subject}"
