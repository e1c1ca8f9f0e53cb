from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "apps.billing"

    def ready(self) -> None:
        from apps.accounts.plans import fill_in  # noqa: PLC0415 - app ready: it imports models
        from apps.billing import metering  # noqa: PLC0415 - app ready
        from apps.billing.terms import terms_of_plan  # noqa: PLC0415 - app ready

        fill_in(terms_of_plan)
        metering.register_seats()
