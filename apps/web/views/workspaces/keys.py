"""API keys: the list, a new one, another in its place, none any more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.models import ApiKey
from apps.accounts.selectors import api_keys_of
from apps.accounts.services.api_keys import (
    IssuedKey,
    KeyWish,
    issue_api_key,
    revoke_api_key,
    rotate_api_key,
)
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.forms.records import KeyForm, RotateForm
from apps.web.places import Place, inside
from apps.web.presentation.records import key_rows
from apps.web.telling import done


@inside
@require_safe
def keys(request: HttpRequest, place: Place) -> HttpResponse:
    with in_workspace(place.workspace):
        rows = key_rows(api_keys_of(place.workspace), now=clock.now())
    return render(request, "web/workspaces/keys.html", {"place": place, "rows": rows})


@inside
def new(request: HttpRequest, place: Place) -> HttpResponse:
    form = KeyForm(request.POST or None, role=place.membership.role)
    if request.method == "POST" and form.is_valid():
        wish = KeyWish(form.cleaned_data["name"], form.wanted_scopes, form.ends_at(clock.now()))
        try:
            issued = issue_api_key(workspace=place.workspace, wish=wish, actor=place.actor)
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return _show_once(request, place, issued)
    return render(request, "web/workspaces/key_new.html", {"place": place, "form": form})


@inside
def rotate(request: HttpRequest, place: Place, key_id: int) -> HttpResponse:
    key = _key_or_404(place, key_id)
    form = RotateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = rotate_api_key(
                workspace=place.workspace, key_id=key_id, actor=place.actor, overlap=form.wanted
            )
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return _show_once(request, place, issued)
    return render(request, "web/workspaces/key_rotate.html", {"place": place, "key": key, "form": form})


@inside
def revoke(request: HttpRequest, place: Place, key_id: int) -> HttpResponse:
    key = _key_or_404(place, key_id)
    if request.method == "POST":

        def act() -> None:
            revoke_api_key(workspace=place.workspace, key_id=key_id, actor=place.actor)

        done(request, act, f"{key.name} is revoked: from now on it opens nothing.")
        return redirect("workspace_keys", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/key_revoke.html", {"place": place, "key": key})


def _show_once(request: HttpRequest, place: Place, issued: IssuedKey) -> HttpResponse:
    """Show the secret in the answer to the request that made it, the only place where it ever is."""
    return render(request, "web/workspaces/key_issued.html", {"place": place, "issued": issued})


def _key_or_404(place: Place, key_id: int) -> ApiKey:
    """Return the key of this workspace, and of no other."""
    with in_workspace(place.workspace):
        key = api_keys_of(place.workspace).filter(pk=key_id).first()
    if key is None:
        raise Http404("no such key here")
    return key
