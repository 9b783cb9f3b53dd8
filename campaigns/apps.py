"""The campaigns as a Django app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        from anymail.signals import tracking
        from django.utils import timezone

        from campaigns import review_figures
        from campaigns.tracking.intake import receive

        review_figures.register()

        def received(sender, event, esp_name, **_: object) -> None:
            """The door that providers' posts come in by."""
            receive(event, esp_name, now=timezone.now())

        tracking.connect(received, dispatch_uid="campaigns.tracking.intake", weak=False)
