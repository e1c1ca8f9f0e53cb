from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.documents.models import Document
from apps.subscriptions.types import AddressState

OPEN_STATES = (AddressState.WAITING, AddressState.LOOKING, AddressState.READY)


class AddressRequest(CustomerModel):
    """A public address that a workspace would have watched: the queue of what is to be looked at, and what was found there.

    The archive learns of it when somebody confirms, and never who did: this row is the workspace's.
    """

    url = models.CharField(max_length=2000)
    key = models.CharField(
        max_length=64, help_text="SHA-256 of what makes the address one: catalogue.address_key"
    )
    state = models.CharField(max_length=8, choices=AddressState.choices, default=AddressState.WAITING)
    needs_browser = models.BooleanField(default=False)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    found: ClassVar[Any] = models.JSONField(null=True, blank=True, help_text="types.FoundRecord")
    problem = models.CharField(max_length=60, blank=True, help_text="the code of why it was refused")
    told = models.CharField(max_length=500, blank=True, help_text="why it was refused, in words for people")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], condition=Q(state__in=OPEN_STATES), name="address_asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=AddressState.values), name="address_state_known"),
            models.CheckConstraint(
                condition=Q(state=AddressState.LOOKING, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=AddressState.LOOKING) & Q(claim=None, claimed_at=None)),
                name="address_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AddressState.READY, AddressState.ADDED]) | Q(found__isnull=False),
                name="address_found_before_added",
            ),
            models.CheckConstraint(
                condition=Q(state=AddressState.ADDED, document__isnull=False, added_at__isnull=False)
                | (~Q(state=AddressState.ADDED) & Q(document=None, added_at=None)),
                name="address_added_is_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=AddressState.REFUSED) | ~Q(problem=""), name="address_refused_says_why"
            ),
        ]
        indexes = [
            # what a workspace added and asked for lately
            models.Index(fields=["workspace", "-requested_at"], name="address_latest"),
            # what is to be looked at, over all workspaces
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=[AddressState.WAITING, AddressState.LOOKING]),
                name="address_queue",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_under_way(self) -> bool:
        return self.state in {AddressState.WAITING, AddressState.LOOKING}
