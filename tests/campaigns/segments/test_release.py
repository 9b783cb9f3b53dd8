"""Tests of letting a campaign go to a segment."""

from datetime import timedelta

import pytest

from accounts.models import Contact
from campaigns import day
from campaigns.drafting import draft as drafts
from campaigns.forecast import forecast
from campaigns.models import Campaign, Segment, Touch
from campaigns.segments import release as releases
from tests.campaigns.days import MONDAY, customer, early, person, pinged, run, sent
from tests.factories.accounts import MOMENT, UserFactory

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(1)
RULE = {
    "name": "News",
    "purpose": "",
    "priority": 22,
    "window": 7,
    "to": ["champion"],
    "stages": ["adopting"],
    "due": {"kind": "release"},
    "programmes": {"digital": None},
}


@pytest.fixture(autouse=True)
def many_need_nobody_else(settings):
    settings.PORTAL_APPROVAL_ABOVE = 1000


@pytest.fixture
def news() -> Campaign:
    author = UserFactory()
    draft = drafts.create("news", "News", by=author, now=MOMENT)
    copies = {"message": {"subject": "News", "preheader": "News", "body": "News."}}
    drafts.save(draft, revision=1, by=author, now=MOMENT, rule=RULE, copies=copies)
    return drafts.publish(draft, revision=2, by=author, now=MOMENT).campaign


@pytest.fixture
def segment() -> Segment:
    query = {"stage": ["adopting"]}
    return Segment.objects.create(
        name="Adopting", query=query, roles=["champion"], changed_at=MOMENT
    )


def book(accounts: int) -> None:
    """Accounts in Adopting, with a champion each, decided for Monday."""
    for number in range(accounts):
        person(customer(f"acme{number}", began=70))
    run(MONDAY)
    Touch.objects.all().delete()


def freeze(news, segment, expected: int, **options):
    by = options.pop("by", None) or UserFactory()
    return releases.freeze(news, segment, expected=expected, by=by, on=MONDAY, now=MOMENT)


def let_go(release, percent: int, expected: int, **options):
    by = options.pop("by", None) or UserFactory()
    at = {"on": MONDAY, "now": MOMENT, **options}
    return releases.let_go(release, percent=percent, expected=expected, by=by, **at)


def mails(**filters) -> int:
    return Touch.objects.filter(campaign__slug="news", **filters).count()


def test_frozen_people_stay_whoever_the_segment_finds_later(news, segment):
    book(3)
    release = freeze(news, segment, 3)
    person(customer("late", began=70))
    run(MONDAY)
    assert release.members.count() == 3
    assert releases.difference(segment, on=MONDAY) == (1, 0)
    assert mails() == 0


@pytest.mark.parametrize(("expected", "says"), [(2, "finds 3 people now, not 2"), (-1, "not -1")])
def test_another_number_freezes_nobody(news, segment, expected, says):
    book(3)
    with pytest.raises(ValueError, match=says):
        freeze(news, segment, expected)
    assert not news.releases.exists()


def test_nobody_is_nobody(news, segment):
    with pytest.raises(ValueError, match="finds nobody"):
        freeze(news, segment, 0)


def test_only_campaigns_that_people_let_go_can_be(segment):
    book(1)
    with pytest.raises(ValueError, match="when a person lets it go"):
        freeze(Campaign.objects.get(slug="quarterly_checkin"), segment, 1)


def test_first_part_goes_and_then_the_rest_each_once(news, segment):
    book(21)
    release = freeze(news, segment, 21)
    assert let_go(release, 5, 2) == 2
    run(TUESDAY)
    assert mails(status="planned") == 2
    sent(TUESDAY)
    assert let_go(release, 100, 19) == 19
    with pytest.raises(ValueError, match="0 people now"):
        let_go(release, 100, 19)
    run(TUESDAY + timedelta(1))
    assert (mails(status="sent"), mails(status="planned")) == (2, 19)
    sent(TUESDAY)
    run(TUESDAY + timedelta(2))
    assert mails() == mails(status="sent") == 21


