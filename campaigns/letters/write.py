"""Writes a single mail as it leaves, in the frame of all our mails."""

from html import escape

from django.conf import settings

from accounts.models import User
from campaigns.carriers.message import Calendar, Outgoing
from campaigns.compose import Rendered
from campaigns.frame import frame_html, frame_text
from campaigns.markup import Block, Button, Prose, read_body
from campaigns.models import CustomerMail
from campaigns.placeholders import Places
from campaigns.sending.copies import brand
from campaigns.sending.letters import message_id_end

_PREVIEW = 110


def rendered(row: CustomerMail) -> Rendered:
    """Text and HTML say the same."""
    blocks = read_body(row.body, Places())
    name, _, title = signer(row)
    words = {
        "why_line": row.why,
        "signed_name": name,
        "signed_title": title or "Customer success",
    }
    given = {"brand": brand(), "places": Places(), "frame": "service", "words": words}
    return Rendered(
        row.subject,
        frame_text(blocks, **given),
        frame_html(blocks, subject=row.subject, preheader=_preview(blocks), **given),
    )


def outgoing(row: CustomerMail) -> Outgoing:
    """The mail as carriers take it, to whoever it is for now."""
    mail, (name, mailbox, _) = rendered(row), signer(row)
    to = row.contact or row.user
    own = mailbox if mailbox != settings.PORTAL_SENDER_EMAIL else ""
    return Outgoing(
        key=f"mail.{row.pk}",
        sender=settings.PORTAL_SENDER_EMAIL,
        sender_name=name,
        to=to.email,
        to_name=row.contact.full_name if row.contact else row.user.get_full_name(),
        reply_to=row.reply_to or own,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers={
            "Message-ID": message_id(row),
            "Auto-Submitted": "auto-generated",
            **row.headers,
        },
        metadata={"customer_mail": str(row.pk)},
        tags=(row.kind,),
        calendar=Calendar(row.calendar_method, row.calendar) if row.calendar else None,
    )


def message_id(row: CustomerMail) -> str:
    """The same at every attempt, to be answered in In-Reply-To."""
    return f"<mail.{row.pk}{message_id_end()}"


def signer(row: CustomerMail) -> tuple[str, str, str]:
    """Name, mailbox and title of who writes: who signs, the account's advisor, or the team."""
    user = row.signed_by or (row.contact.account.ta if row.contact else None)
    if user and user.is_active and user.email:
        return _name(user), user.email, user.title
    return settings.PORTAL_SENDER_NAME, settings.PORTAL_SENDER_EMAIL, ""


def _name(user: User) -> str:
    return user.get_full_name() or settings.PORTAL_SENDER_NAME


def _preview(blocks: list[Prose | Button | Block]) -> str:
    first = next((block.text for block in blocks if isinstance(block, Prose)), "")
    return escape(" ".join(first.split()), quote=False)[:_PREVIEW] if first else ""
