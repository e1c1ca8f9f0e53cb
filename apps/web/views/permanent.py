"""Public ids: addresses that never change and lead to wherever the record is now."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import Change, Document
from apps.provisions.models import Provision
from apps.provisions.selectors import heir_of
from apps.web.access import get_number_or_404


@require_safe
def permanent_document(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 - the address says it all
    number = get_number_or_404(PublicIdKind.DOCUMENT, public_id)
    document = get_object_or_404(Document.objects.select_related("platform"), pk=number)
    return HttpResponseRedirect(document.get_absolute_url())


@require_safe
def permanent_change(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 - the address says it all
    number = get_number_or_404(PublicIdKind.CHANGE, public_id)
    return HttpResponseRedirect(get_object_or_404(Change, pk=number).get_absolute_url())


@require_safe
def permanent_provision(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 - the address says it all
    """Lead to the clause's page, or to that of the clause it was merged into."""
    number = get_number_or_404(PublicIdKind.PROVISION, public_id)
    provision = get_object_or_404(Provision, pk=number)
    return HttpResponseRedirect(heir_of(provision).get_absolute_url())


@require_safe
def permanent_dossier(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 - the address says it all
    """Lead to the page that says what was sealed under this number, and nothing of what it is about."""
    number = get_number_or_404(PublicIdKind.DOSSIER, public_id)
    return HttpResponseRedirect(
        reverse("verify_record", args=[format_public_id(PublicIdKind.DOSSIER, number)])
    )
