"""One's own data: taken along, and erased with the account."""

from collections.abc import Callable
from smtplib import SMTPException
from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.mail import send_deletion_cancelled, send_deletion_scheduled
from apps.accounts.models import User
from apps.accounts.own_data import PARTS, write_person
from apps.accounts.selectors import sole_ownerships
from apps.accounts.services.account_deletion import cancel_account_deletion, schedule_account_deletion
from apps.core import clock
from apps.web.forms.records import TypedAddressForm
from apps.web.places import actor_of, person_of
from apps.web.proving import proved_again

_IN_MEMORY = 1_000_000  # bytes; a larger zip is written to disk while it is made


@login_required
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {"person": person, "parts": PARTS, "sole": sole_ownerships(person)}
    return render(request, "web/account/own_data.html", context)


@never_cache
@login_required
@proved_again
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the zip to whoever has just proved again who they are: a browser left open must not give it away."""
    if request.method != "POST":
        return render(request, "web/account/own_data_export.html", {"parts": PARTS})
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_person(person_of(request), file)
    file.seek(0)
    name = f"conductatlas-own-data-{clock.now():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@login_required
@proved_again
def delete(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = TypedAddressForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        try:
            leaving = schedule_account_deletion(user=person, actor=actor_of(request))
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            told = f"Your account will be erased on {leaving.deletion_due_at:%-d %b %Y}. Until then, sign in to keep it."
            messages.success(request, told)
            _send(request, send_deletion_scheduled, leaving)
            return redirect("account_login")
    context = {"form": form, "sole": sole_ownerships(person)}
    return render(request, "web/account/delete.html", context)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if cancel_account_deletion(user=person):
        messages.success(request, "Your account stays. API keys that ended do not come back: make new ones.")
        _send(request, send_deletion_cancelled, person)
    return redirect("own_data")


def _send(request: HttpRequest, send: Callable[[User], None], person: User) -> None:
    """Confirm by e-mail what is done already; say so if mail cannot be sent now."""
    try:
        send(person)
    except (OSError, SMTPException):
        messages.warning(
            request, "The confirmation could not be sent by e-mail. What you asked for is done all the same."
        )