def test_second_release_of_a_campaign_reaches_nobody_twice(news, segment):
    book(2)
    let_go(freeze(news, segment, 2), 100, 2)
    run(TUESDAY)
    sent(TUESDAY)
    let_go(freeze(news, segment, 2), 100, 2, on=TUESDAY)
    run(TUESDAY + timedelta(1))
    assert mails() == 2


def test_release_goes_only_to_those_frozen_and_holds_every_gate(news, segment):
    book(2)
    release = freeze(news, segment, 2)
    other = person(release.members.first().account, "other")
    left = release.members.last().contact
    Contact.objects.filter(pk=left.pk).update(removed_at=MOMENT)
    let_go(release, 100, 2)
    run(TUESDAY)
    got = Touch.objects.filter(campaign=news).values_list("contact", flat=True)
    assert set(got) == {release.members.first().contact_id} - {other.pk, left.pk}


def test_forecast_tells_what_was_let_go(news, segment):
    book(2)
    let_go(freeze(news, segment, 2), 100, 2)
    [tuesday] = forecast(day.Rules.load(), first=TUESDAY, through=TUESDAY, steady=False)
    foreseen = {row.contact for row in tuesday.touches if row.campaign == "news"}
    run(TUESDAY)
    planned = Touch.objects.filter(campaign=news, status="planned")
    assert foreseen == set(planned.values_list("contact", flat=True))
    assert len(foreseen) == 2


def test_taken_back_before_and_after_its_day_was_decided(news, segment):
    book(21)
    release = freeze(news, segment, 21)
    let_go(release, 5, 2)
    run(TUESDAY)
    let_go(release, 100, 19)
    assert releases.recall(release, now=early(TUESDAY)) == 2
    run(TUESDAY + timedelta(1))
    assert mails() == mails(status="skipped", reason="recalled") == 2
    release.refresh_from_db()
    assert "taken back" in releases.refusal(release, by=UserFactory())


def test_sent_mails_stay_sent_when_taken_back(news, segment):
    book(1)
    release = freeze(news, segment, 1)
    let_go(release, 100, 1)
    run(TUESDAY)
    sent(TUESDAY)
    assert releases.recall(release, now=early(TUESDAY)) == 0
    assert mails(status="sent") == 1


@pytest.mark.parametrize(("above", "refused"), [(3, False), (2, True)])
def test_many_are_let_go_by_a_second_person(news, segment, settings, above, refused):
    book(3)
    author = UserFactory()
    release = freeze(news, segment, 3, by=author)
    settings.PORTAL_APPROVAL_ABOVE = above
    assert bool(releases.refusal(release, by=author)) is refused
    assert not releases.refusal(release, by=UserFactory())
    if refused:
        with pytest.raises(ValueError, match="somebody else"):
            let_go(release, 100, 3, by=author)


def test_results_say_what_became_of_each(news, segment):
    book(3)
    release = freeze(news, segment, 3)
    let_go(release, 5, 1)
    run(TUESDAY)
    found = releases.results(release, list(release.members.order_by("place")))
    assert [result.touch.status if result.touch else "" for result in found] == ["planned", "", ""]
    assert releases.sums(release) == {"planned": 1, "": 2}


def test_pattern_opens_only_for_accounts_that_show_it(news):
    weak, strong = customer("weak", began=100), customer("strong", began=100)
    silent = customer("silent", began=100)
    for account in (weak, strong, silent):
        person(account)
    pinged(weak, until=MONDAY, dau=1, mau=8)
    pinged(strong, until=MONDAY, dau=4, mau=8)
    current = news.current
    current.rule = RULE | {
        "due": {"kind": "relationship_day", "first": 100, "every": 90},
        "window": 89,
        "when": {"usage_below": 20},
    }
    current.save()
    run(MONDAY)
    assert list(Touch.objects.filter(campaign=news).values_list("account", flat=True)) == [weak.pk]
