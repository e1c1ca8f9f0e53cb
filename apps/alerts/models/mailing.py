from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.accounts.models import CustomerModel, Membership
from apps.alerts.schedules import Rhythm, WorkingHours

RHYTHMS: Final = (
    (Rhythm.SAME_DAY.value, "The same day"),
    (Rhythm.DAILY.value, "Once a day"),
    (Rhythm.WEEKLY.value, "Once a week"),
    (Rhythm.OFF.value, "Never"),
)
_VALUES: Final = [value for value, _ in RHYTHMS]


class MailChoice(CustomerModel):
    """When a member gets mail of a workspace, and how far they were told: the queue of record of digests.

    `next_due_at` is reckoned from the choice, the plan and the reader's time zone; the latter two are kept beside it, so that it is
    reckoned anew when they change. What was raised before `covered_until` was in a digest, or is not to be.
    """

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    rhythm = models.CharField(
        max_length=8, choices=RHYTHMS, blank=True, help_text="as it was chosen; empty: what the plan gives"
    )
    hour = models.PositiveSmallIntegerField(default=8)
    weekday = models.PositiveSmallIntegerField(default=0, help_text="of a weekly digest; Monday is 0")
    all_quiet = models.BooleanField(default=False, help_text="mail comes too when there is nothing to say")
    reminds = models.BooleanField(default=True, help_text="of dates in the calendar")
    given = models.CharField(max_length=8, choices=RHYTHMS, help_text="what the plan lets it be")
    reckoned_zone = models.CharField(max_length=40)
    reckoned_plan = models.CharField(max_length=12)
    covered_until = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="null: never")
    reminded_on = models.DateField(
        null=True, blank=True, help_text="the last local day whose reminders were sent, or are not to be"
    )
    next_reminder_at = models.DateTimeField(null=True, blank=True, help_text="null: never")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "membership"], name="mail_choice_once"),
            models.CheckConstraint(
                condition=Q(rhythm__in=["", *_VALUES], given__in=_VALUES), name="mail_choice_known"
            ),
            models.CheckConstraint(condition=Q(hour__lte=23, weekday__lte=6), name="mail_choice_in_a_week"),
            models.CheckConstraint(
                condition=Q(given=Rhythm.OFF.value, next_due_at=None)
                | (~Q(given=Rhythm.OFF.value) & Q(next_due_at__isnull=False)),
                name="mail_choice_due_unless_off",
            ),
            models.CheckConstraint(
                condition=Q(next_reminder_at=None)
                | (~Q(given=Rhythm.OFF.value) & Q(reminds=True, reminded_on__isnull=False)),
                name="mail_choice_reminds_who_wants_it",
            ),
        ]
        indexes = [
            # whose digest is due, whosever workspace it is
            models.Index(fields=["given", "next_due_at"], name="mail_choice_queue"),
            # who is to be reminded
            models.Index(
                fields=["next_reminder_at"],
                condition=Q(next_reminder_at__isnull=False),
                name="mail_choice_reminders",
            ),
        ]

    def __str__(self) -> str:
        return f"mail of member {self.membership_id}: {self.given}"


class WorkHours(CustomerModel):
    """When people of a workspace read: outside of it, what is told the same day waits for the next morning."""

    zone = models.CharField(max_length=40)
    opens = models.PositiveSmallIntegerField(help_text="minutes after midnight")
    closes = models.PositiveSmallIntegerField(help_text="minutes after midnight, up to 1440")
    days = ArrayField(models.PositiveSmallIntegerField(), help_text="Monday is 0")

    class Meta:
        verbose_name_plural = "work hours"
        constraints = [
            models.UniqueConstraint(fields=["workspace"], include=["zone"], name="work_hours_once"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=1440), name="work_hours_open_before_they_close"
            ),
            models.CheckConstraint(
                condition=Q(days__len__gt=0) & Q(days__contained_by=list(range(7))), name="work_hours_on_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens // 60:02}:{self.opens % 60:02} to {self.closes // 60:02}:{self.closes % 60:02}"

    @property
    def hours(self) -> WorkingHours:
        return WorkingHours(ZoneInfo(self.zone), self.opens, self.closes, frozenset(self.days))
