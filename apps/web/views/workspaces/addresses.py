"""Adding a document by its address: looked at by a worker, shown, and watched once somebody confirms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.accounts.errors import AccountsError
from apps.billing.errors import BillingError
from apps.core.tenancy import in_workspace
from apps.documents.models import Document
from apps.pipeline.services.adding import add_document
from apps.pipeline.tasks.looks import nudge_added, nudge_look
from apps.platforms.catalogue import read_vocabulary
from apps.subscriptions.errors import SubscriptionsError
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.selectors.addresses import document_at, open_addresses
from apps.subscriptions.services.addresses import ask_for_address, drop_address
from apps.subscriptions.types import AddressState, FoundRecord
from apps.web.forms.watches import AddressForm
from apps.web.places import Place, inside
from apps.web.presentation.basics import query_prefix
from apps.web.telling import done

_TROUBLES = (AccountsError, BillingError, SubscriptionsError)


@inside
def address_new(request: HttpRequest, place: Place) -> HttpResponse:
    """Take an address; lead to the document that is published there, or to what is found."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        known = document_at(form.cleaned_data["url"])
        if known is not None:
            messages.info(request, "This document is in the archive already: follow it.")
            return _to_follow(place, known)
        try:
            asked = ask_for_address(
                workspace=place.workspace, url=form.cleaned_data["url"], actor=place.actor
            )
        except _TROUBLES as error:
            form.add_error("url", str(error))
        else:
            nudge_look(asked)
            return _to(place, asked)
    with in_workspace(place.workspace):
        waiting = list(open_addresses(place.workspace))
    context = {"place": place, "form": form, "waiting": waiting}
    status = 422 if form.errors else 200
    return render(request, "web/workspaces/address_new.html", context, status=status)


@inside
def address(request: HttpRequest, place: Place, request_id: int) -> HttpResponse:
    """Show how far the look is, then what was found; watch it, or drop it."""
    asked = _asked_or_404(place, request_id)
    if request.method == "POST" and request.POST.get("step") == "drop":
        done(
            request,
            lambda: drop_address(workspace=place.workspace, request_id=request_id, actor=place.actor),
            "The address is dropped.",
        )
        return redirect("workspace_address_new", workspace_slug=place.workspace.slug)
    if request.method == "POST":
        return _confirmed(request, place, asked)
    if asked.state == AddressState.ADDED and asked.document is not None:
        return _to_follow(place, asked.document)
    context = {"place": place, "asked": asked, "found": _found(asked), "known": _known(asked)}
    return render(request, "web/workspaces/address.html", context)


def _confirmed(request: HttpRequest, place: Place, asked: AddressRequest) -> HttpResponse:
    try:
        added = add_document(workspace=place.workspace, request_id=asked.pk, actor=place.actor)
    except _TROUBLES as error:
        messages.error(request, str(error))
        return _to(place, asked)
    nudge_added(added)
    messages.success(request, "You follow this document now. Its first capture is under way.")
    return redirect("workspace_watch", workspace_slug=place.workspace.slug, watch_id=added.watch.pk)


def _asked_or_404(place: Place, request_id: int) -> AddressRequest:
    with in_workspace(place.workspace):
        rows = AddressRequest.objects.for_workspace(place.workspace).select_related("document__platform")
        found = rows.filter(pk=request_id).exclude(state=AddressState.DROPPED).first()
    if found is None:
        raise Http404("no such address here")
    return found


def _found(asked: AddressRequest) -> dict[str, object] | None:
    """Return what was found, and what kind of document it seems to be."""
    if asked.found is None:
        return None
    record = FoundRecord.model_validate(asked.found)
    kinds = {kind.slug: kind.label for kind in read_vocabulary().types}
    return {"record": record, "kind": kinds.get(record.type, record.type)}


def _known(asked: AddressRequest) -> Document | None:
    """Return the document that is published where the address led to, if the archive has it."""
    if asked.found is None:
        return None
    return document_at(FoundRecord.model_validate(asked.found).final_url)


def _to(place: Place, asked: AddressRequest) -> HttpResponse:
    return redirect("workspace_address", workspace_slug=place.workspace.slug, request_id=asked.pk)


def _to_follow(place: Place, document: Document) -> HttpResponse:
    response = redirect("workspace_watch_new", workspace_slug=place.workspace.slug)
    response["Location"] += f"?{query_prefix({'document': document.public_id}).removesuffix('&')}"
    return response
