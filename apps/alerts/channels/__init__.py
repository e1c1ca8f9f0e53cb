"""The channels there are, by kind. A new one is a folder here, with `compose` and `send`."""

from types import MappingProxyType
from typing import Final

from apps.alerts.channels.base import Plugin
from apps.alerts.channels.email import Email
from apps.alerts.channels.slack import Slack
from apps.alerts.channels.teams import Teams
from apps.alerts.channels.webhook import Webhook
from apps.subscriptions.types import ChannelKind

PLUGINS: Final = MappingProxyType[ChannelKind, Plugin](
    {
        ChannelKind.EMAIL: Email(),
        ChannelKind.WEBHOOK: Webhook(),
        ChannelKind.SLACK: Slack(),
        ChannelKind.TEAMS: Teams(),
    }
)
