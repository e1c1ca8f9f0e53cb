"""Reading channels: a workspace's, and those that many workspaces are told by."""

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet

from apps.accounts.models import Workspace
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.subscriptions.models import Channel
from apps.subscriptions.types import ChannelKind, ChannelState

# What a plan must hold for a channel of a kind to be set up and used. E-mail is in every plan: the digest comes by it.
FEATURES: Final = MappingProxyType(
    {
        ChannelKind.EMAIL: Feature.WEEKLY_DIGEST,
        ChannelKind.WEBHOOK: Feature.API,
        ChannelKind.SLACK: Feature.CHAT_CHANNELS,
        ChannelKind.TEAMS: Feature.CHAT_CHANNELS,
    }
)


def channels_of(workspace: Workspace | int) -> QuerySet[Channel]:
    """Return the channels that were not removed. Inside `in_workspace`."""
    found = Channel.objects.for_workspace(workspace).filter(removed_at=None)
    return found.select_related("added_by").order_by("added_at", "pk")


def channel_of(workspace: Workspace | int, channel_id: int) -> Channel | None:
    """Return one of them; None for another's, or a removed one. Inside `in_workspace`."""
    return channels_of(workspace).filter(pk=channel_id).first()


def is_in_plan(workspace: Workspace, channel: Channel) -> bool:
    """Say whether the plan still holds this kind of channel. Costs no query."""
    return bool(allows(workspace, FEATURES[ChannelKind(channel.kind)]))


def active_channels(workspaces: Iterable[int]) -> dict[int, list[Channel]]:
    """Return the active channels of many workspaces, by the workspace's number, in one query. Outside of any workspace."""
    found: dict[int, list[Channel]] = defaultdict(list)
    with Channel.objects.across_workspaces(reason="where to tell these workspaces") as rows:
        active = rows.filter(workspace__in=list(workspaces), state=ChannelState.ACTIVE, removed_at=None)
        for channel in active.only("pk", "workspace_id", "kind").order_by("pk"):
            found[channel.workspace_id].append(channel)
    return dict(found)
