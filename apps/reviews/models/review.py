from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.accounts.models import CustomerModel, User
from apps.analysis.types import Level
from apps.documents.models import Change
from apps.reviews.models.rule import ReviewRule
from apps.reviews.types import ACCEPTING, CLOSED, UNDECIDED, DueRecord, State

LONGEST_TITLE = 140
LONGEST_REASON = 2_000
LEVELS = [(level.value, level.value.title()) for level in Level]
_PROPOSABLE = (State.IN_REVIEW, State.ESCALATED)


class Review(CustomerModel):
    """What a workspace makes of one change, by when, and why. A trigger keeps a closed one as it is, unless it is reopened.

    `turn` counts what was done with it: whoever decides says which turn they saw, so of two who decide at once one is told.
    A `decision` in an undecided review is proposed and waits for a signature.
    """

    change = models.ForeignKey(Change, models.PROTECT, related_name="+", db_index=False)
    rule = models.ForeignKey(ReviewRule, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    severity = models.CharField(
        max_length=10, choices=LEVELS, blank=True, help_text="as it was graded then; empty: not yet"
    )
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    turn = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    due: ClassVar[Any] = models.JSONField(help_text="types.DueRecord")
    needs_signature = models.BooleanField(default=False, help_text="of a second member, whatever is decided")
    opened_at = models.DateTimeField()
    decision = models.CharField(max_length=14, choices=State.choices, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="the last day of an acceptance")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    tainted_by = models.ForeignKey(
        Change,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the change for which it was reopened last",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "change"], name="review_once"),
            models.CheckConstraint(condition=~Q(title=""), name="review_says_something"),
            models.CheckConstraint(
                condition=Q(severity__in=["", *(level.value for level in Level)]),
                name="review_severity_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED, decision="")
                | Q(state__in=_PROPOSABLE, decision__in=CLOSED)
                | Q(state__in=CLOSED, decision=F("state")),
                name="review_decision_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision="", reason="", expires_on=None, decided_by=None, decided_at=None, signed_by=None
                )
                | (~Q(decision="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="review_decision_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(decision=State.ACCEPTED_UNTIL, expires_on__isnull=False)
                | (~Q(decision=State.ACCEPTED_UNTIL) & Q(expires_on=None)),
                name="review_expires_if_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | (Q(signed_by__isnull=False, signed_at__isnull=False, state__in=CLOSED)),
                name="review_signed_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("decided_by")),
                name="review_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(needs_signature=False) | ~Q(state__in=CLOSED) | Q(signed_by__isnull=False),
                name="review_closed_with_signature",
            ),
        ]
        indexes = [
            # a workspace's list, by deadline; what of it waits for a decision
            models.Index(fields=["workspace", "due_on", "id"], name="review_by_due"),
            models.Index(
                fields=["workspace", "due_on", "id"],
                condition=Q(state__in=UNDECIDED),
                name="review_undecided",
            ),
            # who decided about a change, when its document changes again
            models.Index(fields=["change", "workspace"], name="review_by_change"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_proposed(self) -> bool:
        """Tell whether a decision waits for a signature."""
        return bool(self.decision) and not self.is_closed

    @property
    def is_acceptance(self) -> bool:
        return self.decision in ACCEPTING

    @property
    def due_record(self) -> DueRecord:
        """Return why it is due when it is."""
        return DueRecord.model_validate(self.due)
