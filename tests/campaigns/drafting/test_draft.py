"""Tests of what people do with a draft."""

import pytest
from django.core.management import call_command

from campaigns.drafting import audience
from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, CampaignDraft, CampaignState, Status, Touch
from tests.factories.accounts import MOMENT, ContactFactory, UserFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.lifecycle import AccountStateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarterly() -> Campaign:
    return Campaign.objects.get(slug="quarterly_checkin")


@pytest.fixture
def author():
    return UserFactory(username="author")


def changed(campaign: Campaign, author, subject: str = "Another subject") -> CampaignDraft:
    draft = drafts.begin(campaign, by=author, now=MOMENT)
    copies = {"message": {**draft.copies["message"], "subject": subject}}
    drafts.save(draft, revision=draft.revision, by=author, now=MOMENT, copies=copies)
    return draft


def meant_for(count: int) -> None:
    for _ in range(count):
        contact = ContactFactory(champion=True)
        AccountStateFactory(account=contact.account, stage="adopting")


def publish(draft, by, **options):
    return drafts.publish(draft, revision=draft.revision, by=by, now=MOMENT, **options)


def test_draft_begins_as_what_is_in_force_and_there_is_one(quarterly, author):
    draft = drafts.begin(quarterly, by=author, now=MOMENT)
    assert draft.rule == quarterly.current.rule
    assert draft.copies == drafts.copies_of(quarterly.current)
    assert drafts.begin(quarterly, by=UserFactory(), now=MOMENT) == draft


def test_published_draft_is_a_version_and_gone(quarterly, author):
    before = quarterly.current
    version = publish(changed(quarterly, author), author)
    quarterly.refresh_from_db()
    assert (quarterly.current, version.number) == (version, before.number + 1)
    assert version.messages.get().subject == "Another subject"
    assert (version.author, version.approved_by) == (author, author)
    assert before.messages.get().subject != "Another subject"
    assert not CampaignDraft.objects.exists()


def test_second_saving_of_the_same_page_overwrites_nothing(quarterly, author):
    draft = drafts.begin(quarterly, by=author, now=MOMENT)
    drafts.save(draft, revision=1, by=author, now=MOMENT, note="First")
    with pytest.raises(drafts.StaleError):
        drafts.save(draft, revision=1, by=author, now=MOMENT, note="Second")
    with pytest.raises(drafts.StaleError):
        drafts.publish(draft, revision=1, by=author, now=MOMENT)
    assert CampaignDraft.objects.get().note == "First"


def test_draft_with_a_mistake_is_kept_but_goes_nowhere(quarterly, author):
    draft = changed(quarterly, author, "{{ nobody }}")
    with pytest.raises(ValueError, match="there is no variable nobody"):
        publish(draft, author)
    with pytest.raises(ValueError, match="1 mistakes"):
        drafts.submit(draft, by=author, now=MOMENT)
    assert CampaignDraft.objects.get().copies["message"]["subject"] == "{{ nobody }}"


def test_audience_is_who_holds_a_role_in_its_stages(quarterly):
    meant_for(2)
    ContactFactory(champion=True)
    ContactFactory(executive=True, account=ContactFactory(champion=True).account)
    found = audience.contacts(quarterly.slug, quarterly.current.rule)
    assert found.count() == 2
    assert audience.contacts(quarterly.slug, {}).count() == 0


@pytest.mark.parametrize(("people", "alone"), [(3, True), (4, False)])
def test_many_need_a_second_person(quarterly, author, settings, people, alone):
    settings.PORTAL_APPROVAL_ABOVE = 3
    meant_for(people)
    draft = changed(quarterly, author)
    assert drafts.needs_second_person(draft) is not alone
    if alone:
        assert publish(draft, author).approved_by == author
        return
    other = UserFactory()
    with pytest.raises(ValueError, match="hand it in"):
        publish(draft, other)
    drafts.submit(draft, by=author, now=MOMENT)
    with pytest.raises(ValueError, match="did not write it"):
        publish(draft, author)
    assert publish(draft, other).approved_by == other


def test_saving_takes_a_handed_in_draft_back(quarterly, author):
    draft = changed(quarterly, author)
    drafts.submit(draft, by=author, now=MOMENT)
    drafts.save(draft, revision=draft.revision, by=author, now=MOMENT, note="More")
    assert CampaignDraft.objects.get().submitted_at is None


def test_new_campaign_goes_from_draft_over_review_to_active(author):
    draft = drafts.create("hello", "Hello", by=author, now=MOMENT)
    campaign = draft.campaign
    assert (campaign.state, campaign.current) == (CampaignState.DRAFT, None)
    copies = {"message": {"subject": "Hi", "preheader": "Hi", "body": "Hi."}}
    drafts.save(draft, revision=1, by=author, now=MOMENT, copies=copies)
    drafts.submit(draft, by=author, now=MOMENT)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.REVIEW
    drafts.send_back(draft, why="Say more")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT
    publish(draft, author)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.ACTIVE
    with pytest.raises(ValueError, match="already"):
        drafts.create("hello", "Hello", by=author, now=MOMENT)


def test_discarded_draft_takes_a_campaign_that_was_nothing_else_with_it(quarterly, author):
    drafts.discard(drafts.begin(quarterly, by=author, now=MOMENT))
    drafts.discard(drafts.create("hello", "Hello", by=author, now=MOMENT, like=quarterly))
    assert Campaign.objects.filter(slug="quarterly_checkin").exists()
    assert not Campaign.objects.filter(slug="hello").exists()


@pytest.mark.parametrize("move", [False, True])
def test_mails_under_way_keep_their_words_unless_moved(quarterly, author, move):
    before = quarterly.current
    waiting = [TouchFactory(status=s) for s in (Status.WAITING, Status.DUE, Status.PLANNED)]
    ended = [TouchFactory(status=s) for s in (Status.SENDING, Status.SENT, Status.UNCERTAIN)]
    version = publish(changed(quarterly, author), author, move=move)
    moved = Touch.objects.filter(version=version).values_list("pk", flat=True)
    assert set(moved) == ({touch.pk for touch in waiting} if move else set())
    kept = Touch.objects.filter(version=before).count()
    assert kept == len(ended) + (0 if move else len(waiting))


def test_loading_the_files_again_leaves_what_was_published_alone(quarterly, author):
    publish(changed(quarterly, author), author)
    call_command("load_programme", verbosity=0)
    quarterly.refresh_from_db()
    assert quarterly.current.number == 2
    call_command("load_programme", "--replace", verbosity=0)
    quarterly.refresh_from_db()
    assert quarterly.current.number == 3
