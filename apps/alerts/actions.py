from django.db import models


class Action(models.TextChoices):
    """What the audit log says of alerts: what changes them for everybody in the workspace."""

    DISMISSED = "alert.dismissed", "Alert dismissed"
    RESTORED = "alert.restored", "Alert taken back from the dismissed"
    ALL_READ = "alert.all_read", "All alerts marked as read"
    HOURS_SET = "workspace.hours_set", "Working hours set"
    REPLAYED = "delivery.replayed", "Message sent again"
