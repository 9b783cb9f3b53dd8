"""A business review by link: what the customer sees, says, keeps and signs."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from campaigns import links
from lifecycle.models import BusinessReview, ReviewComment, ReviewSignature
from lifecycle.reviews import build, sharing
from tests.factories.accounts import ContactFactory
from tests.factories.cast import NOW, TODAY
from tests.factories.reviews import begun, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)


@pytest.fixture
def review() -> BusinessReview:
    found = filled(begun())
    found.sections.filter(kind="usage").update(internal_note="Champion may leave")
    BusinessReview.objects.filter(pk=found.pk).update(shared=True, state="held", held_on=TODAY)
    found.refresh_from_db()
    return found


@pytest.fixture
def ada(review):
    return review.account.contacts.get(champion=True)


def page(contact, review) -> str:
    return urlsplit(links.url_for(contact, links.REVIEW, about=review.pk)).path


def fields(text: str) -> dict[str, str]:
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    return {"do": "sign", "name": "Ada Champ", **found}


def test_page_shows_the_points_and_no_internal_note(client, review, ada):
    shown = client.get(page(ada, review)).text
    assert "Something was said." in shown
    assert "Champion may leave" not in shown
    file = client.get(page(ada, review), {"as": "pdf"})
    assert file.content.startswith(b"%PDF")


@pytest.mark.parametrize("change", [{"shared": False}, {"state": "draft"}, {"archived_at": NOW}])
def test_review_that_is_not_shown_answers_like_an_unknown_link(client, review, ada, change):
    BusinessReview.objects.filter(pk=review.pk).update(**change)
    assert client.get(page(ada, review)).status_code == 404
    assert client.get(page(ContactFactory(), review)).status_code == 404


def test_contact_comments(client, review, ada):
    client.post(page(ada, review), {"do": "comment", "text": "Thank you <3"})
    assert ReviewComment.objects.get().contact == ada
    assert client.post(page(ada, review), {"do": "comment", "text": ""}).status_code == 400


def test_contact_signs_what_the_page_showed_once(client, review, ada):
    sent = fields(client.get(page(ada, review)).text)
    assert "Signed by Ada Champ" in client.post(page(ada, review), sent).text
    found = ReviewSignature.objects.get()
    assert (found.side, found.contact, found.recorded_by) == ("customer", ada, None)
    assert client.post(page(ada, review), sent).status_code == 400


def test_review_that_changed_after_the_page_was_opened_is_not_signed(client, review, ada):
    sent = fields(client.get(page(ada, review)).text)
    section = review.sections.get(kind="roadmap")
    new = build.Writing(section.title, "Now with dates.", True, section.internal_note)
    later = NOW + timedelta(hours=2)
    build.write(section, new, seen=section.changed_at.isoformat(), by=None, now=later)
    stale = client.post(page(ada, review), sent)
    assert stale.status_code == 409
    assert "Now with dates." in stale.text
    assert not ReviewSignature.objects.exists()


def test_draft_is_not_shared(review):
    BusinessReview.objects.filter(pk=review.pk).update(state="draft", shared=False)
    with pytest.raises(ValueError, match="Make the review ready"):
        sharing.share(review, True)
