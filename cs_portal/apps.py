"""The wiring as a Django app, for its commands and templates."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cs_portal"
    verbose_name = "CS Portal"

    def ready(self) -> None:
        from cs_portal import signs

        signs.connect()
