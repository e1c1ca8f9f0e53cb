from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.documents.models import Change
from apps.reviews.models.review import Review
from apps.reviews.types import EventKind, State

LONGEST_COMMENT = 4_000


class ReviewEvent(CustomerModel):
    """Something that happened in a review, in order. Never updated, never deleted.

    People are named as they were: the history outlives them. `state` is where the review stood afterwards.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3... in its review")
    kind = models.CharField(max_length=11, choices=EventKind.choices)
    at = models.DateTimeField()
    # No constraint: a row that is never updated cannot follow what becomes of the person.
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    actor_name = models.CharField(max_length=254, help_text="the address then, or the name of a program")
    state = models.CharField(max_length=14, choices=State.choices)
    decision = models.CharField(max_length=14, choices=State.choices, blank=True)
    text = models.CharField(max_length=LONGEST_COMMENT, blank=True, help_text="the reason, or what was said")
    person_name = models.CharField(max_length=254, blank=True, help_text="to whom it was given")
    day = models.DateField(null=True, blank=True, help_text="of expiry, or when it is due")
    change = models.ForeignKey(
        Change, models.PROTECT, null=True, blank=True, related_name="+", help_text="that tainted it"
    )

    class Meta:
        ordering = ["review_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "review", "number"], name="review_event_numbered"),
            models.UniqueConstraint(
                fields=["review", "change"],
                condition=Q(kind=EventKind.TAINTED),
                name="review_tainted_once_a_change",
            ),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="review_event_known"),
            models.CheckConstraint(
                condition=Q(kind=EventKind.TAINTED, change__isnull=False)
                | (~Q(kind=EventKind.TAINTED) & Q(change=None)),
                name="review_event_names_what_tainted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class Mention(CustomerModel):
    """A member named in a comment, until they have seen it."""

    event = models.ForeignKey(ReviewEvent, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "person", "event"], name="mention_once")]

    def __str__(self) -> str:
        return f"person {self.person_id} in event {self.event_id}"


class Attachment(CustomerModel):
    """A file that came with a comment. Never updated.

    The blob is sealed with a key that is in this row alone: once the row is erased, nobody opens it again.
    """

    event = models.ForeignKey(ReviewEvent, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as it was uploaded")
    blob = models.CharField(max_length=64, help_text="SHA-256 of the sealed file, by which it is stored")
    secret = models.CharField(max_length=300, help_text="the key of the blob, itself sealed")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "event", "name"], name="attachment_name_once"),
            models.CheckConstraint(condition=~Q(name="") & Q(size__gt=0), name="attachment_is_a_file"),
        ]

    def __str__(self) -> str:
        return self.name
