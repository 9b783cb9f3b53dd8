"""The builder, the list and the account's tab: who may do what, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Account
from lifecycle.models import BusinessReview, ReviewSection, ReviewState
from lifecycle.reviews import build, freeze, steps
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import ContactFactory
from tests.factories.cast import TODAY
from tests.factories.reviews import begun, customer, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def advisor(client):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def url(name: str, review: BusinessReview, *args) -> str:
    return reverse(f"admin:lifecycle_businessreview_{name}", args=[review.pk, *args])


def pages(review: BusinessReview) -> dict[str, str]:
    section = review.sections.first()
    found = {name: url(name, review) for name in ("attendees", "values", "figures", "present")}
    return {**found, "section": url("section", review, section.pk), "pdf": url("pdf", review)}


def of(kind: str) -> ReviewSection:
    return ReviewSection.objects.get(kind=kind)


def posted(section: ReviewSection, **changes) -> dict[str, str]:
    seen = section.changed_at.isoformat()
    given = {"title": section.title, "body": section.body, "included": "on", "seen": seen}
    return {**given, "internal_note": section.internal_note, **changes}


def test_review_is_begun_on_the_accounts_page(client, advisor):
    account = customer()
    address = reverse("admin:accounts_account_do", args=[account.pk, "review"])
    page = client.get(address)
    assert page.context["form"].initial["title"] == "Business review, December 2025"
    given = {"title": "Q4", "first": "2025-10-01", "last": "2025-12-31", "planned_on": ""}
    answer = client.post(address, given)
    review = account.reviews.get()
    assert answer.url == reverse("admin:lifecycle_businessreview_change", args=[review.pk])
    # The builder opens on the first point that is empty.
    assert client.get(answer.url).url == url("section", review, of("strategy").pk)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"last": "2026-01-05"}, "Figures are known up to yesterday."),
        ({"last": "2025-09-30"}, "The period ends before it begins."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_bad_input_is_refused_with_a_sentence(client, advisor, change, complaint):
    address = reverse("admin:accounts_account_do", args=[customer().pk, "review"])
    given = {"title": "Q4", "first": "2025-10-01", "last": "2025-12-31", **change}
    assert complaint in client.post(address, given).content.decode()
    assert not BusinessReview.objects.exists()


def test_section_is_written_and_kept_in_the_history(client, advisor):
    review = begun()
    section = of("roadmap")
    answer = client.post(url("section", review, section.pk), posted(section, body="**New**"))
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "<strong>New</strong>" in page
    history = client.get(reverse("admin:lifecycle_businessreview_history", args=[review.pk]))
    assert "Roadmap and feedback” saved" in history.content.decode()


def test_mistake_is_shown_with_what_was_typed(client, advisor):
    review = begun()
    section = of("roadmap")
    page = client.post(url("section", review, section.pk), posted(section, body="{{ healht }}"))
    assert "Line 1: there is no figure or block called “healht”." in page.content.decode()
    assert "{{ healht }}" in page.content.decode()


def test_stale_form_shows_what_the_other_wrote(client, advisor):
    review = begun()
    section = of("roadmap")
    new = build.Writing("Roadmap", "Theirs", True, "")
    build.write(section, new, seen="", by=None, now=NOON)
    page = client.post(url("section", review, section.pk), posted(section, body="Mine"))
    text = page.content.decode()
    assert "changed this meanwhile" in text
    assert "Theirs" in text
    assert "Mine" in text
    # Having seen it, one may save.
    again = posted(section, body="Both", seen=page.context["form"]["seen"].value())
    assert client.post(url("section", review, section.pk), again).status_code == 302


def test_preview_shows_the_text_as_typed_and_saves_nothing(client, advisor):
    review = begun()
    section = of("roadmap")
    body = "At {{ utilization }}\n\n{{ usage_chart }}\n\n{{ health }}"
    page = client.post(url("preview", review, section.pk), {"body": body}).content.decode()
    assert "At 85 %" in page
    assert "<svg" in page
    assert "is internal" in page
    assert of("roadmap").body == ""
    assert client.get(url("preview", review, section.pk)).status_code == 405


def test_agenda_is_put_in_order_and_added_to(client, advisor):
    review = begun()
    client.post(url("topic", review), {"title": "Security"})
    client.post(url("order", review, of("other").pk), {"to": "up"})
    assert [s.kind for s in review.sections.all()][-3:] == ["other", "roadmap", "next_steps"]
    client.post(url("topic", review), {"title": " "})
    assert review.sections.count() == 8


def test_attendees_are_added_and_left_out(client, advisor):
    review = begun()
    contact = ContactFactory(account=review.account, first_name="Noor", last_name="Sami")
    stranger = ContactFactory()
    address = url("attendees", review)
    client.post(address, {"contact": contact.pk, "side": "customer"})
    assert review.attendees.filter(name="Noor Sami").exists()
    for refused in ({"contact": stranger.pk}, {}, {"name": "A", "user": advisor.pk}):
        assert client.post(address, {"side": "customer", **refused}).status_code == 200
    client.post(address, {"remove": review.attendees.get(contact=contact).pk})
    assert not review.attendees.filter(contact=contact).exists()


def test_values_are_kept_in_a_table(client, advisor):
    review = begun()
    rows = {"values-TOTAL_FORMS": 2, "values-INITIAL_FORMS": 0}
    first = {"use_case": "Security", "expected": "Days", "achieved": "", "maturity": "3"}
    given = {**rows, **{f"values-0-{key}": value for key, value in first.items()}}
    assert client.post(url("values", review), given).status_code == 302
    assert review.values.get().maturity == 3


def test_figures_are_refreshed_and_the_difference_shown(client, advisor):
    review = begun()
    review.account.pings.update(mau=12)
    page = client.post(url("figures", review), follow=True).content.decode()
    assert "What the last refresh changed" in page
    assert freeze.newest(review).taken_by == advisor


def test_review_goes_its_way_to_the_second_signature(client, advisor):
    review = filled(begun())
    client.post(url("do", review, "ready"))
    client.post(url("do", review, "hold"), {"held_on": TODAY})
    client.post(url("do", review, "sign"), {"title": "TA", "signed_on": TODAY})
    client.post(
        url("do", review, "sign-customer"), {"name": "Ada", "title": "CTO", "signed_on": TODAY}
    )
    review.refresh_from_db()
    assert review.state == ReviewState.SIGNED
    assert review.signatures.get(side="ours").name == str(advisor)
    assert review.signatures.get(side="customer").recorded_by == advisor
    section = review.sections.first()
    page = client.get(url("section", review, section.pk)).content.decode()
    assert "nothing of it can be changed any more" in page
    assert "<textarea" not in page
    answer = client.post(url("do", review, "revise"), {"why": "A typo"})
    copy = BusinessReview.objects.get(revises=review)
    assert answer.url == reverse("admin:lifecycle_businessreview_change", args=[copy.pk])


def test_refused_step_says_why(client, advisor):
    review = begun()
    page = client.post(url("do", review, "hold"), {"held_on": TODAY + timedelta(1)})
    assert "still to come" in page.content.decode()
    assert client.get(url("do", review, "nonsense")).status_code == 302


def test_presented_page_has_no_admin_and_nothing_internal(client, advisor):
    review = begun()
    review.sections.update(internal_note="They think of leaving")
    review.sections.filter(kind="usage").update(body="{{ health }}{{ key_figures }}")
    page = client.get(url("present", review)).content.decode()
    for said in ("leaving", "TA sentiment", "cs-card", "unfold", "<script"):
        assert said not in page, said
    assert "Review of the quarter" in page


def test_file_is_named_after_customer_and_review(client, advisor):
    answer = client.get(url("pdf", begun()))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="acme-review-of-the-quarter.pdf"'
    )


# --- Who may ------------------------------------------------------------------------------------


def test_read_only_member_sees_and_changes_nothing(client):
    client.force_login(member("Read-only"))
    review = begun()
    for name, address in pages(review).items():
        assert client.get(address).status_code == 200, name
    section = of("roadmap")
    for address in (
        url("section", review, section.pk),
        url("order", review, section.pk),
        url("topic", review),
        url("attendees", review),
        url("values", review),
        url("figures", review),
        url("details", review),
        url("do", review, "ready"),
        url("do", review, "sign"),
    ):
        assert client.post(address, posted(section, body="Mine")).status_code == 403, address
    assert of("roadmap").body == ""


@pytest.mark.parametrize("group", ["Account Executive", "Customer Engineer"])
def test_account_team_writes_but_does_not_sign(client, group):
    client.force_login(member(group))
    review = filled(begun())
    steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOON)
    section = of("roadmap")
    address = url("section", review, section.pk)
    assert client.post(address, posted(section, body="Ours")).status_code == 302
    assert client.post(url("do", review, "sign"), {"signed_on": TODAY}).status_code == 403


def test_stranger_sees_nothing(client):
    review = begun()
    nobody = member("Read-only")
    nobody.groups.clear()
    client.force_login(nobody)
    for name, address in pages(review).items():
        assert client.get(address).status_code == 403, name


def test_no_page_changes_anything_when_it_is_only_looked_at(client, advisor):
    review = begun()
    before = list(BusinessReview.objects.values()), list(ReviewSection.objects.values())
    for address in [*pages(review).values(), url("do", review, "ready"), url("details", review)]:
        assert client.get(address).status_code == 200
    assert (list(BusinessReview.objects.values()), list(ReviewSection.objects.values())) == before


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("topics", [1, 3, 50])
def test_builder_costs_the_same_at_any_size(client, topics, django_assert_num_queries):
    client.force_login(superuser())
    review = begun()
    for number in range(topics):
        build.add_topic(review, f"Topic {number}", by=None, now=NOON)
    address = url("section", review, review.sections.first().pk)
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_tab_and_list_cost_the_same_at_any_size(client, count, django_assert_num_queries):
    client.force_login(superuser())
    account = customer()
    for number in range(count):
        BusinessReview.objects.create(
            account=account,
            title=f"Review {number}",
            from_on=TODAY,
            until_on=TODAY,
            created_at=NOON,
        )
    tab = reverse("admin:accounts_account_tab", args=[account.pk, "reviews"])
    client.get(tab)
    with django_assert_num_queries(5):
        client.get(tab)
    with django_assert_num_queries(4):
        client.get(reverse("admin:lifecycle_businessreview_changelist"))


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_of_those_due_costs_the_same_at_any_size(client, count, django_assert_num_queries):
    client.force_login(superuser())
    for _ in range(count):
        customer(name="Due")
    address = reverse("admin:lifecycle_businessreview_due")
    client.get(address)
    with django_assert_num_queries(5):
        page = client.get(address)
    assert len(page.context["rows"]) == count


def test_list_opens_on_what_is_current(client, advisor):
    review = begun()
    steps.archive(review, now=NOON)
    address = reverse("admin:lifecycle_businessreview_changelist")
    assert "Review of the quarter" not in client.get(address).content.decode()
    assert "Review of the quarter" in client.get(f"{address}?shelf=archived").content.decode()


def test_workspace_has_a_line_about_the_review(client, advisor):
    review = begun(planned_on=TODAY + timedelta(3))
    page = client.get(reverse("admin:accounts_account_change", args=[review.account_id]))
    assert "Review of the quarter, planned in 3 days, 2026-01-08" in page.content.decode()
    assert Account.objects.count() == 1
