"""Addresses at which people sign in and look after their account."""

from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.microsoft.provider import MicrosoftGraphProvider
from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("allauth.account.urls")),
    path("two-factor/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("connections/", include("allauth.socialaccount.urls")),
    *(
        entry
        for provider in (GoogleProvider, GitHubProvider, MicrosoftGraphProvider)
        for entry in default_urlpatterns(provider)
    ),
]
