from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "apps.subscriptions"

    def ready(self) -> None:
        from apps.billing.metering import Source, register_meter  # noqa: PLC0415 - app ready: it imports models
        from apps.billing.types import Meter  # noqa: PLC0415 - app ready
        from apps.subscriptions.selectors import platforms_metered, platforms_watched  # noqa: PLC0415 - app ready

        register_meter(Meter.PLATFORMS, Source(count=platforms_watched, items=platforms_metered))
