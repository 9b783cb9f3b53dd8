"""What a digest says: news of the member's accounts, and what is due."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Pool, PoolMember
from campaigns.digest import gather, letter
from tests.factories.accounts import START, AccountFactory, UserFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.lifecycle import AccountStateFactory, AlertFactory, StageChangeFactory
from tests.factories.pools import AbsenceFactory
from tests.factories.work import TaskFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
YESTERDAY = NOW - timedelta(1)


@pytest.fixture
def me():
    return UserFactory(first_name="Maya", is_staff=True)


def read(user, since=YESTERDAY):
    return gather.read(user, since=since, until=NOW, on=START)


def told(user, **given):
    return {each.title: [line.why for line in each.lines] for each in read(user, **given).sections}


def test_nothing_new_has_no_sections(me):
    AlertFactory()
    TaskFactory(due_on=START)
    assert read(me).sections == []


def test_alerts_are_those_raised_since_and_mine(me):
    account = AccountFactory(ta=me)
    AlertFactory(account=account, title="New")
    AlertFactory(account=account, title="Told", recorded_at=YESTERDAY)
    AlertFactory(account=account, title="Later", recorded_at=NOW + timedelta(seconds=1))
    AlertFactory(account=account, title="Seen", acknowledged_at=NOW)
    AlertFactory(account=AccountFactory(ae=me), title="Not for an AE")
    assert told(me) == {"Alerts": ["New"]}


def test_alert_back_from_being_snoozed_is_news(me):
    old = {"account": AccountFactory(ta=me), "recorded_at": NOW - timedelta(9)}
    AlertFactory(**old, title="Back", snoozed_until=START)
    AlertFactory(**old, title="Asleep", snoozed_until=START + timedelta(1))
    assert told(me) == {"Alerts": ["Back"]}


def test_gravest_alert_comes_first(me):
    account = AccountFactory(ta=me)
    AlertFactory(account=account, title="Notice", severity=3)
    AlertFactory(account=account, title="Grave")
    assert told(me)["Alerts"] == ["Grave", "Notice"]


def test_tasks_are_those_due_by_today(me):
    TaskFactory(owner=me, due_on=START, title="Now")
    TaskFactory(owner=me, due_on=START + timedelta(1))
    TaskFactory(owner=me, due_on=START, snoozed_until=START + timedelta(1))
    late = TaskFactory(owner=me, due_on=START - timedelta(3), title="Late")
    [section] = read(me).sections
    assert [line.label for line in section.lines] == ["Overdue", "Today"]
    assert section.lines[0].title == f"{late.account}: Late"


@pytest.mark.parametrize(
    ("days", "said"),
    [(120, True), (119, False), (30, True), (29, False), (0, True), (-1, True), (-2, False)],
)
def test_renewals_are_told_at_their_marks(days, said, me):
    account = AccountFactory(ta=me)
    AccountStateFactory(account=account, stage="renewing", renewal_on=START + timedelta(days))
    assert ("Renewals" in told(me)) is said


def test_renewal_mark_of_a_weekend_is_told_on_monday(me):
    account = AccountFactory(ta=me)
    AccountStateFactory(account=account, stage="renewing", renewal_on=START + timedelta(29))
    assert "Renewals" in told(me, since=NOW - timedelta(3))


def test_stage_changes_and_mails_to_look_at_are_those_of_my_accounts(me):
    account = AccountFactory(ce=me)
    StageChangeFactory(account=account, recorded_at=NOW)
    StageChangeFactory(recorded_at=NOW)
    TouchFactory(status="failed", account=account)
    TouchFactory(status="uncertain")
    found = told(me)
    assert found["Stage changes"] == ["no stage → 1. Onboarding"]
    assert len(found["Mails to look at"]) == 1


@pytest.mark.parametrize(("active", "told"), [(True, 1), (False, 0)])
def test_pool_s_accounts_are_its_members_business(active, told, me):
    account = AccountFactory()
    pool = Pool.objects.create(slug="us", name="Us")
    account.programme.pool = pool
    account.programme.save()
    PoolMember.objects.create(pool=pool, user=me, active=active)
    AlertFactory(account=account)
    AlertFactory(account=AccountFactory(ta=UserFactory()))
    StageChangeFactory(account=account, recorded_at=NOW)
    assert [section.count for section in read(me).sections] == [1] * 2 * told


def test_whoever_covers_is_told_what_is_new_for_those_away(me):
    absent = UserFactory(first_name="Ann", last_name="Away", is_staff=True)
    AlertFactory(account=AccountFactory(ta=absent), title="Theirs")
    AlertFactory(account=AccountFactory(ta=me), title="Mine")
    TaskFactory(owner=absent, due_on=START)
    TaskFactory(owner=me, due_on=START)
    assert told(me) == {"Alerts": ["Mine"], "Tasks due": [f"due {START}"]}
    AbsenceFactory(user=absent, cover=me, starts_on=START, until=START + timedelta(2))
    found = told(me)
    assert set(found["Alerts"]) == {"Mine", "Theirs"}
    assert set(found["Tasks due"]) == {f"due {START}", f"due {START}, of Ann Away"}
    said = letter.write(read(me), me).text
    assert "in your accounts and those of Ann Away, for whom you cover." in said


def test_removed_account_is_no_news(me):
    account = AccountFactory(ta=me, removed_at=NOW)
    AlertFactory(account=account)
    assert read(me).sections == []


def test_long_section_is_cut_and_counted(me):
    account = AccountFactory(ta=me)
    for _ in range(15):
        AlertFactory(account=account)
    [section] = read(me).sections
    assert (len(section.lines), section.count, section.more) == (12, 15, 3)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_digest_takes_the_same_queries_whatever_there_is(rows, me, django_assert_num_queries):
    for _ in range(rows):
        account = AccountFactory(ta=me)
        AlertFactory(account=account)
        TaskFactory(account=account, owner=me, due_on=START)
        StageChangeFactory(account=account, recorded_at=NOW)
        AccountStateFactory(account=account, stage="renewing", renewal_on=START + timedelta(30))
        TouchFactory(status="failed", account=account)
    with django_assert_num_queries(6):
        found = read(me)
    assert len(found.sections) == 5


# As a mail


def test_mail_says_the_same_in_text_and_html(me, settings):
    account = AccountFactory(ta=me, name="Flint & Thread")
    alert = AlertFactory(account=account, title="Health fell <b>hard</b>")
    TaskFactory(account=account, owner=me, due_on=START)
    rendered = letter.write(read(me), me)
    page = f"{settings.PORTAL_BASE_URL}/admin/lifecycle/alert/{alert.pk}/change/"
    assert rendered.subject == "Today: 1 alert, 1 task due"
    assert "Maya, this is new" in rendered.text
    assert "* [Grave] Flint & Thread: Health fell <b>hard</b>" in rendered.text
    assert page in rendered.text
    assert "Flint &amp; Thread" in rendered.html
    assert "Health fell &lt;b&gt;hard&lt;/b&gt;" in rendered.html
    assert page in rendered.html
    assert "/admin/campaigns/teammail/mine/" in rendered.html
    assert "{{" not in rendered.html + rendered.text
    assert "@@" not in rendered.html


def test_names_cannot_break_the_mail(me):
    account = AccountFactory(ta=me, name="A @@0@@ $name {{ x }}\r\nBcc: you")
    AlertFactory(account=account)
    rendered = letter.write(read(me), me)
    assert "A @@0@@ $name {{ x }} Bcc: you: Health" in rendered.text
    assert "@@0@@ $name {{ x }}" in rendered.html
