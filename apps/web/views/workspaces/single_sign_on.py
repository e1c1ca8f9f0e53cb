"""An owner's page of single sign-on: the domains, the provider, the rules, the people."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.services.identity_providers import (
    OidcWish,
    SamlWish,
    SignOnRules,
    change_sign_on_rules,
    forget_person,
    remove_provider,
    set_up_oidc,
    set_up_saml,
)
from apps.accounts.services.sign_on_domains import claim_domain, prove_domain, release_domain
from apps.accounts.types import Protocol
from apps.web.forms.single_sign_on import PROTOCOL_FORMS, SignOnDomainForm, SignOnRulesForm
from apps.web.places import Place, inside
from apps.web.queries.single_sign_on import sign_on_page
from apps.web.telling import done


@inside
@require_safe
def overview(request: HttpRequest, place: Place) -> HttpResponse:
    return _page(request, place, SignOnDomainForm())


@inside
@require_POST
def domain_add(request: HttpRequest, place: Place) -> HttpResponse:
    """Claim a domain, or say beside the field why not."""
    form = SignOnDomainForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form)
    try:
        claim_domain(workspace=place.workspace, domain=form.cleaned_data["domain"], actor=place.actor)
    except AccountsError as error:
        form.add_error("domain", str(error))
        return _page(request, place, form)
    return _back(place)


@inside
@require_POST
def domain_prove(request: HttpRequest, place: Place, domain_id: int) -> HttpResponse:
    def act() -> None:
        prove_domain(workspace=place.workspace, domain_id=domain_id, actor=place.actor)

    done(request, act, "The domain is proved. Leave the record where it is: it is looked at again every day.")
    return _back(place)


@inside
@require_POST
def domain_release(request: HttpRequest, place: Place, domain_id: int) -> HttpResponse:
    def act() -> None:
        release_domain(workspace=place.workspace, domain_id=domain_id, actor=place.actor)

    done(request, act, "The provider speaks for this domain no more.")
    return _back(place)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, place: Place, protocol: str) -> HttpResponse:
    """Ask for a provider of this kind, and make it the workspace's."""
    if protocol not in PROTOCOL_FORMS:
        raise Http404("no such protocol")
    page = sign_on_page(place.workspace)
    form = PROTOCOL_FORMS[protocol](request.POST or None, initial=page.initial(protocol))
    if request.method == "POST" and form.is_valid():
        try:
            _set_up(place, protocol, form)
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return _back(place)
    context = {
        "place": place,
        "form": form,
        "ours": page.ours_for(protocol),
        "protocol": Protocol(protocol),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/workspaces/single_sign_on_provider.html", context, status=status)


@inside
@require_POST
def rules(request: HttpRequest, place: Place) -> HttpResponse:
    wanted = SignOnRules(**{name: request.POST.get(name) == "on" for name in SignOnRulesForm.names})

    def act() -> None:
        change_sign_on_rules(workspace=place.workspace, wanted=wanted, actor=place.actor)

    done(request, act, "The rules are saved.")
    return _back(place)


@inside
@require_POST
def forget(request: HttpRequest, place: Place, link_id: int) -> HttpResponse:
    def act() -> None:
        forget_person(workspace=place.workspace, link_id=link_id, actor=place.actor)

    done(request, act, "Forgotten. Whoever the provider vouches for at this address next is taken for new.")
    return _back(place)


@inside
@require_POST
def remove(request: HttpRequest, place: Place) -> HttpResponse:
    def act() -> None:
        remove_provider(workspace=place.workspace, actor=place.actor)

    done(request, act, "Single sign-on is removed. Whoever came in by it signs in their own way from now on.")
    return _back(place)


def _set_up(place: Place, protocol: str, form: forms.Form) -> None:
    given = form.cleaned_data
    if protocol == Protocol.SAML:
        set_up_saml(workspace=place.workspace, wish=SamlWish(**given), actor=place.actor)
    else:
        set_up_oidc(workspace=place.workspace, wish=OidcWish(**given), actor=place.actor)


def _back(place: Place) -> HttpResponse:
    return redirect("workspace_sign_on", workspace_slug=place.workspace.slug)


def _page(request: HttpRequest, place: Place, form: SignOnDomainForm) -> HttpResponse:
    page = sign_on_page(place.workspace)
    context = {
        "place": place,
        "page": page,
        "form": form,
        "rules": SignOnRulesForm(initial=dict(page.rules)),
        "protocols": list(Protocol),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/workspaces/single_sign_on.html", context, status=status)
