"""A year of a small book, day by day through the real verbs, against tables of what it opens."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Account, FeatureUse, Ping, Programme
from campaigns import day as days
from lifecycle.models import PlaybookRun, Task
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory, UserFactory

START = date(2025, 1, 15)  # day 0; 2025-07-14 is day 180, the renewal 2026-01-15 day 365
FIRST = START - timedelta(50)
SEATS = 100

# Playbook, day of the relationship on which it opened, occurrence, tasks it brought.
HANDOFF, KICKOFF = ("prospect_handoff", -45, "start"), ("partnership_kickoff", 0, "day 0", 3)
SHARED = [  # scaled and pooled
    (*HANDOFF, 7),
    KICKOFF,
    ("day30_followup", 37, "day 37", 1),
    ("onboarding_goal_watch", 45, "day 45", 2),
    ("onboarding_goal_watch", 60, "day 60", 2),
    ("asp_sync", 75, "1", 3),
    ("roadmap_review", 110, "1", 3),
    ("use_case_mapping", 140, "1", 2),
    ("cbr", 150, "1", 5),
    ("advanced_enablement_followup", 201, "cody_chat", 1),
    ("renewal_health_assessment", 245, "2025-01-15", 4),
    ("asp_sync", 257, "2", 3),
    ("roadmap_review", 292, "2", 3),
]
ENTERPRISE = [  # whatever the tier
    (*HANDOFF, 8),
    KICKOFF,
    ("plan_30_60_90", 3, "day 3", 6),
    ("day30_followup", 37, "day 37", 1),
    ("low_utilization", 45, "1", 3),
    ("onboarding_goal_watch", 45, "day 45", 2),
    ("onboarding_goal_watch", 60, "day 60", 2),
    ("asp_sync", 75, "1", 4),
    ("roadmap_review", 110, "1", 3),
    ("use_case_mapping", 140, "1", 2),
    ("asp_sync", 166, "2", 4),
    ("advanced_enablement_followup", 201, "cody_chat", 1),
    ("renewal_health_assessment", 245, "2025-01-15", 4),
    ("asp_sync", 257, "3", 4),
    ("roadmap_review", 292, "2", 3),
    ("asp_sync", 348, "4", 4),
    # The months from April on; the first of March is day 45, too early.
    *(
        ("monthly_traits_review", (date(2025, month, 1) - START).days, f"2025-{month:02}", 1)
        for month in range(4, 13)
    ),
    ("monthly_traits_review", 351, "2026-01", 1),
]
Q2, Q3, Q4 = ((date(2025, month, 15) - START).days for month in (4, 7, 10))
TIERED = [
    ("account_planning", Q2, "2025-04-15", 2),
    ("account_planning", Q3, "2025-07-15", 2),
    ("renewal_planning", Q4, "2025-01-15 last", 3),
    *(
        ("monthly_nurture", (date(2025, month, 15) - START).days, f"2025-{month:02}-15", 1)
        for month in range(4, 13)
    ),
]
EXPECTED = {
    ("digital", None): [(*HANDOFF, 5), ("onboarding_goal_watch", 60, "day 60", 1)],
    ("scaled", None): SHARED,
    ("pooled", None): SHARED,
    ("enterprise", 1): [
        *ENTERPRISE,
        *TIERED,
        ("business_review", Q2, "2025-04-15", 4),
        ("business_review", Q3, "2025-07-15", 4),
        ("business_review", Q4, "2025-10-15", 4),
    ],
    ("enterprise", 2): [*ENTERPRISE, *TIERED, ("business_review", Q3, "2025-07-15", 4)],
    ("enterprise", 3): [*ENTERPRISE, *TIERED],
    ("enterprise", None): [*ENTERPRISE, ("cbr", 105, "1", 5), ("cbr", 287, "2", 5)],
}

# Whose each step is, and how many days after its playbook opened it is due.
STEPS = {
    "account_planning": {"prepare": ("ta", 10), "agree": ("ae", 21)},
    "advanced_enablement_followup": {"follow_up": ("ta", 10)},
    "asp_sync": {
        "prepare": ("ta", 7), "commercial": ("ae", 7), "sync": ("ta", 21), "summary": ("ta", 24),
    },
    "business_review": {
        "date": ("ae", 10), "value": ("ta", 24), "hold": ("ta", 40), "sign_off": ("ta", 45),
    },
    "cbr": {
        "date": ("ta", 7), "value": ("ta", 21), "commercial": ("ae", 21), "hold": ("ta", 35),
        "sign_off": ("ta", 40),
    },
    "day30_followup": {"answer": ("ta", 5)},
    "low_utilization": {"context": ("ta", 5), "plan": ("ta", 10), "update": ("ta", 24)},
    "monthly_nurture": {"reach_out": ("ta", 14)},
    "monthly_traits_review": {"review": ("ta", 9)},
    "onboarding_goal_watch": {"find_out": ("ta", 5), "act": ("ta", 12)},
    "partnership_kickoff": {"prepare": ("ta", 3), "hold": ("ta", 10), "outcomes": ("ta", 12)},
    "renewal_health_assessment": {"assess": ("ta", 14), "review": ("manager", 21)},
    "renewal_planning": {"plan": ("ae", 14), "technical": ("ta", 14)},
    "roadmap_review": {"prepare": ("ta", 7), "session": ("ta", 21), "feedback": ("ta", 23)},
    "use_case_mapping": {"map": ("ta", 10), "opportunities": ("ae", 17)},
}  # fmt: skip
# Those that are due on a day of the relationship, whenever their playbook opened.
FIXED = {
    "plan_30_60_90": {
        "write": ("ta", 10), "agree": ("ta", 14), "production": ("ie", 30), "day_30": ("ta", 30),
        "day_60": ("ta", 60), "day_90": ("ta", 90),
    },
    "prospect_handoff": {
        "assign_ta": ("manager", -35), "handoff_document": ("ce", -30), "introduction": ("ae", -14),
        "knowledge_transfer": ("ce", -7), "contact_roles": ("ce", 7), "licence": ("ce", 7),
        "cloud_instance": ("ce", 7), "instance_admins": ("ce", 7),
    },
    "renewal_health_assessment": {"approach": ("ae", 275), "licence": ("ta", 362)},
    "renewal_planning": {"proposal": ("ae", 320)},
}  # fmt: skip


def customer(programme: str, tier: int | None) -> Account:
    """Slow at first, in Nurturing from about day 120, with a new feature on day 200."""
    account = AccountFactory(
        external_id=f"{programme}-{tier or 'none'}",
        programme=Programme.objects.get(slug=programme),
        tier=tier,
        tracked_from=FIRST,
        ta=UserFactory(),
    )
    ContractFactory(
        account=account, start=START, end=date(2026, 1, 15), signed_on=START, seats=SEATS
    )
    ContactFactory(account=account, champion=True, economic_buyer=True)
    Ping.objects.bulk_create(
        Ping(account=account, date=START + timedelta(age), mau=mau, dau=mau // 2)
        for age in range(1, 366)
        for mau in [40 if age < 100 else 90]
    )
    FeatureUse.objects.create(
        account=account, feature="cody_chat", first_used_on=START + timedelta(200)
    )
    return account


def live(first: date, last: date) -> None:
    rules = days.Rules.load()
    for number in range((last - first).days + 1):
        on = first + timedelta(number)
        moment = datetime(on.year, on.month, on.day, 5, 30, tzinfo=UTC)
        days.run(on, rules, clock=lambda moment=moment: moment)


def misplaced() -> list[tuple[str, str, str, date]]:
    """Tasks that the tables do not name, or give to another role or day."""
    found = []
    for task in Task.objects.exclude(run=None).select_related("run__playbook"):
        slug, opened_on = task.run.playbook.slug, task.run.opened_on
        if task.key in FIXED.get(slug, {}):
            (role, days), first = FIXED[slug][task.key], START
        else:
            (role, days), first = STEPS[slug].get(task.key, ("", 0)), opened_on
        if (task.owner_role, task.due_on) != (role, first + timedelta(days)):
            found.append((slug, task.key, task.owner_role, task.due_on))
    return found


def opened(account: Account) -> list[tuple[str, int, str, int]]:
    runs = PlaybookRun.objects.filter(account=account).select_related("playbook")
    return sorted(
        (run.playbook.slug, (run.opened_on - START).days, run.occurrence, run.tasks.count())
        for run in runs.prefetch_related("tasks")
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_year_opens_what_the_tables_say_and_living_it_again_nothing():
    accounts = {key: customer(*key) for key in EXPECTED}
    last = date(2026, 1, 15)
    live(FIRST, last)
    for key, account in accounts.items():
        assert opened(account) == sorted(EXPECTED[key]), key
    assert misplaced() == []
    before = PlaybookRun.objects.count(), Task.objects.count()
    live(last - timedelta(40), last)
    assert (PlaybookRun.objects.count(), Task.objects.count()) == before


@pytest.mark.django_db
def test_customer_who_leaves_gets_the_checklist_and_nothing_more():
    account = customer("digital", None)
    live(START, START + timedelta(60))
    account.contracts.update(churned_on=START + timedelta(62))
    live(START + timedelta(61), START + timedelta(100))
    assert opened(account)[0] == ("churn_checklist", 62, "2025-01-15", 4)
    assert [slug for slug, *_ in opened(account)] == ["churn_checklist", "onboarding_goal_watch"]
