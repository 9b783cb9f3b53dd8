"""The address that Amazon posts events of SES to, without Amazon's own library."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView

# Kinds of SES that anymail does not know yet.
_KINDS = {"DeliveryDelay": EventType.DEFERRED, "Subscription": EventType.UNSUBSCRIBED}
CONFIRMATION = "confirmation"


class SimpleNotifications(AmazonSESTrackingWebhookView):
    """Anymail's view wants boto3 (14 MB) only to confirm the subscription of a topic: a person
    does that once, by the link that the confirmation brings.
    """

    def __init__(self, **kwargs: Any) -> None:
        super(AmazonSESBaseWebhookView, self).__init__(**kwargs)

    def parse_events(self, request) -> list[AnymailTrackingEvent]:
        message = self._parse_sns_message(request)
        if message.get("Type") != "SubscriptionConfirmation":
            return super().parse_events(request)
        kept = {"TopicArn": message.get("TopicArn"), "SubscribeURL": message.get("SubscribeURL")}
        return [
            AnymailTrackingEvent(
                event_type=CONFIRMATION, event_id=message["MessageId"], esp_event=kept
            )
        ]

    def esp_to_anymail_events(self, ses_event, sns_message) -> list[AnymailTrackingEvent]:
        events = super().esp_to_anymail_events(ses_event, sns_message)
        if kind := _KINDS.get(ses_event.get("eventType", "")):
            for event in events:
                event.event_type = kind
        return events
