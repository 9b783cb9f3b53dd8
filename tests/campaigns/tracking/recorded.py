"""Payloads of providers as they post them, made to be about a row of the test, with their proof."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any, NamedTuple

from tests.campaigns.tracking.provider_posts import BASIC, SIGNING_KEY

FOLDER = Path(__file__).parent / "payloads"
PROVIDERS = ("amazon_ses", "mailgun", "postmark", "sendgrid")
EVENTS = (
    "delivered",
    "bounced_hard",
    "bounced_soft",
    "deferred",
    "complained",
    "unsubscribed",
    "opened",
    "clicked",
)


class Post(NamedTuple):
    path: str
    body: str
    content_type: str
    headers: dict[str, str]


def payload(provider: str, event: str, *, touch: object = 4711, address: str = "") -> Any:
    text = (FOLDER / provider / f"{event}.json").read_text(encoding="utf-8")
    text = text.replace("4711", str(touch))
    return json.loads(text.replace("recipient@example.com", address or "recipient@example.com"))


def post(provider: str, body: Any, **headers: str) -> Post:
    """How the provider posts this body; `headers` instead of its own."""
    path, kind = f"/anymail/{provider}/tracking/", "application/json"
    own = dict(BASIC)
    if provider == "amazon_ses":
        kind = "text/plain; charset=UTF-8"
        own |= {
            "HTTP_X_AMZ_SNS_MESSAGE_TYPE": body["Type"],
            "HTTP_X_AMZ_SNS_MESSAGE_ID": body["MessageId"],
        }
    if provider == "mailgun":
        signed = body["signature"]["timestamp"] + body["signature"]["token"]
        digest = hmac.new(SIGNING_KEY.encode(), signed.encode(), hashlib.sha256).hexdigest()
        body = {**body, "signature": body["signature"] | {"signature": digest}}
    return Post(path, json.dumps(body), kind, own | headers)
