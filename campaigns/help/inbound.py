"""Takes in what customers write by mail: kept as it came, then joined to its request once."""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from anymail.signals import AnymailInboundEvent
from django.db import transaction
from django.utils.html import strip_tags

from accounts.models import Contact
from campaigns import responses
from campaigns.help import addresses, thread
from campaigns.help.quoting import own_words
from campaigns.help.thread import Source, Wish
from campaigns.models import CustomerMail, HelpRequest, InboundMail, Touch

logger = logging.getLogger(__name__)

Result = InboundMail.Result
LONGEST = 50_000  # characters of a mail's text
AT_ONCE = 200
_HEADERS = ("auto-submitted", "precedence", "x-autoreply", "x-autorespond", "return-path")
_ANSWERS = ("In-Reply-To", "References")
_OUR_MAIL = re.compile(r"<mail\.(\d{1,18})@")
_OUR_TOUCH = re.compile(r"<touch\.(\d{1,18})\.")
_ADDRESS = re.compile(r"[^\s<>@,;]{1,64}@[^\s<>@,;]{1,189}")


def receive(event: AnymailInboundEvent, provider: str, *, now: datetime) -> None:
    """Keep the mail; the heartbeat handles it. The same call again keeps nothing more."""
    message = event.message
    sender = message.from_email.addr_spec if message.from_email else ""
    text = message.stripped_text or message.text or strip_tags(message.html or "")
    raw = {
        "message_id": _clean(message.get("Message-ID", ""))[:300],
        "answers": _clean(" ".join(message.get(name, "") for name in _ANSWERS))[:4000],
        "to": _recipients(message),
        "headers": {name: _clean(message.get(name, ""))[:300] for name in _HEADERS},
        # A sender of nobody is a machine's: it wants no answer (RFC 5321).
        "from_nobody": message.envelope_sender == "",
        "stripped": bool(message.stripped_text),
    }
    subject = " ".join(_clean(message.subject or "").split())
    InboundMail.objects.bulk_create(
        [
            InboundMail(
                provider=provider.lower()[:40],
                event_key=_key(event.event_id, raw, sender, text),
                sender=_clean(sender).lower()[:254],
                subject=subject[:250],
                text=_clean(text)[:LONGEST],
                raw=raw,
                dropped=_names([*message.attachments, *message.inlines]),
                received_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def handle_waiting(*, now: datetime) -> int:
    """Handle what was not; one that cannot be stops no other. How many were."""
    waiting = InboundMail.objects.filter(handled_at__isnull=True).order_by("pk")
    return sum(_try(mail, now) for mail in waiting[:AT_ONCE])


def _try(mail: InboundMail, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _handle(mail, now)
    except Exception:  # one mail keeps no other from being taken in
        logger.exception("the mail %d that came in could not be handled", mail.pk)
        return False


def _handle(mail: InboundMail, now: datetime) -> bool:
    waiting = InboundMail.objects.filter(pk=mail.pk, handled_at=None)
    if not waiting.update(handled_at=now):
        return False
    result, request = _judge(mail, now)
    InboundMail.objects.filter(pk=mail.pk).update(result=result, request=request)
    return True


def _judge(mail: InboundMail, now: datetime) -> tuple[str, HelpRequest | None]:
    if mail.raw["from_nobody"] or _is_automatic(mail.raw["headers"]):
        return Result.AUTOMATIC, None
    _note_replies(mail, now)
    words = mail.text if mail.raw["stripped"] else own_words(mail.text)
    request = _request(mail)
    if request is not None:
        if words.strip() or mail.dropped:
            thread.reply(request, words, now=now, came_from=mail.sender, dropped=mail.dropped)
        return Result.JOINED, request
    contact = _writer(mail)
    if contact is None or not words.strip():
        return Result.UNKNOWN, None
    wish = Wish(
        text=words,
        subject=mail.subject,
        source=Source.MAIL,
        key=f"mail:{mail.pk}",
        dropped=mail.dropped,
    )
    return Result.OPENED, thread.ask(contact, wish, now=now)


def _note_replies(mail: InboundMail, now: datetime) -> None:
    """A campaign's mail that its own receiver answers was replied to, whatever comes of it."""
    keys = {int(key) for key in _OUR_TOUCH.findall(mail.raw["answers"])}
    for touch in Touch.objects.filter(pk__in=keys, address=mail.sender).select_related("campaign"):
        responses.replied(touch, now=now)


def _request(mail: InboundMail) -> HelpRequest | None:
    """By the address it was sent to; else by the mail of ours that its own receiver answers."""
    open_ = HelpRequest.objects.current().filter(contact__removed_at__isnull=True)
    for address in mail.raw["to"]:
        key = addresses.request_of(address)
        if key is not None:
            return open_.filter(pk=key).first()
    for key in _OUR_MAIL.findall(mail.raw["answers"]):
        letter = CustomerMail.objects.filter(pk=int(key), kind=CustomerMail.Kind.HELP).first()
        if letter and letter.contact and letter.contact.email == mail.sender:
            return open_.filter(pk=int(letter.key.split(":")[1])).first()
    return None


def _writer(mail: InboundMail) -> Contact | None:
    """The one contact with the address, who wrote to ours; nobody when it may be several."""
    if not any(addresses.is_ours(address) for address in mail.raw["to"]):
        return None
    known = Contact.objects.current().filter(email=mail.sender, account__removed_at__isnull=True)
    found = list(known.select_related("account__programme", "account__ta")[:2])
    return found[0] if len(found) == 1 else None


def _is_automatic(headers: Mapping[str, str]) -> bool:
    """Out of office, a list, a bounce: whatever no person wrote just now (RFC 3834)."""
    told = headers.get("auto-submitted", "").lower()
    return bool(
        (told and not told.startswith("no"))
        or headers.get("precedence", "").lower() in ("bulk", "auto_reply", "list", "junk")
        or headers.get("x-autoreply")
        or headers.get("x-autorespond")
        or headers.get("return-path", "").strip() == "<>"
    )


def _recipients(message: Any) -> list[str]:
    told = [message.envelope_recipient or "", *[each.addr_spec for each in message.to]]
    told += [each.addr_spec for each in message.cc]
    told += _ADDRESS.findall(message.get("Delivered-To", "") or "")
    return list(dict.fromkeys(_clean(each).lower()[:254] for each in told if each))[:50]


def _names(parts: Iterable[Any]) -> list[str]:
    return [_clean(part.get_filename() or "unnamed")[:120] for part in parts][:50]


def _key(event_id: str | None, raw: Mapping[str, Any], sender: str, text: str) -> str:
    """The provider's own id, or else that of the mail."""
    if event_id and len(event_id) <= 128:
        return _clean(event_id)
    told = "\n".join((raw["message_id"], *raw["to"], sender, "" if raw["message_id"] else text))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot store."""
    return str(text).replace("\0", "").encode("utf-8", "replace").decode()
