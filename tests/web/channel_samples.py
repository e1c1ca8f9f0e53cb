"""What the addresses of channels are asked with in the walk, and what is posted there."""

from typing import Any, Final

from apps.alerts.channels.base import Outcome, Result
from apps.alerts.services.delivering import claim_next, settle
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.channel_addresses import Named, end_link, proof_link
from apps.subscriptions.models import Channel
from apps.subscriptions.services.channels import disable_channel
from apps.subscriptions.types import ChannelKind
from tests.accounts.cast import acting
from tests.alerts.channels.cast import add, make_active, owe
from tests.web.teams import Team

_HOOK: Final = "https://hooks.example/in"


def _here(team: Team, channel: Channel) -> dict[str, Any]:
    return {"workspace_slug": team.workspace.slug, "channel_id": channel.pk}


def active(team: Team) -> dict[str, Any]:
    return _here(team, make_active(team.workspace, team.people["owner"], ChannelKind.WEBHOOK, _HOOK).channel)


def unproved(team: Team) -> dict[str, Any]:
    return _here(team, add(team.workspace, team.people["owner"], ChannelKind.SLACK, _HOOK).channel)


def disabled(team: Team) -> dict[str, Any]:
    found = active(team)
    disable_channel(
        workspace=team.workspace, channel_id=found["channel_id"], actor=acting(team.people["owner"])
    )
    return found


def sent(team: Team) -> dict[str, Any]:
    channel = make_active(team.workspace, team.people["owner"], ChannelKind.WEBHOOK, _HOOK).channel
    owe(team.workspace, channel)
    claimed = claim_next(team.workspace.pk)
    assert claimed is not None
    settle(claimed, Outcome(Result.DELIVERED, status=204), shown="{}", body=b"{}")
    return {"workspace_slug": team.workspace.slug, "delivery_id": claimed.pk}


def proof_token(team: Team) -> dict[str, Any]:
    channel = add(team.workspace, team.people["owner"], ChannelKind.EMAIL, "legal@team.example").channel
    return _token(proof_link(Named(team.workspace.pk, channel.pk, channel.proof)))


def end_token(team: Team) -> dict[str, Any]:
    address = "legal@team.example"
    channel = make_active(team.workspace, team.people["owner"], ChannelKind.EMAIL, address).channel
    return _token(end_link(Named(team.workspace.pk, channel.pk)))


def missed(team: Team) -> dict[str, Any]:
    """A channel that owes an alert which failed for good."""
    found = active(team)
    with in_workspace(team.workspace):
        channel = Channel.objects.for_workspace(team.workspace).get(pk=found["channel_id"])
    owe(team.workspace, channel)
    claimed = claim_next(team.workspace.pk)
    assert claimed is not None
    assert claimed.opened_at <= clock.now()
    settle(claimed, Outcome(Result.PERMANENT, "refused"))
    return found


def _token(link: str) -> dict[str, Any]:
    return {"token": link.rstrip("/").rpartition("/")[2]}
