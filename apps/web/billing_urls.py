"""Addresses of plans and billing that are in no workspace."""

from django.urls import URLPattern, path

from apps.web.views import granting, prices, stripe

urlpatterns: list[URLPattern] = [
    path("stripe/webhook/", stripe.stripe_webhook, name="stripe_webhook"),
    path("prices/", prices.prices, name="prices"),
    path("plans/", granting.plans, name="granting"),
    path("plans/grant/", granting.grant, name="granting_grant"),
    path("plans/end/", granting.end, name="granting_end"),
]
