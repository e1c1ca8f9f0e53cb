"""How one's colleagues see one, and when one is told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.accounts.errors import AccountsError
from apps.accounts.services.profiles import change_profile
from apps.web.forms.records import ProfileForm
from apps.web.places import person_of


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    said = {name: getattr(person, name) for name in ("first_name", "last_name", "time_zone")}
    form = ProfileForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(user=person, **form.cleaned_data)
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    return render(request, "web/account/profile.html", {"form": form, "person": person})
