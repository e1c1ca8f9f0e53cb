"""What the demo's team makes of what it was told: each state once, and once alone."""

from collections import Counter
from datetime import timedelta

import pytest

from apps.core.tenancy import in_workspace
from apps.pipeline.stages.sample_reviews import review_samples
from apps.pipeline.stages.sample_team import gather_sample_team
from apps.reviews.models import Overlay, Review, ReviewRule
from tests.alerts.cast import NOW, make_alert
from tests.reviews.cast import clause_changes

pytestmark = pytest.mark.django_db


def test_the_team_reviews_the_latest_changes_in_different_states() -> None:
    workspace = gather_sample_team("a password of the demo")
    for days, change in enumerate(clause_changes()):
        make_alert(workspace, change, raised_at=NOW - timedelta(days=days))

    first, again = review_samples(workspace), review_samples(workspace)

    assert (first, again) == (3, 0)
    with in_workspace(workspace):
        states = [(review.state, review.is_proposed) for review in Review.objects.for_workspace(workspace)]
        assert Counter(states) == Counter(
            [("in_review", False), ("in_review", True), ("accepted_until", False)]
        )
        assert Overlay.objects.for_workspace(workspace).count() == 1
        assert ReviewRule.objects.for_workspace(workspace).count() == 1
