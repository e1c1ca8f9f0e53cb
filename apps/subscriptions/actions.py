from django.db import models


class Action(models.TextChoices):
    """What the audit log says of watches."""

    OPENED = "watch.opened", "Watch opened"
    CHANGED = "watch.changed", "Watch changed"
    CLOSED = "watch.closed", "Watch closed"
    REQUESTED = "platform.requested", "Platform asked for"
    ADDRESS_ASKED = "address.asked", "Address asked for"
    ADDRESS_ADDED = "address.added", "Document added by its address"
    ADDRESS_DROPPED = "address.dropped", "Address dropped"
    CHANNEL_ADDED = "channel.added", "Channel added"
    CHANNEL_CONFIRMED = "channel.confirmed", "Channel confirmed"
    CHANNEL_ROTATED = "channel.rotated", "Signing secret of a channel changed"
    CHANNEL_DISABLED = "channel.disabled", "Channel disabled"
    CHANNEL_ENABLED = "channel.enabled", "Channel enabled"
    CHANNEL_REMOVED = "channel.removed", "Channel removed"
