"""The facts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import lookups, sqlite_dates  # noqa: F401 - the lookup registers itself

        sqlite_dates.register()
