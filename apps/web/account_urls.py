"""Addresses of one's own account that are not about signing in."""

from django.urls import URLPattern, path

from apps.web.views.account import own_data, profile

urlpatterns: list[URLPattern] = [
    path("profile/", profile.profile, name="profile"),
    path("data/", own_data.own_data, name="own_data"),
    path("data/export/", own_data.export, name="own_data_export"),
    path("data/delete/", own_data.delete, name="own_data_delete"),
    path("data/keep/", own_data.keep, name="own_data_keep"),
]
