"""What the demo's team is told: each change at its date, once."""

from datetime import timedelta

import pytest

from apps.pipeline.samples.catalogue import sample_documents
from apps.pipeline.stages.sample_alerts import tell_samples
from tests import factories
from tests.accounts.cast import make_user, make_workspace
from tests.alerts.cast import alerts_in, make_news

pytestmark = pytest.mark.django_db


def test_the_team_is_told_of_what_the_sample_vendors_changed_when_they_did() -> None:
    first = sample_documents("")[0]
    workspace = make_workspace(make_user("owner"))
    platform = factories.make_platform(slug=first.platform.slug)
    found_at = first.states[0] + timedelta(days=30)
    change = make_news(platform, found_at=found_at)
    make_news()  # another vendor's

    told, told_again = tell_samples(workspace), tell_samples(workspace)

    (alert,) = alerts_in(workspace)
    assert (told, told_again) == (1, 0)
    assert alert.change_id == change.pk
    assert alert.raised_at == change.detected_at + timedelta(minutes=10)
