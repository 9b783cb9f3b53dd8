"""Pages of surveys in the admin: results, drafts, asking, and who may do what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Segment, Survey, SurveyInvitation
from campaigns.surveys import source
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.surveys import InvitationFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def nps() -> Survey:
    return Survey.objects.get(slug="nps")


def page(name: str, survey: Survey) -> str:
    return reverse(f"admin:campaigns_survey_{name}", args=[survey.pk])


def answers(count: int) -> None:
    for number in range(count):
        ResponseFactory(score=(10, 9, 3)[number % 3], low=number % 3 == 2, answered_at=NOON)


def test_results_show_the_promoter_score_and_what_people_wrote(client, nps):
    answers(4)
    client.force_login(member("Read-only"))
    found = client.get(page("change", nps))
    results = found.context["results"]
    assert (results.score, results.answered, results.low) == ("+50", 4, 1)
    assert results.promoters == (3, 0, 1)
    assert [figure.name for figure in results.months] == ["Jan 2026"]
    assert "It saves us days." in found.content.decode()


def test_results_are_narrowed_by_time_programme_and_stage(client, nps):
    ResponseFactory(answered_at=NOON - timedelta(100))
    ResponseFactory(answered_at=NOON, stage="nurturing")
    client.force_login(member("Read-only"))

    def answered(asked: str) -> int:
        return client.get(page("change", nps) + asked).context["results"].answered

    assert [answered(q) for q in ("", "?days=90", "?days=0", "?stage=nurturing")] == [2, 1, 2, 1]
    assert answered("?programme=nonsense&stage=x&days=y") == 2


def test_a_survey_s_page_asks_as_often_for_fifty_answers_as_for_one(client, nps):
    client.force_login(superuser())
    counts = []
    for more in (1, 2, 47):
        answers(more)
        client.get(page("change", nps))
        with CaptureQueriesContext(connection) as captured:
            client.get(page("change", nps))
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_a_draft_may_have_mistakes_and_changes_nothing_until_it_is_published(client, nps):
    client.force_login(member("CS Operations"))
    form = client.get(page("edit", nps)).context["form"]
    sent = {"seen": form.initial["seen"], "text": "name: ["}
    client.post(page("edit", nps), {**sent, "keep": ""})
    nps.refresh_from_db()
    assert (nps.draft, nps.current.number) == ("name: [", 1)
    again = client.get(page("edit", nps)).context["form"]
    assert again.initial["text"] == "name: ["
    refused = client.post(page("edit", nps), {**sent, "seen": again.initial["seen"], "publish": ""})
    assert "Line 1" in refused.content.decode()
    words = source.write({**nps.current.definition, "intro": "Anew."})
    stale = client.post(page("edit", nps), {**sent, "text": words, "publish": ""})
    assert "Somebody saved it meanwhile" in stale.content.decode()
    client.post(page("edit", nps), {"seen": again.initial["seen"], "text": words, "publish": ""})
    nps.refresh_from_db()
    assert (nps.draft, nps.current.number, nps.current.definition["intro"]) == ("", 2, "Anew.")


def test_a_new_survey_of_one_s_own(client):
    client.force_login(member("Manager"))
    new = reverse("admin:campaigns_survey_new")
    text = client.get(new).context["form"].initial["text"].replace("name:", "name: Betas", 1)
    sent = {"slug": "betas", "text": text, "seen": ""}
    assert "How it reads" in client.post(new, {**sent, "preview": ""}).content.decode()
    client.post(new, {**sent, "publish": ""})
    assert Survey.objects.get(slug="betas").current.number == 1
    assert (
        "There is one with this key" in client.post(new, {**sent, "publish": ""}).content.decode()
    )


def test_asking_a_segment_shows_first_and_needs_the_number(client, nps):
    account = AccountFactory()
    query = {"programme": [account.programme.slug]}
    segment = Segment.objects.create(name="All", query=query, roles=["champion"], changed_at=NOON)
    ContactFactory(account=account, champion=True)
    InvitationFactory(contact__account=account, contact__champion=True, asked_on=NOON.date())
    client.force_login(member("Manager"))
    ask = page("ask", nps)
    found = client.get(f"{ask}?segment={segment.pk}")
    assert found.context["count"] == 1
    assert "asked something not long ago" in found.content.decode()
    refused = client.post(ask, {"segment": segment.pk, "count": "2"})
    assert "It would be 1 people now" in refused.content.decode()
    client.post(ask, {"segment": segment.pk, "count": "1"})
    assert SurveyInvitation.objects.filter(occasion=f"wave-2026-01-05-{segment.pk}").count() == 1


@pytest.mark.parametrize(
    ("group", "edits", "asks"),
    [
        ("Read-only", False, False),
        ("Technical Advisor", False, False),
        ("Manager", True, True),
        ("CS Operations", True, True),
    ],
)
def test_roles_see_answers_and_few_edit_or_ask(client, nps, group, edits, asks):
    client.force_login(member(group))
    assert client.get(page("change", nps)).status_code == 200
    assert client.get(page("edit", nps)).status_code == (200 if edits else 403)
    assert client.get(page("ask", nps)).status_code == (200 if asks else 403)
    assert client.post(page("switch", nps), {"state": "paused"}).status_code == (
        302 if edits else 403
    )


def test_the_page_of_an_answer_and_the_account_s_tab(client):
    response = ResponseFactory(
        earlier=[{"at": NOON.isoformat(), "answers": {"score": 2, "why": "Before"}}]
    )
    client.force_login(member("Technical Advisor"))
    url = reverse("admin:campaigns_surveyresponse_change", args=[response.pk])
    assert "Before" in client.get(url).content.decode()
    tab = reverse("admin:accounts_account_tab", args=[response.account_id, "surveys"])
    assert "It saves us days." in client.get(tab).content.decode()
    empty = reverse("admin:accounts_account_tab", args=[AccountFactory().pk, "surveys"])
    assert "Nobody of them has answered" in client.get(empty).content.decode()


def test_invitations_are_taken_back_from_their_list(client):
    invitation = InvitationFactory()
    client.force_login(member("Manager"))
    url = reverse("admin:campaigns_surveyinvitation_changelist")
    client.post(url, {"action": "withdraw", "_selected_action": invitation.pk})
    invitation.refresh_from_db()
    assert invitation.withdrawn_at == NOON
