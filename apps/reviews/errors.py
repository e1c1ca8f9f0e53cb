from apps.core.errors import ConductAtlasError


class ReviewsError(ConductAtlasError):
    """Something asked for of reviews cannot be done; the message is written for people."""

    code = "reviews"


class NoSuchReviewError(ReviewsError):
    """The workspace has no review, rule or note of this number."""

    code = "no_such_review"


class ReviewMovedOnError(ReviewsError):
    """Somebody else did something with the review since the person saw it."""

    code = "review_moved_on"


class ReviewClosedError(ReviewsError):
    """The review is closed: it can be reopened, and nothing else."""

    code = "review_closed"


class InvalidDecisionError(ReviewsError):
    """The decision, its reason, its expiry or who signs it makes no sense."""

    code = "invalid_decision"


class NotAReviewerError(ReviewsError):
    """The person cannot be given a review: no member, or of a role that reviews nothing."""

    code = "not_a_reviewer"


class InvalidAttachmentError(ReviewsError):
    """The file is too large, of a type that is not taken, or one too many."""

    code = "invalid_attachment"


class InvalidRuleError(ReviewsError):
    """The rule names something that there is not, or makes no sense."""

    code = "invalid_rule"


class InvalidOverlayError(ReviewsError):
    """The note of the own contract names no clause, or its dates make no sense."""

    code = "invalid_overlay"
