import uuid

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel
from apps.alerts.models.alert import Alert
from apps.alerts.types import DeliveryKind, DeliveryState
from apps.subscriptions.models import Channel

_QUEUE = (DeliveryState.WAITING, DeliveryState.CLAIMED)
_OVER = (DeliveryState.SENT, DeliveryState.FAILED)


class Delivery(CustomerModel):
    """One message on its way to one channel: the queue of record, and the proof that it was sent.

    What it says is composed from the rows of its subject when it is sent. `uid` names it to the receiver, the same at every
    attempt, so that who got it twice can tell.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=DeliveryKind.choices)
    alert = models.ForeignKey(Alert, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    opened_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(help_text="when it is due, first and after each failure")
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="in all, replays included")
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="in a row, since it last was put in the queue"
    )
    replays = models.PositiveSmallIntegerField(default=0, help_text="how often it was asked for again")
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DeliveryKind.values, state__in=DeliveryState.values),
                name="delivery_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeliveryKind.ALERT, alert__isnull=False)
                | (~Q(kind=DeliveryKind.ALERT) & Q(alert=None)),
                name="delivery_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=DeliveryState.CLAIMED) & Q(claim=None, claimed_at=None)),
                name="delivery_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, done_at__isnull=False) | (~Q(state__in=_OVER) & Q(done_at=None)),
                name="delivery_done_since",
            ),
            # one at a time: whoever presses twice gets one
            models.UniqueConstraint(
                fields=["channel", "kind"],
                condition=Q(kind__in=(DeliveryKind.TEST, DeliveryKind.PROOF), state__in=_QUEUE),
                name="delivery_trial_once",
            ),
        ]
        indexes = [
            # whose turn it is, and what dead workers had in hand
            models.Index(
                fields=["state", "next_attempt_at", "workspace"],
                condition=Q(state__in=_QUEUE),
                name="delivery_queue",
            ),
            # what a workspace sends next
            models.Index(
                fields=["workspace", "next_attempt_at", "id"],
                condition=Q(state=DeliveryState.WAITING),
                name="delivery_next",
            ),
            # a workspace's log, and a channel's
            models.Index(fields=["workspace", "-opened_at", "-id"], name="delivery_log"),
            models.Index(fields=["channel", "-opened_at", "-id"], name="delivery_of_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"

    @property
    def waits_for_hours(self) -> bool:
        """Tell whether it was opened outside of working hours and waits for the next: it has never been tried."""
        is_fresh = self.state == DeliveryState.WAITING and self.attempts == 0
        return is_fresh and self.next_attempt_at > self.opened_at

    @property
    def message_id(self) -> str:
        """Return the name by which the receiver knows it: `webhook-id`, and the beginning of `Message-ID`."""
        return f"msg_{self.uid.hex}"


class Attempt(CustomerModel):
    """One go at sending a delivery: what was sent and what came back. Noted before, so that one who died left a trace."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, help_text="empty: nobody knows; the worker died")
    code = models.CharField(max_length=60, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of HTTP, or of SMTP")
    payload = models.TextField(blank=True, help_text="as it was sent, cut, without secrets; e-mail: its text")
    payload_sha256 = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="how the answer begins")

    class Meta:
        ordering = ["delivery", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "delivery", "number"], name="attempt_once"),
        ]
        indexes = [
            # what is kept no longer
            models.Index(fields=["began_at"], condition=~Q(payload=""), name="attempt_payloads"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome or 'unknown'}"
