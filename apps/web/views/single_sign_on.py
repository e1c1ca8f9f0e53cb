"""Coming in by single sign-on: the address, the way to the provider, the way back."""

import logging

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.identity import client_address
from apps.accounts.models import IdentityProvider
from apps.accounts.signing_on import begin, finish_oidc, finish_saml, sealed_answer, service_party
from apps.accounts.signon.metadata import host_of, our_metadata
from apps.accounts.signon.refusals import SignOnRefusedError
from apps.accounts.single_sign_on import provider_for_address, provider_with
from apps.accounts.types import Protocol
from apps.web.forms.single_sign_on import SignOnForm
from apps.web.places import visitor_of

_logger = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_on(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and lead to the provider of whoever has proved its domain."""
    next_url = request.POST.get("next", request.GET.get("next", ""))
    form = SignOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not ratelimit.consume(request, action="single_sign_on", key=email):
            form.add_error(None, "Too many attempts. Wait a minute.")
            return _form(request, form, next_url, status=429)
        provider = provider_for_address(email)
        if provider is not None:
            return _leave(request, provider, email, next_url)
        form.add_error(
            "email", "No workspace has set up single sign-on for this domain. Take another way in."
        )
    return _form(request, form, next_url, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def callback(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take what an OpenID provider sends people back with."""
    provider = _provider_or_404(public_id, Protocol.OIDC)
    try:
        return finish_oidc(request, provider, visitor=visitor_of(request))
    except AccountsError as error:
        return _refused(request, provider, error)


@csrf_exempt  # posted from the provider's site; the signature and what was asked stand in for the token
@never_cache
@require_POST
def acs(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take what a SAML provider has people post, and lead on to where the session is seen."""
    provider = _provider_or_404(public_id, Protocol.SAML)
    if not ratelimit.consume(request, action="single_sign_on_answer"):
        return HttpResponse("Too many attempts. Wait a minute.", status=429, content_type="text/plain")
    try:
        sealed = sealed_answer(provider, request.POST.get("SAMLResponse", ""))
    except AccountsError as error:
        return _refused(request, provider, error)
    where = reverse("sign_on_finish", kwargs={"public_id": public_id})
    return redirect(f"{where}?{urlencode({'answer': sealed})}")


@never_cache
@require_GET
def finish(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Sign in whom the answer vouches for, if this browser has asked."""
    provider = _provider_or_404(public_id, Protocol.SAML)
    try:
        return finish_saml(request, provider, request.GET.get("answer", ""), visitor=visitor_of(request))
    except AccountsError as error:
        return _refused(request, provider, error)


@require_safe
def metadata(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Show a SAML provider what it wants to know of us."""
    provider = _provider_or_404(public_id, Protocol.SAML)
    return HttpResponse(
        our_metadata(service_party(provider.public_id)), content_type="application/samlmetadata+xml"
    )


def _leave(request: HttpRequest, provider: IdentityProvider, email: str, next_url: str) -> HttpResponse:
    """Lead on by a page, not by a redirect: browsers hold those after a form to the policy on where forms may go."""
    try:
        where = begin(request, provider, email=email, next_url=next_url)
    except AccountsError as error:
        return _refused(request, provider, error)
    context = {"where": where, "host": host_of(where), "workspace": provider.workspace.name}
    response = render(request, "account/sign_on_leave.html", context)
    response["Refresh"] = f"0; url={iri_to_uri(where)}"
    return response


def _form(request: HttpRequest, form: SignOnForm, next_url: str, *, status: int) -> HttpResponse:
    return render(request, "account/sign_on.html", {"form": form, "next": next_url}, status=status)


def _refused(request: HttpRequest, provider: IdentityProvider, error: AccountsError) -> HttpResponse:
    detail = error.detail if isinstance(error, SignOnRefusedError) else ""
    _logger.warning(
        "Single sign-on refused",
        extra={
            "workspace": provider.workspace_id,
            "reason": error.reason.value if isinstance(error, SignOnRefusedError) else error.code,
            "detail": detail,
            "ip": client_address(request),
        },
    )
    return render(request, "account/sign_on_refused.html", {"reason": str(error)}, status=403)


def _provider_or_404(public_id: str, protocol: Protocol) -> IdentityProvider:
    provider = provider_with(public_id)
    if provider is None or provider.protocol != protocol:
        raise Http404("no such provider")
    return provider
