"""What the demo's team was told of the sample vendors: each change at its own date, through the real stages."""

from datetime import timedelta

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM
from apps.alerts.services.opening import open_fan_out
from apps.analysis.types import Level
from apps.core import clock
from apps.documents.models import Change
from apps.pipeline.samples.catalogue import sample_documents
from apps.pipeline.stages.alerts import run_alerts
from apps.platforms.models import Platform
from apps.provisions.models import Topic
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import Rules

_SOON = timedelta(minutes=10)  # after its capture, a change has been read
_TOPIC = "ai_training_use"


def tell_samples(workspace: Workspace) -> int:
    """Let the team follow the sample vendors since before their first capture; tell what it was not told. Safe to run again."""
    samples = sample_documents("")
    slugs = {sample.platform.slug for sample in samples}
    with clock.fixed(min(at for sample in samples for at in sample.states) - timedelta(days=1)):
        for platform in Platform.objects.filter(slug__in=slugs).order_by("name"):
            open_watch(workspace=workspace, subject=platform, rules=Rules(), actor=SYSTEM)
        topic = Topic.objects.filter(slug=_TOPIC, is_retired=False).first()
        if topic is not None:
            rules = Rules(min_severity=Level.MEDIUM)
            open_watch(workspace=workspace, subject=topic, rules=rules, actor=SYSTEM)
    untold = Change.objects.by_publisher().filter(fan_out=None, document__platform__slug__in=slugs)
    changes = list(untold.order_by("detected_at", "pk"))
    for change in changes:
        with clock.fixed(change.detected_at + _SOON):
            open_fan_out(change=change)
            run_alerts(change.pk)
    return len(changes)
