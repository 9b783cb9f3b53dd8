"""Tests of an account's Knowledge page, its forms, and the list of gaps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import (
    Account,
    Area,
    Feature,
    KnowledgeNote,
    SupportChannel,
    TimelineEntry,
    UseCase,
    ValueDriver,
)
from tests.admin_book import NOON, fill, member, superuser
from tests.factories.accounts import (
    FeatureUseFactory,
    KnowledgeNoteFactory,
    SupportChannelFactory,
    UseCaseFactory,
    ValueDriverFactory,
)
from tests.factories.cast import TODAY

GAPS = "/admin/accounts/knowledgegap/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, "knowledge"])


def do(account: Account, action: str) -> str:
    return reverse("admin:accounts_account_do", args=[account.pk, action])


def write_everything(account: Account, rows: int) -> None:
    for number in range(rows):
        UseCaseFactory(account=account).features.set(Feature.objects.all()[:2])
        ValueDriverFactory(account=account)
        SupportChannelFactory(account=account)
        FeatureUseFactory(account=account, feature=f"unknown-{number}")
    for area in Area.values[: min(rows, 5)]:
        KnowledgeNoteFactory(account=account, area=area, reviewed_on=TODAY)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_asks_as_often_whatever_the_rows(rows, boss):
    account = fill(1)[0]
    write_everything(account, rows)
    boss.get(page(account))
    with CaptureQueriesContext(connection) as captured:
        response = boss.get(page(account))
    assert response.status_code == 200
    assert len(response.content) < 500_000
    assert len(captured) == 15


def test_empty_page_asks_what_should_be_known(boss):
    text = boss.get(page(fill(1)[0])).content.decode()
    assert "What we do not know yet" in text
    assert "Organisation: nothing is written yet" in text
    assert "Who champions us" in text


def test_area_is_written_from_the_page(boss):
    account = fill(1)[0]
    sent = {"area": "people", "after": 0, "text": "Robin **decides**.", "owner": ""}
    response = boss.post(do(account, "knowledge-write"), sent)
    assert response.url == page(account)
    note = account.knowledge.get()
    assert (note.text, note.number, note.reviewed_on) == ("Robin **decides**.", 1, TODAY)
    assert "<strong>decides</strong>" in boss.get(page(account)).content.decode()


def test_text_written_beside_another_is_not_lost(boss):
    note = KnowledgeNoteFactory(account=fill(1)[0], number=3)
    sent = {"area": "people", "after": 2, "text": "Mine.", "owner": ""}
    response = boss.post(do(note.account, "knowledge-write"), sent)
    text = response.content.decode()
    assert "Somebody wrote about people meanwhile" in text
    assert "Mine." in text
    note.refresh_from_db()
    assert note.text == "The champion is Robin."


def test_still_true_renews_the_date_and_nothing_else(boss):
    note = KnowledgeNoteFactory(account=fill(1)[0], reviewed_on=TODAY - timedelta(300))
    assert "last gone through 300 days ago" in boss.get(page(note.account)).content.decode()
    before = TimelineEntry.objects.count()
    boss.post(do(note.account, "knowledge-still-true"), {"area": "people"})
    note.refresh_from_db()
    assert (note.reviewed_on, note.number, note.text) == (TODAY, 1, "The champion is Robin.")
    assert TimelineEntry.objects.count() == before


def test_driver_is_added_changed_and_measured(boss):
    account = fill(1)[0]
    sent = {"title": "Incidents", "expected": "Solved sooner", "expected_figure": "40", "unit": "h"}
    boss.post(do(account, "value-driver"), sent)
    driver = ValueDriver.objects.get()
    boss.post(do(account, "value-driver"), {**sent, "driver": driver.pk, "expected_figure": "50.5"})
    boss.post(
        do(account, "value-achieved"),
        {"driver": driver.pk, "status": "on_track", "achieved_figure": "25", "achieved_on": TODAY},
    )
    driver.refresh_from_db()
    assert (driver.expected_figure, driver.achieved_figure, driver.share) == (50.5, 25, 49)
    assert driver.readings.count() == 3
    assert "49 %" in boss.get(page(account)).content.decode()


def test_form_opens_with_what_is_known(boss):
    driver = ValueDriverFactory(account=fill(1)[0])
    text = boss.get(f"{do(driver.account, 'value-driver')}?driver={driver.pk}").content.decode()
    assert driver.title in text
    other = boss.get(f"{do(driver.account, 'use-case')}?use_case=999").content.decode()
    assert "Use case" in other


def test_row_of_another_account_is_refused(boss):
    ours, theirs = fill(2)
    driver = ValueDriverFactory(account=theirs)
    sent = {"driver": driver.pk, "title": "Stolen", "expected": "All"}
    text = boss.post(do(ours, "value-driver"), sent).content.decode()
    assert "not there any more" in text
    driver.refresh_from_db()
    assert driver.title != "Stolen"


def test_use_case_shows_which_feature_is_used(boss):
    account = fill(1)[0]
    FeatureUseFactory(account=account, feature="notebooks", first_used_on=TODAY - timedelta(3))
    features = Feature.objects.filter(slug__in=["notebooks", "batch_changes", "cody_chat"])
    sent = {"title": "Migrations", "team": "", "state": "active", "maturity": 2}
    boss.post(do(account, "use-case"), {**sent, "features": [found.pk for found in features]})
    assert UseCase.objects.get().features.count() == 3
    grid = boss.get(page(account)).context["grid"]
    cells = {row.slug: row.cells[0].text for row in grid.rows}
    assert cells["notebooks"] == "used"
    assert cells["batch_changes"] == "not used"
    assert cells["cody_chat"] == "not bought"
    assert cells["code_insights"] == ""


def test_channel_is_added_and_closed(boss):
    account = fill(1)[0]
    sent = {"kind": "slack", "address": "#us", "theirs": account.contacts.first().pk, "ours": ""}
    boss.post(do(account, "channel"), sent)
    channel = SupportChannel.objects.get()
    boss.post(do(account, "channel-close"), {"channel": channel.pk})
    channel.refresh_from_db()
    assert channel.archived_at
    boss.post(do(account, "support-level"), {"level": "premium"})
    account.refresh_from_db()
    assert account.support_level == "premium"


ACTIONS = (
    "knowledge-write", "knowledge-still-true", "value-driver", "value-achieved", "use-case",
    "channel", "channel-close", "support-level",
)  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_only_those_who_work_with_customers_write(action, client, db):
    account = fill(1)[0]
    client.force_login(member("Read-only"))
    assert client.get(page(account)).status_code == 200
    assert client.post(do(account, action), {"area": "people"}).status_code == 403
    client.force_login(member("Technical Advisor"))
    assert client.get(do(account, action)).status_code == 200


def test_read_only_member_is_offered_nothing_to_write(client, db):
    account = fill(1)[0]
    write_everything(account, 1)
    client.force_login(member("Read-only"))
    text = client.get(page(account)).content.decode()
    assert "<form" not in text.partition("cs-tabs")[2].partition("</main>")[0]


def test_gaps_list_the_least_known_first(boss):
    one, two, three = fill(3)
    for area in Area.values:
        KnowledgeNoteFactory(account=one, area=area, reviewed_on=TODAY)
    KnowledgeNoteFactory(account=two, area="people", reviewed_on=TODAY)
    KnowledgeNoteFactory(account=three, area="people", reviewed_on=TODAY - timedelta(181))
    rows = boss.get(GAPS).context["cl"].result_list
    assert [(row.pk, row.areas_known) for row in rows] == [(three.pk, 0), (two.pk, 1)]
    rows = boss.get(f"{GAPS}?area=people").context["cl"].result_list
    assert [row.pk for row in rows] == [three.pk]


def test_gaps_follow_the_programmes_days(boss):
    account = fill(1)[0]
    KnowledgeNoteFactory(account=account, reviewed_on=TODAY - timedelta(31))
    assert boss.get(GAPS).context["cl"].result_list[0].areas_known == 1
    account.programme.policy = {"knowledge_days": 30}
    account.programme.save()
    assert boss.get(GAPS).context["cl"].result_list[0].areas_known == 0
    assert "gone through on" in boss.get(GAPS).content.decode()


def test_workspace_tells_how_much_is_known(boss):
    account = fill(1)[0]
    KnowledgeNoteFactory(account=account, reviewed_on=TODAY)
    text = boss.get(reverse("admin:accounts_account_change", args=[account.pk])).content.decode()
    assert "1 of 5 known" in text


def test_catalogue_names_features_that_are_used_and_not_in_it(boss):
    FeatureUseFactory(feature="deep_search")
    text = boss.get("/admin/accounts/feature/").content.decode()
    assert "deep_search" in text
    sent = {"name": "Deep search", "slug": "deep_search", "product": "code_search"}
    boss.post("/admin/accounts/feature/add/", sent)
    assert "not in the catalogue" not in boss.get("/admin/accounts/feature/").content.decode()


def test_note_is_kept_once_per_area(db):
    note = KnowledgeNoteFactory()
    assert str(note) == f"People of {note.account}"
    assert KnowledgeNote.objects.filter(account=note.account).count() == 1
