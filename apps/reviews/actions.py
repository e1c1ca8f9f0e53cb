from django.db import models


class Action(models.TextChoices):
    """What the audit log says of reviews."""

    OPENED = "review.opened", "Review opened"
    ASSIGNED = "review.assigned", "Review assigned"
    RESCHEDULED = "review.rescheduled", "Review's due date changed"
    COMMENTED = "review.commented", "Review commented on"
    PROPOSED = "review.proposed", "Decision proposed"
    DECLINED = "review.declined", "Signature declined"
    DECIDED = "review.decided", "Review decided"
    ESCALATED = "review.escalated", "Review escalated"
    REOPENED = "review.reopened", "Review reopened"
    TAINTED = "review.tainted", "Review reopened: the text changed again"
    EXPIRED = "review.expired", "Review reopened: its acceptance expired"
    RULE_OPENED = "review_rule.opened", "Review rule added"
    RULE_CHANGED = "review_rule.changed", "Review rule changed"
    RULE_CLOSED = "review_rule.closed", "Review rule ended"
    OVERLAY_ADDED = "overlay.added", "Own contract noted"
    OVERLAY_ENDED = "overlay.ended", "Own contract ended"
