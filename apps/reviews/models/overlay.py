from django.db import models
from django.db.models import F, Q

from apps.accounts.models import CustomerModel, User
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic


class Overlay(CustomerModel):
    """The workspace's own contract that overrides a vendor's clause: "our MSA of 1 Mar 2026, § 9". Ended, never deleted.

    It is about one clause, or about everything that a platform writes on a topic.
    """

    contract = models.CharField(max_length=120)
    signed_on = models.DateField(null=True, blank=True)
    section = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=600, blank=True)
    provision = models.ForeignKey(
        Provision, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    until = models.DateField(null=True, blank=True, help_text="the last day on which it holds")
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provision__isnull=False, platform=None, topic=None)
                | Q(provision=None, platform__isnull=False, topic__isnull=False),
                name="overlay_of_a_clause_or_topic",
            ),
            models.CheckConstraint(condition=~Q(contract=""), name="overlay_names_a_contract"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(signed_on=None) | Q(until__gte=F("signed_on")),
                name="overlay_ends_after_it_began",
            ),
        ]
        indexes = [
            # what a workspace noted, newest first; what overrides a clause, or a platform's topic
            models.Index(fields=["workspace", "-added_at", "-id"], name="overlay_latest"),
            models.Index(
                fields=["workspace", "provision"], condition=Q(ended_at=None), name="overlay_by_clause"
            ),
            models.Index(
                fields=["workspace", "platform", "topic"],
                condition=Q(ended_at=None),
                name="overlay_by_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return what people call it: "MSA of 1 Mar 2026, § 9"."""
        signed = f" of {self.signed_on:%-d %b %Y}" if self.signed_on else ""
        section = f", {self.section}" if self.section else ""
        return f"{self.contract}{signed}{section}"
