"""Addresses of single sign-on. A provider has its own, so that the answer of one is never taken for that of another."""

from django.urls import URLPattern, path

from apps.web.views import single_sign_on

urlpatterns: list[URLPattern] = [
    path("", single_sign_on.sign_on, name="sign_on"),
    path("<slug:public_id>/callback/", single_sign_on.callback, name="sign_on_callback"),
    path("<slug:public_id>/acs/", single_sign_on.acs, name="sign_on_acs"),
    path("<slug:public_id>/finish/", single_sign_on.finish, name="sign_on_finish"),
    path("<slug:public_id>/metadata/", single_sign_on.metadata, name="sign_on_metadata"),
]
