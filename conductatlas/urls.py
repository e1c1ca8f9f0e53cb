"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.web.urls")),
    path("account/", include("apps.accounts.urls")),
]
handler400 = "apps.web.views.errors.bad_request"
