"""What whoever reads at an address can do without signing in: confirm it, and end what is sent there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.errors import AccountsError
from apps.core.tenancy import in_workspace
from apps.subscriptions.channel_addresses import Named, named_by_end, named_by_proof
from apps.subscriptions.errors import SubscriptionsError
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import channel_of
from apps.subscriptions.services.channels import confirm_channel, disable_channel
from apps.subscriptions.types import ChannelKind, Disabled
from apps.web.places import visitor_of

_METHODS = ["GET", "HEAD", "POST"]
_TROUBLES = (AccountsError, SubscriptionsError)


@never_cache
@require_http_methods(_METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before it is confirmed: programs that look at links in mail open them, and press nothing."""
    try:
        named = named_by_proof(token)
        if request.method == "POST":
            confirm_channel(
                workspace=named.workspace_id,
                channel_id=named.channel_id,
                proof=named.proof,
                actor=visitor_of(request),
            )
    except _TROUBLES as error:
        return render(request, "web/channel_link.html", {"trouble": str(error)}, status=404)
    context = {"channel": _named(named), "is_done": request.method == "POST", "deed": "confirm"}
    return render(request, "web/channel_link.html", context)


# RFC 8058: mail programs post here with neither cookie nor session; the signed address is the authority.
@csrf_exempt
@never_cache
@require_http_methods(_METHODS)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End what is sent to an address, by one click of the mail program or by the button of this page."""
    try:
        named = named_by_end(token)
        if request.method == "POST":
            disable_channel(
                workspace=named.workspace_id,
                channel_id=named.channel_id,
                actor=visitor_of(request),
                because=Disabled.UNSUBSCRIBED,
            )
    except _TROUBLES as error:
        return render(request, "web/channel_link.html", {"trouble": str(error)}, status=404)
    context = {"channel": _named(named), "is_done": request.method == "POST", "deed": "end"}
    return render(request, "web/channel_link.html", context)


def _named(named: Named) -> Channel | None:
    """Return the channel; None where it was removed, which whoever holds an old letter need not care about."""
    with in_workspace(named.workspace_id):
        found = channel_of(named.workspace_id, named.channel_id)
    return found if found is not None and found.kind == ChannelKind.EMAIL else None
