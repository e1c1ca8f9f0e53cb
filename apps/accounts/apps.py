from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from apps.accounts import takeover  # noqa: PLC0415 - app ready: it imports models

        takeover.listen()
