"""Every page that customers open, with nothing to show and with long names: axe, and width."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from campaigns import links
from campaigns.booking import book, offers
from campaigns.booking.forms import named
from campaigns.help import thread
from campaigns.hub import proposals
from campaigns.models import Campaign, MeetingType
from lifecycle.models import BusinessReview
from lifecycle.plans import action, parts, signing
from tests.admin_book import superuser
from tests.factories.accounts import ContactFactory
from tests.factories.booking import HostFactory
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory
from tests.factories.reviews import begun, filled
from tests.factories.surveys import InvitationFactory, mail, request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
KIND = "sync-call/"


@pytest.fixture(params=[(320, "dark"), (1280, "light")], ids=["phone in the dark", "desk"])
def page(request, browser: Browser) -> Page:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    yield context.new_page()
    context.close()


def pages_of_nobody() -> Iterator[str]:
    """Of a contact of whom next to nothing is known."""
    contact = ContactFactory(first_name="", last_name="", title="")
    plan = SuccessPlanFactory(account=contact.account, shared=True)
    month = int(f"{timezone.localdate():%Y%m}")
    for purpose, about, more in [
        (links.BOOK, 0, ""),
        (links.BOOK, 0, KIND),
        (links.HELP, 0, ""),
        (links.HUB, 0, ""),
        (links.HUB, 0, "you/"),
        (links.PLAN, plan.pk, ""),
        (links.RECAP, month, ""),
        (links.PREFERENCES, 0, ""),
        (links.UNSUBSCRIBE, 0, ""),
        (links.SURVEY, 0, ""),
    ]:
        yield links.path_for(contact, purpose, about=about) + more
    yield "/hub/"
    yield "/u/nonsense/"


def pages_of_long_names() -> Iterator[str]:
    now, on = timezone.now(), timezone.localdate()
    host = HostFactory(user__first_name="Theodora", user__last_name=WORD).user
    review = filled(begun())
    BusinessReview.objects.update(shared=True, state="held", held_on=on, title=WORD)
    account = review.account
    type(account).objects.filter(pk=account.pk).update(name=WORD, ta=host)
    account.refresh_from_db()
    contact = ContactFactory(
        account=account,
        first_name="Ada",
        last_name=WORD,
        title=WORD,
        email=f"{WORD[:50].lower()}@x.example",
    )
    kind = MeetingType.objects.get(slug="sync-call")
    free = sorted(offers.offer(kind, account, now=now).free)
    meetings = [book.book(kind, contact, at, now=now, note=WORD * 3, topic=WORD) for at in free[:3]]
    book.cancel(meetings[1], now=now, reason=WORD)
    for at in (f"{KIND}?at={named(free[9])}", f"{KIND}?at={named(free[0])}", "?all=1", KIND):
        yield links.path_for(contact, links.BOOK) + at
    for number, more in [(0, "?done=booked"), (0, "move/"), (1, "?done=cancelled")]:
        yield links.path_for(contact, links.MEETING, about=meetings[number].pk) + more
    yield f"{links.path_for(contact, links.MEETING, about=meetings[2].pk)}move/?at={named(free[9])}"
    asked = request(contact, text=WORD, subject=WORD, now=now)
    thread.answer(asked, f"1. {WORD}\n2. https://x.example/{WORD}", by=host, now=now)
    yield links.path_for(contact, links.HELP)
    yield f"{links.path_for(contact, links.HELP)}{asked.pk}/"
    plan = SuccessPlanFactory(account=account, shared=True, title=WORD, started_on=on)
    ObjectiveFactory(plan=plan, title=WORD, baseline_on=on, due_on=on + timedelta(99), shared=True)
    action.add(plan, WORD, side="customer", due_on=on, now=now, contact=contact)
    parts.comment(plan, WORD * 2, now=now, contact=contact)
    signing.offer(plan, by=superuser(), on=on, now=now)
    yield links.path_for(contact, links.PLAN, about=plan.pk)
    yield links.path_for(contact, links.REVIEW, about=review.pk)
    proposals.correct(contact, {"first_name": WORD}, now=now)
    yield links.path_for(contact, links.HUB)
    yield f"{links.path_for(contact, links.HUB)}you/"
    invitation = InvitationFactory(contact=contact, asked_on=on)
    touch = mail(contact, "nps", step=invitation.occasion)
    yield links.path_for(contact, links.SURVEY, about=touch.pk)
    Campaign.objects.filter(slug="nps").update(topic="betas", name=WORD)
    yield links.path_for(contact, links.INTEREST, about=touch.campaign_id)
    yield links.path_for(contact, links.PREFERENCES)
    yield links.path_for(contact, links.UNSUBSCRIBE)


@pytest.mark.parametrize("pages", [pages_of_nobody, pages_of_long_names])
def test_every_page_passes_axe_and_fits(live_server, page, pages):
    viewport = page.viewport_size
    assert viewport is not None
    wrong = []
    for path in pages():
        answer = page.goto(live_server.url + path)
        assert answer is not None and answer.status in (200, 404), path
        found = [each["id"] for each in Axe().run(page).response["violations"]]
        width = page.evaluate("document.documentElement.scrollWidth")
        if found or width > viewport["width"] or (answer.status == 404 and "nonsense" not in path):
            wrong.append((path, answer.status, found, width))
    assert wrong == []
