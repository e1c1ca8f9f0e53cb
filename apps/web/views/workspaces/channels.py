"""Channels: where a workspace is told beside its inbox."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.types import Permission
from apps.alerts.errors import AlertsError
from apps.alerts.services.mail_choices import hours_of
from apps.alerts.services.trials import (
    ask_again_for_proof,
    replay_since,
    send_test,
    set_up_channel,
    use_channel_again,
)
from apps.billing.errors import BillingError
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks.deliveries import nudge_deliveries
from apps.subscriptions.errors import SubscriptionsError
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import channel_of, channels_of
from apps.subscriptions.services.channels import (
    Secret,
    confirm_channel,
    disable_channel,
    remove_channel,
    rotate_signing_secret,
)
from apps.web.forms.channels import ChannelForm, CodeForm, SinceForm
from apps.web.places import Place, inside
from apps.web.presentation.channels import channel_row, delivery_row
from apps.web.queries.channels import deliveries_of
from apps.web.telling import done

_TROUBLES = (AccountsError, AlertsError, BillingError, SubscriptionsError)
_LATEST = 10


@inside
@require_safe
def channels(request: HttpRequest, place: Place) -> HttpResponse:
    with in_workspace(place.workspace):
        hours = hours_of(place.workspace)
        rows = [channel_row(place.workspace, row, hours) for row in channels_of(place.workspace)]
    context = {"place": place, "rows": rows, "may_change": place.may(Permission.CHANNELS)}
    return render(request, "web/workspaces/channels.html", context)


@inside
def new(request: HttpRequest, place: Place) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = set_up_channel(workspace=place.workspace, wish=form.wish, actor=place.actor)
        except _TROUBLES as error:
            form.add_error(None, str(error))
        else:
            nudge_deliveries(place.workspace.pk)
            if secret.signing_secret:
                return _shown_once(request, place, secret)
            messages.success(request, f"{secret.channel.name} is added. Now confirm it.")
            return _to(place, secret.channel.pk)
    status = 422 if form.errors else 200
    return render(request, "web/workspaces/channel_new.html", {"place": place, "form": form}, status=status)


@inside
@require_safe
def channel(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    return _page(request, place, _channel_or_404(place, channel_id), CodeForm())


@inside
@require_POST
def confirm(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    record, form = _channel_or_404(place, channel_id), CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, place, record, form, status=422)

    def act() -> None:
        confirm_channel(
            workspace=place.workspace,
            channel_id=channel_id,
            proof=form.cleaned_data["code"],
            actor=place.actor,
        )

    done(request, act, f"{record.name} is confirmed. Alerts go there from now on.")
    return _to(place, channel_id)


@inside
@require_POST
def prove(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    _channel_or_404(place, channel_id)

    def act() -> None:
        ask_again_for_proof(workspace=place.workspace, channel_id=channel_id, actor=place.actor)

    if done(request, act, "Another confirmation is on its way."):
        nudge_deliveries(place.workspace.pk)
    return _to(place, channel_id)


@inside
@require_POST
def test(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    _channel_or_404(place, channel_id)

    def act() -> None:
        send_test(workspace=place.workspace, channel_id=channel_id, actor=place.actor)

    if done(request, act, "A test is on its way. What comes of it stands below in a moment."):
        nudge_deliveries(place.workspace.pk)
    return _to(place, channel_id)


@inside
@require_POST
def rotate(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    _channel_or_404(place, channel_id)
    try:
        secret = rotate_signing_secret(workspace=place.workspace, channel_id=channel_id, actor=place.actor)
    except _TROUBLES as error:
        messages.error(request, str(error))
        return _to(place, channel_id)
    return _shown_once(request, place, secret)


@inside
@require_POST
def disable(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    record = _channel_or_404(place, channel_id)

    def act() -> None:
        disable_channel(workspace=place.workspace, channel_id=channel_id, actor=place.actor)

    done(request, act, f"Nothing is sent to {record.name} any more.")
    return _to(place, channel_id)


@inside
@require_POST
def enable(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    record = _channel_or_404(place, channel_id)

    def act() -> None:
        use_channel_again(workspace=place.workspace, channel_id=channel_id, actor=place.actor)

    if done(request, act, f"{record.name} is enabled."):
        nudge_deliveries(place.workspace.pk)
    return _to(place, channel_id)


@inside
def remove(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    record = _channel_or_404(place, channel_id)
    if request.method == "POST":

        def act() -> None:
            remove_channel(workspace=place.workspace, channel_id=channel_id, actor=place.actor)

        done(request, act, f"{record.name} is removed, and its address forgotten.")
        return redirect("workspace_channels", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/channel_remove.html", {"place": place, "channel": record})


@inside
@require_POST
def replay_missed(request: HttpRequest, place: Place, channel_id: int) -> HttpResponse:
    record, form = _channel_or_404(place, channel_id), SinceForm(request.POST)
    if not form.is_valid():
        return _page(request, place, record, CodeForm(), status=422)
    try:
        number = replay_since(
            workspace=place.workspace,
            channel_id=channel_id,
            since=form.since(clock.now()),
            actor=place.actor,
        )
    except _TROUBLES as error:
        messages.error(request, str(error))
    else:
        nudge_deliveries(place.workspace.pk)
        messages.success(request, f"{number} alerts that did not get there are on their way.")
    return _to(place, channel_id)


def _page(
    request: HttpRequest, place: Place, record: Channel, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    with in_workspace(place.workspace):
        hours = hours_of(place.workspace)
        sent = deliveries_of(place.workspace).filter(channel=record)[:_LATEST]
        latest = [delivery_row(row, hours) for row in sent]
    context = {
        "place": place,
        "row": channel_row(place.workspace, record, hours),
        "latest": latest,
        "form": form,
        "since_form": SinceForm(),
        "may_change": place.may(Permission.CHANNELS),
    }
    return render(request, "web/workspaces/channel.html", context, status=status)


def _shown_once(request: HttpRequest, place: Place, secret: Secret) -> HttpResponse:
    """Show the secret in the answer to the request that made it, the only place where it ever is."""
    return render(request, "web/workspaces/channel_secret.html", {"place": place, "secret": secret})


def _channel_or_404(place: Place, channel_id: int) -> Channel:
    """Return the channel of this workspace, and of no other."""
    with in_workspace(place.workspace):
        record = channel_of(place.workspace, channel_id)
    if record is None:
        raise Http404("no such channel here")
    return record


def _to(place: Place, channel_id: int) -> HttpResponse:
    return redirect("workspace_channel", workspace_slug=place.workspace.slug, channel_id=channel_id)
