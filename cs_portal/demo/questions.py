"""What customers of the demo world answer to surveys and ask for, and how the team answers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Contact, User
from campaigns.help import overdue, thread
from campaigns.help.thread import Wish
from campaigns.models import HelpRequest, HelpState, Status, Survey, Touch
from campaigns.surveys import after, answering, asking, finding
from campaigns.surveys.asking import Occasion
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address

_WAVE_DAY = 12  # of each month a third of the book is asked whether it would recommend us
_CARRIERS = ("day30_checkin", "nps", "csat_training", "csat_meeting")
_ANSWERS = 0.45
_GOOD = (
    "We find things in seconds that took an afternoon.",
    "Support is quick, and the people know our set-up.",
    "New joiners are productive within a week.",
    "It simply works, on every repository we have.",
)
_BAD = (
    "Sign-in broke twice and nobody told us why.",
    "Indexing of our largest repository lags behind.",
    "Only two of our six teams really use it.",
    "We do not see what the licence brings us.",
)
_WISHES = (
    ("setup", "Single sign-on for our contractors", "They come through another directory. How?"),
    ("use", "Searching across forks", "How do we leave forks out of every search by default?"),
    ("problem", "A repository is missing", "platform/billing does not show up since Tuesday."),
    ("use", "Sharing insights with management", "Can somebody see a dashboard without a seat?"),
    ("plan", "More seats for the spring", "We hire twenty people. What would that cost us?"),
    ("problem", "Cody answers slowly", "Since the upgrade an answer takes ten seconds."),
    ("other", "An introduction for a new team", "Could you show our data team around?"),
)
_REPLIES = (
    "Yes: under *Site admin*, *Authentication* you can add a second directory. I send you the "
    "two lines for your configuration in a moment.",
    "Thank you for telling us. It was a stuck indexer on our side; it is running again, and I "
    "keep an eye on it this week.",
    "Gladly. I put three times into your calendar; choose the one that suits you.",
)


def daily(found: Sequence[Customer], on: date, morning: datetime, chance: Random) -> None:
    """Some answer what was sent the day before, some ask for help, the team answers in time."""
    after.ask(on=on, now=morning)
    if on.day == _WAVE_DAY:
        _ask_a_third(on, morning)
    _answer_surveys(on, morning, chance)
    for number, customer in enumerate(found):
        age = (on - customer.began).days
        if age > 5 and (number * 11 + age) % 59 == 0:
            _wish(customer, on, morning, chance)
    _help(on, morning, chance)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """Requests of the last days: two wait too long, one keeps somebody from working."""
    for place, customer in enumerate(found[5:26:5]):
        contact = _contact(customer)
        if contact is None:
            continue
        topic, subject, text = _WISHES[place % len(_WISHES)]
        asked = moment - timedelta(days=(6, 5, 1, 0)[place % 4], minutes=40 * place)
        wish = Wish(text=text, subject=subject, topic=topic, urgent=place == 2)
        thread.ask(contact, wish, now=asked, confirm=place >= 2)
    overdue.look(now=moment)


def _ask_a_third(on: date, morning: datetime) -> None:
    nps = Survey.objects.select_related("current").get(slug="nps")
    third = [pk for pk in Contact.objects.values_list("pk", flat=True) if (pk + on.month) % 3 == 0]
    asked = Contact.objects.holding("champion", "program_contact").filter(pk__in=third)
    asking.ask(
        nps, asked, Occasion(f"nps-{on:%Y-%m}", "Asked of a third of the book"), on=on, now=morning
    )


def _answer_surveys(on: date, morning: datetime, chance: Random) -> None:
    mails = Touch.objects.filter(
        campaign__slug__in=_CARRIERS, status=Status.SENT, decided_on=on - timedelta(1)
    ).select_related("contact__account__programme")
    for mail in mails.order_by("pk"):
        if chance.random() > _ANSWERS or mail.contact is None:
            continue
        invitation = finding.of_touch(mail.contact, mail.pk)
        if invitation is not None:
            when = morning + timedelta(hours=chance.randrange(3, 9), minutes=chance.randrange(60))
            values = _values(invitation.survey.slug, chance)
            answering.answer(invitation, values, on=on, now=when)


def _values(survey: str, chance: Random) -> dict[str, object]:
    happy = chance.random() < 0.78
    words = chance.choice(_GOOD if happy else _BAD)
    said = chance.random() < 0.6
    if survey == "nps":
        score = chance.choice((10, 9, 9, 8, 8, 7)) if happy else chance.choice((2, 4, 5, 6))
        return {"score": score, **({"why": words} if said else {})}
    rating = chance.choice((5, 4, 4)) if happy else chance.choice((3, 2, 1))
    if survey == "day30":
        ready = ["Everybody who should can sign in", "Our repositories are there"]
        found: dict[str, object] = {"going": rating, "ready": ready[: 1 + happy]}
        found |= {"best" if happy else "hinders": words} if said else {}
        return found | ({"help": True} if rating <= 2 and said else {})
    if survey == "csat_meeting":
        return {"rating": rating, **({"better": words} if said and not happy else {})}
    pace = chance.choice(("Just right", "Just right", "Too fast", "Too slow"))
    return {"rating": rating, "pace": pace}


def _wish(customer: Customer, on: date, morning: datetime, chance: Random) -> None:
    contact = _contact(customer)
    if contact is not None:
        topic, subject, text = chance.choice(_WISHES)
        at = morning + timedelta(hours=chance.randrange(3, 9), minutes=chance.randrange(60))
        wish = Wish(text=text, subject=subject, topic=topic, urgent=chance.random() < 0.15)
        thread.ask(contact, wish, now=at)


def _contact(customer: Customer) -> Contact | None:
    found = Contact.objects.current().select_related("account__programme", "account__ta")
    return found.filter(account__external_id=customer.key, instance_admin=True).first()


def _help(on: date, morning: datetime, chance: Random) -> None:
    """What was asked the day before or earlier is mostly answered; some write again."""
    related = ("task__owner", "account__ta", "account__programme", "contact")
    waiting = HelpRequest.objects.waiting().filter(asked_at__lt=morning - timedelta(hours=12))
    for request in waiting.select_related(*related).order_by("pk"):
        if chance.random() < 0.7:
            by = (
                request.owner
                or request.account.ta
                or User.objects.get(email=address(names.TEAM[4]))
            )
            at = morning + timedelta(hours=4)
            close = chance.random() < 0.6
            thread.answer(request, chance.choice(_REPLIES), by=by, now=at, close=close)
    answered = HelpRequest.objects.filter(state=HelpState.ANSWERED, answered_at__lt=morning)
    for request in answered.select_related(*related).order_by("pk"):
        if chance.random() < 0.1:
            thread.reply(request, "Thank you. One of us still sees it, though.", now=morning)
        elif chance.random() < 0.2:
            thread.close(request, now=morning)
