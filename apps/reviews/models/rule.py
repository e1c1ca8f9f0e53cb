from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.analysis.types import Level
from apps.platforms.models import Platform
from apps.reviews.types import Assignment
from apps.subscriptions.models import Watch

_LEVELS = [(level.value, level.value.title()) for level in Level]
MOST_LEAD_DAYS = 180
MOST_DEFAULT_DAYS = 365


class ReviewRule(CustomerModel):
    """Which changes that a workspace is told of open a review, whose it is and when it is due. Ended, never deleted."""

    name = models.CharField(max_length=80)
    min_severity = models.CharField(max_length=10, choices=_LEVELS, default=Level.MEDIUM.value)
    topics = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    watch = models.ForeignKey(Watch, models.PROTECT, null=True, blank=True, related_name="+")
    ignores_overlaid = models.BooleanField(
        default=True, help_text="clauses that an own contract overrides do not count"
    )
    assignment = models.CharField(max_length=12, choices=Assignment.choices, default=Assignment.NOBODY)
    lead_days = models.PositiveSmallIntegerField(default=7)
    default_days = models.PositiveSmallIntegerField(default=14)
    needs_signature = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="review_rule_has_a_name"),
            models.CheckConstraint(
                condition=Q(min_severity__in=[level.value for level in Level]),
                name="review_rule_severity_known",
            ),
            models.CheckConstraint(
                condition=Q(assignment__in=Assignment.values), name="review_rule_assignment_known"
            ),
            models.CheckConstraint(
                condition=Q(lead_days__lte=MOST_LEAD_DAYS)
                & Q(default_days__gte=1, default_days__lte=MOST_DEFAULT_DAYS),
                name="review_rule_days_bounded",
            ),
        ]
        indexes = [
            # the rules in force of a workspace, oldest first
            models.Index(
                fields=["workspace", "id"], condition=Q(closed_at=None), name="review_rule_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RulePlatform(CustomerModel):
    """A platform that a rule is about, and whose its reviews are. A rule without any is about all of them."""

    rule = models.ForeignKey(ReviewRule, models.PROTECT, related_name="platforms")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "platform"], name="rule_platform_once")
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} of rule {self.rule_id}"


class RulePerson(CustomerModel):
    """Somebody who gets a rule's reviews in turns: whoever was given none for the longest time is next."""

    rule = models.ForeignKey(ReviewRule, models.PROTECT, related_name="people")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "person"], name="rule_person_once")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} of rule {self.rule_id}"
