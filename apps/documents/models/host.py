from django.db import models


class Host(models.Model):
    """What we owe a web host: one connection at a time, a gap, its robots.txt, and silence when it asks for it.

    The row named "*" stands for all hosts: pausing it is the kill switch.
    """

    name = models.CharField(max_length=255, primary_key=True)
    free_at = models.DateTimeField(help_text="nobody may open a connection before this")
    last_place_at = models.DateTimeField(help_text="the place given to the last who had to wait")
    failures_in_a_row = models.PositiveIntegerField(default=0)
    trips = models.PositiveIntegerField(
        default=0, help_text="times the breaker opened since the last success"
    )
    open_until = models.DateTimeField(
        null=True, blank=True, help_text="circuit breaker: no attempt before this"
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class RobotsFile(models.Model):
    """One reading of a host's robots.txt (RFC 9309). Kept: it is what we obeyed on that day."""

    host = models.ForeignKey(Host, models.PROTECT, related_name="robots_files")
    url = models.CharField(max_length=2000)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="empty when no answer came")
    text = models.TextField(blank=True)
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-fetched_at"]
        indexes = [models.Index(fields=["url", "-fetched_at"], name="robots_latest")]

    def __str__(self) -> str:
        return self.url
