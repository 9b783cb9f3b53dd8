"""What the demo team knows of its customers, and what it does not know yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.knowledge import channels, notes, use_cases, value
from accounts.models import Account, Area, Feature, UseCase, User, ValueDriver
from cs_portal.demo.book import Customer
from lifecycle.models import Task
from lifecycle.work import mapping

LEARNED = 14  # day of the relationship on which the handoff's knowledge is written down
_TEXTS = {
    Area.ORGANISATION: (
        "Four product groups of six to nine teams each, and a platform group that serves them. "
        "The **monolith is being split**; the CTO measures it by lead time.",
        "Two sites and a remote half. Teams choose their tools, security and platform set the "
        "frame.\n\n- Quarterly planning in the last week\n- Guild of senior engineers decides",
    ),
    Area.PEOPLE: (
        "The Director of Developer Experience champions us: wants a number to show before the "
        "budget round. The VP signs and asks for *adoption by team*.",
        "Our champion changes position in spring; her deputy is for us but new. One principal "
        "engineer prefers his own scripts and is listened to.",
    ),
    Area.PROCESSES: (
        "Trunk-based, release every Tuesday. Reviews wait longest for the payments teams. "
        "Security fixes go through a freeze board.",
        "Incidents are run from chat; the first search is always *who calls this*. "
        "Purchasing needs eight weeks and three signatures.",
    ),
    Area.TOOLING: (
        "GitHub Enterprise, two leftover Bitbucket projects. Java and Kotlin, builds with Bazel. "
        "They came from grep on a checkout and a home-made index.",
        "GitLab, TypeScript and Go, editors half VS Code, half JetBrains. The browser extension "
        "is rolled out, the editor's is not.",
    ),
    Area.INFRASTRUCTURE: (
        "Kubernetes in their own cloud account, upgraded by the platform group once a quarter. "
        "4,200 repositories, the largest 18 GB.",
        "Our cloud. Login by their identity provider; a proxy cuts requests above 60 seconds.",
    ),
}  # fmt: skip
_USE_CASES = (
    ("Roll out security fixes", "Security", 3, ("batch_changes", "code_monitoring")),
    ("Onboard new developers", "All product groups", 2, ("notebooks", "cody_chat")),
    ("Find the cause of an incident", "Site reliability", 4, ("precise_code_intel",)),
    ("Large migrations", "Platform", 2, ("batch_changes", "code_insights")),
    ("Write routine code faster", "Product groups", 3, ("cody_autocomplete", "cody_commands")),
    ("Reuse instead of rewrite", "Architecture guild", 1, ("search_contexts",)),
)
_DRIVERS = (
    ("Time saved in search and review", "Engineers find what calls what by themselves.", 1200,
     "hours a month"),
    ("Fixes rolled out everywhere", "A fix reaches every repository in days, not in weeks.", 90,
     "% within a week"),
    ("New joiners productive sooner", "First change in the first week.", 14, "days saved each"),
    ("Fewer outages by old calls", "Deprecated calls are found before they break.", None, ""),
)  # fmt: skip
_CHANNELS = (
    ("portal", "https://support.portal.example", "Monday to Friday, 24 hours"),
    ("slack", "#{key}-and-us", "Working days, 9 to 17"),
    ("feedback", "feedback@portal.example", ""),
    ("roadmap", "Twice a year in the roadmap review", ""),
)


def daily(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """Write down what is learned, measure what was promised, and go through the use cases."""
    first = not UseCase.objects.exists()
    for number, customer in enumerate(found):
        age = (today - customer.began).days
        if age == LEARNED or (first and age > LEARNED):
            _learn(customer, number, today, morning, age=age if first else LEARNED)
    for driver in _due(today):
        _measure(driver, today, morning, chance)
    _go_through(today, morning)


def _learn(customer: Customer, number: int, today: date, morning: datetime, *, age: int) -> None:
    """Some customers are known well, others hardly; every ninth not at all."""
    if number % 9 == 8 or customer.story.churned:
        return
    account = Account.objects.select_related("ta", "ae", "ce").get(external_id=customer.key)
    by = account.ta or account.ce
    # What was learned before the portal was there was written down before that day.
    ago = min(age - LEARNED, 20 + 37 * (number % 7))
    when = {"by": by, "on": today - timedelta(ago), "now": morning - timedelta(ago)}
    for place, area in enumerate(Area):
        if (number + place) % 7 < 5 - number % 3:
            text = _TEXTS[area][(number + place) % 2]
            notes.write(account, area, text, after=0, owner=by, **when)
    _use_it(account, customer, number, when)
    for place in range(number % 3):
        title, expected, figure, unit = _DRIVERS[(number + place) % len(_DRIVERS)]
        value.expect(
            account,
            None,
            title=title,
            expected=expected,
            figure=figure and Decimal(figure),
            unit=unit,
            owner=by,
            **when,
        )
    _reach(account, number, when)


def _use_it(account: Account, customer: Customer, number: int, when: dict) -> None:
    bought = str(customer.account["products"]).split(";")
    known = {feature.slug: feature for feature in Feature.objects.all()}
    fitting = [row for row in _USE_CASES if any(known[slug].product in bought for slug in row[3])]
    for place in range(1 + number % 3):
        title, team, maturity, slugs = fitting[(number + place) % len(fitting)]
        use_cases.write(
            account,
            None,
            title=title,
            team=team,
            maturity=maturity,
            features=[known[slug] for slug in slugs],
            **when,
        )


def _reach(account: Account, number: int, when: dict) -> None:
    contact = account.contacts.filter(instance_admin=True).first()
    for place in range(number % 5):
        kind, address, hours = _CHANNELS[place]
        channels.write(
            account,
            None,
            kind=kind,
            address=address.format(key=account.external_id),
            theirs=contact,
            ours=account.ta or account.ce,
            hours=hours,
            **when,
        )
    if number % 4:
        channels.set_level(account, ("standard", "premium", "dedicated")[number % 3], **when)


def _due(today: date) -> list[ValueDriver]:
    """Two of three are measured every six weeks."""
    drivers = ValueDriver.objects.select_related("account__ta", "account__ce", "owner")
    return [
        driver
        for driver in drivers
        if driver.pk % 3 and (today.toordinal() + 11 * driver.pk) % 42 == 0
    ]


def _measure(driver: ValueDriver, today: date, morning: datetime, chance: Random) -> None:
    expected = driver.expected_figure
    before = driver.achieved_figure or (expected or 0) * Decimal("0.2")
    figure = expected and (before + expected * chance.randrange(5, 30) / 100).quantize(Decimal(1))
    reached = expected is not None and figure >= expected
    behind = driver.pk % 5 == 0
    status = "achieved" if reached else "at_risk" if behind else "on_track"
    text = "Counted together with the champion." if expected else "Two outages avoided, they say."
    by: User | None = driver.owner
    value.achieve(driver, status=status, achieved=text, figure=figure, by=by, on=today, now=morning)


def _go_through(today: date, morning: datetime) -> None:
    """Use cases are gone through where the playbook asks for it, on the day it is due."""
    asked = Task.objects.open().filter(
        key=mapping.STEP, run__playbook__slug=mapping.PLAYBOOK, due_on=today
    )
    for task in asked.select_related("account", "owner"):
        if task.pk % 4 and task.account.use_cases.exists() and task.owner:
            mapping.review(
                task.account,
                by=task.owner,
                on=today,
                now=morning,
                note="Two teams more than half a year ago; one feature is missing a training.",
            )
