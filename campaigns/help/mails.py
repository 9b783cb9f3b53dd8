"""The mails of a help request: that it came in, and each answer, all in one thread."""

from datetime import datetime

from campaigns import links
from campaigns.compose import CopyError
from campaigns.help import addresses
from campaigns.letters.plan import Letter, plan
from campaigns.letters.words import plain, quoted
from campaigns.letters.write import message_id
from campaigns.markup import read_body
from campaigns.models import CustomerMail, HelpMessage, HelpRequest, InboundMail
from campaigns.placeholders import Places
from campaigns.times import by, zone_of_contact

_MAIL = CustomerMail.Kind.HELP


def check(text: str) -> None:
    """Refuse an answer that cannot be written as a mail, with a ValueError that says why."""
    if not text.strip():
        raise ValueError("Write an answer.")
    try:
        read_body(text, Places())
    except CopyError as mistake:
        raise ValueError(f"Line {mistake.line}: {mistake.message}.") from mistake


def received(request: HelpRequest, *, now: datetime) -> None:
    """Say that it came in, and when an answer is to be expected."""
    first = request.messages.order_by("pk").first()
    body = [
        f"We have your request and answer it by **{plain(by_when(request))}**.",
        quoted(first.text) if first else "",
        f"[See your request]({url(request)})",
        _how_to_go_on(),
    ]
    _plan(request, "received", f"We have your request: {request.subject}", body, now=now)


def answered(request: HelpRequest, message: HelpMessage, *, now: datetime) -> None:
    body = [message.text, f"[See the whole request]({url(request)})", _how_to_go_on()]
    subject = f"Re: {request.subject}"
    _plan(request, str(message.pk), subject, body, now=now, signed_by=message.by)


def url(request: HelpRequest) -> str:
    """The request's page, for its contact."""
    return f"{links.url_for(request.contact, links.HELP)}{request.pk}/"


def by_when(request: HelpRequest) -> str:
    """When the answer is due, in the contact's own time."""
    return by(request.due_at, zone_of_contact(request.contact))


def _how_to_go_on() -> str:
    if addresses.reply_to(0):
        return "To add something, simply reply to this mail."
    return "To add something, write on that page or reply to this mail."


def _plan(
    request: HelpRequest,
    about: str,
    subject: str,
    body: list[str],
    *,
    now: datetime,
    signed_by=None,
) -> None:
    letter = Letter(
        key=f"help:{request.pk}:{about}",
        kind=_MAIL,
        subject=subject,
        body="\n\n".join(filter(None, body)),
        why=f"You get this mail because you asked us for help at {request.account}.",
        signed_by=signed_by,
        reply_to=addresses.reply_to(request.pk),
        headers=_thread(request),
    )
    plan(letter, to=request.contact, now=now)


def _thread(request: HelpRequest) -> dict[str, str]:
    """What mail programs keep a conversation together by."""
    came = InboundMail.objects.filter(request=request).order_by("-pk").first()
    last = CustomerMail.objects.filter(key__startswith=f"help:{request.pk}:").order_by("pk").first()
    theirs = came.raw.get("message_id", "") if came else ""
    known = [name for name in (message_id(last) if last else "", theirs) if name]
    return {"In-Reply-To": known[-1], "References": " ".join(known)} if known else {}
