"""The campaigns as a Django app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        from anymail.signals import inbound, tracking
        from django.utils import timezone

        from campaigns import review_figures
        from campaigns.help.inbound import receive as take_in
        from campaigns.tracking.intake import receive

        review_figures.register()

        def received(sender, event, esp_name, **_: object) -> None:
            """The door that providers' posts come in by."""
            receive(event, esp_name, now=timezone.now())

        tracking.connect(received, dispatch_uid="campaigns.tracking.intake", weak=False)

        def came_in(sender, event, esp_name, **_: object) -> None:
            """The door that customers' mails come in by."""
            take_in(event, esp_name, now=timezone.now())

        inbound.connect(came_in, dispatch_uid="campaigns.help.inbound", weak=False)
