"""The wiring as Django apps: for its commands and templates, and for the admin's site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class PortalConfig(AppConfig):
    name = "cs_portal"
    verbose_name = "CS Portal"

    def ready(self) -> None:
        from cs_portal import signs

        signs.connect()


class PortalAdminConfig(admin.AdminConfig):
    default = False
    default_site = "cs_portal.site.PortalSite"
