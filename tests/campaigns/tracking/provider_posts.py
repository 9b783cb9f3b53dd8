"""What Postmark, Mailgun and SendGrid post, in the shape of their real events."""

import base64
import hashlib
import hmac
from typing import Any

SECRET = "portal:opensesame"
SIGNING_KEY = "key-of-mailgun"
BASIC = {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}


def postmark(record: str, touch: object, address: str, **fields: Any) -> dict[str, Any]:
    """An event of Postmark: Delivery, Bounce, SpamComplaint, SubscriptionChange or Open."""
    common = {
        "RecordType": record,
        "MessageStream": "outbound",
        "ServerID": 23,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Tag": "monthly_recap",
        "Metadata": {"touch": str(touch)},
    }
    own = {
        "Delivery": {
            "Recipient": address,
            "DeliveredAt": "2026-01-05T09:31:00Z",
            "Details": "smtp;250 2.0.0 OK 1767605460 queued",
        },
        "Bounce": {
            "ID": 692560173,
            "Type": "HardBounce",
            "TypeCode": 1,
            "Name": "Hard bounce",
            "Description": "The server was unable to deliver your message (ex: unknown user).",
            "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
            "Email": address,
            "From": "success@portal.example",
            "BouncedAt": "2026-01-05T09:32:00Z",
            "DumpAvailable": True,
            "Inactive": True,
            "CanActivate": True,
            "Subject": "Your month in figures",
        },
        "SpamComplaint": {
            "ID": 42,
            "Type": "SpamComplaint",
            "TypeCode": 100001,
            "Name": "Spam complaint",
            "Description": "The subscriber explicitly marked this message as spam.",
            "Details": "",
            "Email": address,
            "From": "success@portal.example",
            "BouncedAt": "2026-01-05T11:00:00Z",
            "Inactive": True,
            "CanActivate": False,
            "Subject": "Your month in figures",
        },
        "SubscriptionChange": {
            "ChangedAt": "2026-01-05T12:00:00Z",
            "Recipient": address,
            "Origin": "Recipient",
            "SuppressSending": True,
            "SuppressionReason": "ManualSuppression",
        },
        "Open": {
            "FirstOpen": True,
            "ReceivedAt": "2026-01-05T10:00:00Z",
            "Recipient": address,
            "UserAgent": "Mozilla/5.0",
            "Platform": "Desktop",
        },
    }
    return common | own[record] | fields


def mailgun(event: str, touch: object, address: str, token: str = "a8ce", **data: Any) -> dict:
    """An event of Mailgun, signed as it signs them."""
    timestamp = "1767605500"
    signature = hmac.new(SIGNING_KEY.encode(), (timestamp + token).encode(), hashlib.sha256)
    return {
        "signature": {
            "timestamp": timestamp,
            "token": token,
            "signature": signature.hexdigest(),
        },
        "event-data": {
            "event": event,
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "timestamp": 1767605500.5,
            "log-level": "error",
            "recipient": address,
            "recipient-domain": address.partition("@")[2],
            "tags": ["monthly_recap"],
            "user-variables": {"touch": str(touch)},
            "message": {
                "headers": {
                    "to": address,
                    "message-id": f"touch.{touch}.1@portal.example",
                    "from": "Grace Hopper <success@portal.example>",
                    "subject": "Your month in figures",
                },
                "size": 18211,
            },
            "delivery-status": {
                "code": 550,
                "message": "5.1.1 The email account that you tried to reach does not exist",
                "description": "",
                "attempt-no": 1,
            },
            "flags": {"is-test-mode": False, "is-authenticated": True},
            **data,
        },
    }


def sendgrid(event: str, touch: object, address: str, number: int, **fields: Any) -> dict:
    """One event of the list that SendGrid posts."""
    return {
        "email": address,
        "timestamp": 1767605500 + number,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "event": event,
        "sg_event_id": f"event-{number}",
        "sg_message_id": f"14c5d75ce93.dfd.64b469.filter0001.{number}",
        "touch": str(touch),
        **fields,
    }
