"""Tests of the pages of segments and releases."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, Release, Segment
from tests.admin_book import NOON, fill, member, superuser
from tests.campaigns.segments.test_release import RULE
from tests.factories.accounts import UserFactory

LIST = "/admin/campaigns/segment/"
RELEASE = "/admin/campaigns/release/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


@pytest.fixture
def news(db) -> Campaign:
    author = UserFactory()
    draft = drafts.create("news", "News", by=author, now=NOON)
    copies = {"message": {"subject": "News", "preheader": "News", "body": "News."}}
    rule = RULE | {"stages": ["onboarding"]}
    drafts.save(draft, revision=1, by=author, now=NOON, rule=rule, copies=copies)
    return drafts.publish(draft, revision=2, by=author, now=NOON).campaign


def saved(client, **changes) -> Segment:
    data = {"name": "New ones", "shared": "on", "roles": ["instance_admin"], "stage": "onboarding"}
    client.post(f"{LIST}add/", data | changes)
    return Segment.objects.get()


def test_segment_is_saved_as_it_was_asked(boss):
    segment = saved(boss, usage_below="20")
    assert segment.query == {"stage": ["onboarding"], "usage_below": "20"}
    boss.post(f"{LIST}{segment.pk}/change/", {"name": "Other", "roles": ["champion"], "tier": "1"})
    segment.refresh_from_db()
    assert (segment.name, segment.query, segment.roles) == ("Other", {"tier": ["1"]}, ["champion"])


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"roles": []}, {"usage_below": "few"}, {"stage": "wizard"}]
)
def test_nonsense_is_refused_with_what_was_typed(boss, change):
    data = {"name": "New ones", "roles": ["champion"], "stage": "onboarding"}
    page = boss.post(f"{LIST}add/", data | change)
    assert page.status_code == 200
    assert page.context["form"].errors or page.context["asked"].errors
    assert not Segment.objects.exists()


def test_people_found_are_shown_while_choosing(boss):
    fill(2)
    page = boss.get(f"{LIST}found/?stage=onboarding&roles=instance_admin")
    assert (page.context["count"], page.context["account_count"]) == (2, 2)
    assert boss.get(f"{LIST}found/").context["count"] == 0


def test_segment_that_is_not_shared_is_its_owners_alone(client, db):
    mine = member("Technical Advisor")
    client.force_login(mine)
    segment = saved(client, shared="")
    client.force_login(member("CS Operations"))
    assert client.get(f"{LIST}{segment.pk}/change/").status_code == 403


def test_campaign_is_released_watched_and_taken_back(boss, news):
    fill(3)
    segment = saved(boss)
    begin = f"{RELEASE}begin/{news.pk}/"
    shown = boss.get(f"{begin}?segment={segment.pk}")
    people = [person.email for person in shown.context["people"]]
    assert (shown.context["count"], len(people)) == (3, 3)
    assert all(email in shown.text for email in people)
    assert shown.context["difference"] is None
    boss.post(begin, {"segment": segment.pk, "count": "4"})
    assert not Release.objects.exists()
    boss.post(begin, {"segment": segment.pk, "count": "3"})
    release = Release.objects.get()
    page = boss.get(f"{RELEASE}{release.pk}/change/")
    assert page.context["parts"] == [(5, 1), (100, 3)]
    again = boss.get(f"{begin}?segment={segment.pk}")
    assert "Against its last release 0 are new and 0 are not found any more" in again.text
    page = boss.post(
        f"{RELEASE}{release.pk}/do/let-go/", {"percent": "5", "count": "1"}, follow=True
    )
    assert "all of them can be taken back" in page.text
    assert "1 of them has not left" in page.text
    assert release.members.exclude(out_on=None).count() == 1
    boss.post(f"{RELEASE}{release.pk}/do/recall/")
    assert release.members.exclude(out_on=None).count() == 0
    page = boss.get(f"{RELEASE}{release.pk}/change/?who=nobody")
    assert "Nobody of this release is called so" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_release_asks_as_often_whatever_the_rows(boss, news, rows):
    fill(rows)
    segment = saved(boss)
    boss.post(f"{RELEASE}begin/{news.pk}/", {"segment": segment.pk, "count": rows})
    page = f"{RELEASE}{Release.objects.get().pk}/change/"
    boss.get(page)
    with CaptureQueriesContext(connection) as captured:
        boss.get(page)
    assert len(captured) == 16


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Account Executive"])
def test_who_may_not_release_can_only_look(client, news, group):
    client.force_login(superuser())
    fill(1)
    segment = saved(client)
    client.post(f"{RELEASE}begin/{news.pk}/", {"segment": segment.pk, "count": 1})
    release = Release.objects.get()
    client.force_login(member(group))
    assert client.get(f"{RELEASE}begin/{news.pk}/").status_code == 403
    assert client.get(f"{RELEASE}{release.pk}/change/").status_code == 200
    let_go = {"percent": "100", "count": "1"}
    assert client.post(f"{RELEASE}{release.pk}/do/let-go/", let_go).status_code == 403
    assert release.members.get().out_on is None
