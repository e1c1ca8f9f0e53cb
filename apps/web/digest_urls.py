"""Addresses of a member's own mail: what the next digest says, when it comes, and how it stops."""

from django.urls import URLPattern, path

from apps.web.views.workspaces import digests

HERE = "w/<slug:workspace_slug>/"

urlpatterns: list[URLPattern] = [
    path(f"{HERE}digest/", digests.digest, name="workspace_digest"),
    path(f"{HERE}digest/hours/", digests.hours, name="workspace_digest_hours"),
    path("mail/stop/<str:token>/", digests.stop, name="mail_stop"),
]
