"""The page of a survey: looking saves nothing, sending saves once and says what happens next."""

from datetime import timedelta

import pytest
from django.core import serializers

from accounts import revocation
from campaigns import links
from campaigns.models import Survey, SurveyInvitation, SurveyResponse, Touch
from lifecycle.models import Task
from tests.factories.accounts import MOMENT, ContactFactory, UserFactory
from tests.factories.surveys import InvitationFactory, mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MOMENT + timedelta(hours=2), tick=False)


@pytest.fixture
def invited():
    invitation = InvitationFactory(contact__account__ta=UserFactory(first_name="Grace"))
    return invitation, mail(invitation.contact, "nps", step=invitation.occasion)


def path(touch) -> str:
    return links.path_for(touch.contact, links.SURVEY, about=touch.pk)


def rows() -> str:
    models = (SurveyInvitation, SurveyResponse, Touch, Survey, Task)
    return "".join(serializers.serialize("json", model.objects.all()) for model in models)


@pytest.mark.parametrize("score", ["", "?score=10", "?score=0", "?score=11", "?score=x%00"])
def test_a_score_in_the_address_is_filled_in_and_saves_nothing(score, client, invited):
    before = rows()
    for method in (client.get, client.head):
        assert method(path(invited[1]) + score).status_code == 200
    page = client.get(path(invited[1]) + score).content.decode()
    assert page.count("checked") == (score in ("?score=10", "?score=0"))
    assert rows() == before


def test_looking_at_the_survey_of_a_campaign_with_days_of_its_own_makes_no_row(client):
    touch = mail(ContactFactory())
    before = rows()
    assert "How is it going so far?" in client.get(path(touch)).content.decode()
    assert rows() == before
    client.post(path(touch), {"going": "5"})
    assert SurveyResponse.objects.get().score == 5


def test_a_low_score_tells_who_answers_and_by_when(client, invited):
    page = client.post(path(invited[1]), {"score": "2", "why": "Too slow"}).content.decode()
    assert "Grace" in page
    assert "Wednesday, 7 January, 10:00 (UTC)" in page
    assert Task.objects.get().due_on == MOMENT.date() + timedelta(2)


def test_a_good_score_promises_nothing(client, invited):
    page = client.post(path(invited[1]), {"score": "9"}).content.decode()
    assert "Thank you" in page
    assert "What happens next" not in page


def test_mistakes_keep_what_was_typed_and_save_nothing(client, invited):
    response = client.post(path(invited[1]), {"score": "77", "why": "<b>Typed</b>"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "&lt;b&gt;Typed&lt;/b&gt;" in page
    assert "Please choose a number from 0 to 10." in page
    assert SurveyResponse.objects.count() == 0


def test_a_second_visit_shows_the_answers_and_takes_others(client, invited):
    client.post(path(invited[1]), {"score": "9", "why": "Good"})
    page = client.get(path(invited[1])).content.decode()
    assert "You answered this on 5 January 2026" in page
    assert "Good</textarea>" in page
    client.post(path(invited[1]), {"score": "8", "why": "Good"})
    assert SurveyResponse.objects.get().score == 8


def test_a_question_that_only_some_answers_lead_to(client, invited):
    version = invited[0].version
    score, why, *rest = version.definition["questions"]
    why |= {"only_after": [0, 1], "needed": True}
    type(version).objects.update(definition=version.definition | {"questions": [score, why, *rest]})
    page = client.get(path(invited[1])).content.decode()
    assert 'value="1" class="opens1"' in page and 'value="2" class' not in page
    assert '<div class="follows follows1"><p class="quiet if-said">Only after 0, 1.</p>' in page
    assert client.post(path(invited[1]), {"score": "1"}).status_code == 400
    client.post(path(invited[1]), {"score": "9", "why": "hidden by then"})
    assert SurveyResponse.objects.get().answers == {"score": 9}


def test_a_trap_that_was_filled_in_saves_nothing(client, invited):
    response = client.post(path(invited[1]), {"score": "9", "website": "http://spam.example"})
    assert response.status_code == 400
    assert SurveyResponse.objects.count() == 0


def test_closed_taken_back_and_revoked_are_told(client, invited, time_machine):
    invitation, touch = invited
    invitation.withdrawn_at = MOMENT
    invitation.save()
    for method in (client.get, client.post):
        assert "This survey is closed" in method(path(touch), {"score": "1"}).content.decode()
    invitation.withdrawn_at = None
    invitation.save()
    time_machine.move_to(MOMENT + timedelta(31), tick=False)
    assert "This survey is closed" in client.post(path(touch), {"score": "1"}).content.decode()
    old = path(touch)
    revocation.revoke_links(invitation.contact)
    assert client.get(old).status_code == 404
    assert SurveyResponse.objects.count() == 0


def test_links_of_tests_and_of_other_purposes_lead_to_no_survey(client, invited):
    contact = invited[0].contact
    assert "preview" in client.get(links.path_for(contact, links.SURVEY)).content.decode()
    token = links.token(contact.pk, links.HELP, about=invited[1].pk)
    assert client.get(f"/survey/{token}/").status_code == 404
    assert client.get(links.path_for(contact, links.SURVEY, about=99_999)).status_code == 404
