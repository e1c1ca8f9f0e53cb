"""Channels for tests: added and confirmed as people would."""

from apps.accounts.models import User, Workspace
from apps.alerts.models import Attempt, Delivery
from apps.alerts.services.delivering import open_alert_deliveries
from apps.alerts.services.mail_choices import hours_of
from apps.alerts.services.trials import set_up_channel
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import channel_of
from apps.subscriptions.services.channels import Secret, Wish, confirm_channel
from apps.subscriptions.types import ChannelKind
from tests.accounts.cast import acting
from tests.alerts.cast import make_alert


def add(workspace: Workspace, by: User, kind: ChannelKind, address: str, name: str = "Legal") -> Secret:
    return set_up_channel(workspace=workspace, wish=Wish(kind, name, address), actor=acting(by))


def make_active(workspace: Workspace, by: User, kind: ChannelKind, address: str) -> Secret:
    """Add a channel and confirm it; the confirmation is taken out of the queue, as if it had arrived."""
    secret = add(workspace, by, kind, address)
    channel = secret.channel
    confirm_channel(workspace=workspace, channel_id=channel.pk, proof=channel.proof, actor=acting(by))
    with in_workspace(workspace):
        Attempt.objects.for_workspace(workspace).filter(delivery__channel=channel).delete()
        Delivery.objects.for_workspace(workspace).filter(channel=channel).delete()
    return secret


def owe(workspace: Workspace, *channels: Channel) -> Delivery:
    """Owe these channels a new alert, in the workspace's hours; return the first delivery."""
    alert = make_alert(workspace)
    with in_workspace(workspace):
        hours = hours_of(workspace)
        open_alert_deliveries(workspace, alert_id=alert.pk, channels=channels, hours=hours, now=clock.now())
        return Delivery.objects.for_workspace(workspace).filter(alert=alert).order_by("pk")[0]


def deliveries_in(workspace: Workspace) -> list[Delivery]:
    with in_workspace(workspace):
        return list(Delivery.objects.for_workspace(workspace).order_by("pk"))


def attempts_in(workspace: Workspace) -> list[Attempt]:
    with in_workspace(workspace):
        return list(Attempt.objects.for_workspace(workspace).order_by("pk"))


def again(workspace: Workspace, channel: Channel) -> Channel:
    with in_workspace(workspace):
        found = channel_of(workspace, channel.pk)
    assert found is not None
    return found
