from apps.reviews.models.acceptance import Acceptance
from apps.reviews.models.event import Attachment, Mention, ReviewEvent
from apps.reviews.models.follow_up import FollowUp
from apps.reviews.models.overlay import Overlay
from apps.reviews.models.review import Review
from apps.reviews.models.rule import ReviewRule, RulePerson, RulePlatform

__all__ = [
    "Acceptance",
    "Attachment",
    "FollowUp",
    "Mention",
    "Overlay",
    "Review",
    "ReviewEvent",
    "ReviewRule",
    "RulePerson",
    "RulePlatform",
]
