from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        import apps.core.checks  # noqa: F401, PLC0415 - app ready
