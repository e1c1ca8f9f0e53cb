"""Channels, what was sent there, and a member's own mail, as those see them who send much or nothing."""

from urllib.parse import urlsplit

from django.urls import reverse

from apps.accounts.models import Membership, User, Workspace
from apps.accounts.types import Role
from apps.alerts.channels.base import Outcome, Result
from apps.alerts.mail import stop_url
from apps.alerts.models import Delivery
from apps.alerts.services.delivering import claim_next, settle
from apps.core.tenancy import in_workspace
from apps.subscriptions.channel_addresses import Named, end_link, proof_link
from apps.subscriptions.models import Channel
from apps.subscriptions.services.channels import disable_channel
from apps.subscriptions.types import ChannelKind
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.alerts.channels.cast import add, deliveries_in, make_active, owe
from tests.browser.steps import Step
from tests.browser.watches import signed_in

_HOOK = "https://hooks.example/services/T0/B0/secretpart"


def build_sending_pages() -> dict[str, Step]:
    """Return every page about what is sent, by the names of `page_names.SENDING_PAGES`."""
    owner, viewer = make_user("sam", domain="sending.example"), make_user("sue", domain="sending.example")
    full, empty = make_workspace(owner, "Sending much"), make_workspace(owner, "Sending nothing")
    make_member(full, viewer, Role.VIEWER)
    hook, mail, unproved, disabled = _channels(full, owner)
    delivered, refused = _deliveries(full, hook, mail)
    with in_workspace(full):
        membership = Membership.objects.for_workspace(full).get(user=owner)
    session = signed_in(owner)

    def of(name: str, workspace: Workspace, *rest: int) -> Step:
        return Step(reverse(name, args=[workspace.slug, *rest]), session)

    return {
        "workspace-channels": of("workspace_channels", full),
        "workspace-channels-none": of("workspace_channels", empty),
        "workspace-channels-seen-by-a-viewer": Step(
            reverse("workspace_channels", args=[full.slug]), signed_in(viewer)
        ),
        "workspace-channel-new": of("workspace_channel_new", full),
        "workspace-channel": of("workspace_channel", full, hook.pk),
        "workspace-channel-unproved": of("workspace_channel", full, unproved.pk),
        "workspace-channel-disabled": of("workspace_channel", full, disabled.pk),
        "workspace-channel-remove": of("workspace_channel_remove", full, hook.pk),
        "workspace-deliveries": of("workspace_deliveries", full),
        "workspace-deliveries-none": of("workspace_deliveries", empty),
        "workspace-delivery": of("workspace_delivery", full, delivered.pk),
        "workspace-delivery-refused": of("workspace_delivery", full, refused.pk),
        "workspace-digest": of("workspace_digest", full),
        "workspace-digest-none": of("workspace_digest", empty),
        "workspace-digest-hours": of("workspace_digest_hours", full),
        "mail-stop": Step(urlsplit(stop_url(membership)).path),
        "channel-confirm": Step(
            urlsplit(proof_link(Named(full.pk, unproved.pk, unproved.proof))).path,
        ),
        "channel-unsubscribe": Step(urlsplit(end_link(Named(full.pk, mail.pk))).path),
        "channel-link-made-up": Step(reverse("channel_unsubscribe", args=["made-up"])),
    }


def _channels(workspace: Workspace, owner: User) -> tuple[Channel, Channel, Channel, Channel]:
    """Return a webhook and a mail address that work, an address nobody has confirmed, and a webhook switched off."""
    hook = make_active(workspace, owner, ChannelKind.WEBHOOK, _HOOK).channel
    mail = make_active(workspace, owner, ChannelKind.EMAIL, "legal@sending.example").channel
    unproved = add(workspace, owner, ChannelKind.EMAIL, "privacy@sending.example", "Privacy").channel
    disabled = make_active(workspace, owner, ChannelKind.SLACK, _HOOK).channel
    disable_channel(workspace=workspace, channel_id=disabled.pk, actor=acting(owner))
    return hook, mail, unproved, disabled


def _deliveries(workspace: Workspace, *channels: Channel) -> tuple[Delivery, Delivery]:
    """Return one that arrived and one that was refused for good."""
    before = {delivery.pk for delivery in deliveries_in(workspace)}
    owe(workspace, *channels)
    outcomes = {
        channels[0].pk: Outcome(Result.DELIVERED, status=200, answer="Thanks"),
        channels[1].pk: Outcome(Result.PERMANENT, "refused", status=550, answer="No such mailbox"),
    }
    while claimed := claim_next(workspace.pk):
        outcome = outcomes.get(claimed.channel_id, Outcome(Result.DELIVERED, status=200))
        settle(claimed, outcome, shown='{"type": "alert.raised"}', body=b"As it was sent.")
    new = {row.channel_id: row for row in deliveries_in(workspace) if row.pk not in before}
    return new[channels[0].pk], new[channels[1].pk]
