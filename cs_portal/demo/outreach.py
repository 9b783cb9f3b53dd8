"""What the demo managers do with campaigns: announce, release, hold, reword, ask what would be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Programme, User
from campaigns.drafting import draft as drafts
from campaigns.models import (
    BetaInterest,
    Campaign,
    CampaignDraft,
    CampaignVersion,
    Release,
    Segment,
    Touch,
    WhatIf,
)
from campaigns.models.touch import UNDER_WAY
from campaigns.pending import acts, personal
from campaigns.segments import filters
from campaigns.segments import release as releases
from campaigns.what_if import asking as what_if
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address

BETA, PEOPLE = "demo_beta_agents", "demo_more_people"
_PURPOSE = "An agent that prepares changes across all your repositories, for your teams to review."
_BETA_COPY = {
    "subject": "Change agents: would {{ account_name }} like to try them?",
    "preheader": "A beta for a few teams, from next month on.",
    "body": (
        "Hi {{ contact_first_name | there }},\n\n"
        "## What you could try\n\n"
        "An agent that prepares a change across all your repositories and opens a branch for each. "
        "Your teams review and merge as they do today; nothing is merged by itself.\n\n"
        "We look for teams with some twenty repositories and an upgrade they keep putting off.\n\n"
        "[I am interested]({{ interest_url }})\n"
    ),
}
_PEOPLE_COPY = {
    "subject": "More people at {{ account_name }}?",
    "preheader": "Three things that worked for teams like yours.",
    "body": (
        "Hi {{ contact_first_name | there }},\n\n"
        "some seats of **{{ account_name }}** are still waiting for their people. Three things "
        "brought more of them in elsewhere:\n\n"
        "- a link to search in the team's own wiki,\n"
        "- one hour with new joiners in their first week,\n"
        "- a saved search for the question everybody asks.\n\n"
        "Which of them fits you? Just answer this mail.\n"
    ),
}
# Name, question, and whose roles.
_EXPANDING = (
    "Champions who could try a beta",
    {"programme": ["scaled", "pooled", "enterprise"], "stage": ["adopting", "nurturing"]},
    ["champion"],
)
_FEW_PEOPLE = (
    "Adopting or later, few people",
    {
        "programme": ["scaled", "pooled", "enterprise"],
        "stage": ["adopting", "nurturing", "renewing"],
        "utilization_below": "70",
    },
    ["champion", "program_contact"],
)


def announce(*, now: datetime) -> None:
    """The beta's mail is written, approved, and let go to the first tenth of its champions."""
    writer, approver = _member("Victor"), _member("Ruth")
    segment = _segment(_EXPANDING, writer, now)
    campaign = _published(
        BETA, "Beta: change agents", _BETA_COPY, {"purpose": _PURPOSE}, writer, approver, now
    )
    _release(campaign, segment, 10, writer, approver, now)


def widen(*, now: datetime) -> None:
    """Nothing went wrong with the first tenth: the rest."""
    if release := Release.objects.filter(campaign__slug=BETA).first():
        _let_go(release, 100, _member("Ruth"), now)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """One outreach has just begun, a change waits for approval, and some mails wait for people."""
    if not Campaign.objects.filter(slug=BETA).exists():
        announce(now=moment)
    writer, approver = _member("Victor"), _member("Ruth")
    rule = {"topic": "enablement", "purpose": "Helps accounts whose seats are not used yet."}
    campaign = _published(
        PEOPLE, "Getting more people on board", _PEOPLE_COPY, rule, writer, approver, moment
    )
    segment = _segment(_FEW_PEOPLE, writer, moment)
    _release(campaign, segment, 20, writer, approver, moment)
    _hand_in(writer, moment)
    _pending(writer, moment)
    _ask(writer, on, moment)


def remove() -> None:
    """The demo's own campaigns and segments, and every question about its book."""
    ours = Campaign.objects.filter(slug__in=(BETA, PEOPLE))
    Release.objects.filter(campaign__in=ours).delete()
    BetaInterest.objects.filter(campaign__in=ours).delete()
    Segment.objects.filter(name__in=(_EXPANDING[0], _FEW_PEOPLE[0])).delete()
    ours.update(current=None)
    CampaignVersion.objects.filter(campaign__in=ours).delete()
    ours.delete()
    CampaignDraft.objects.filter(author__email__endswith="@portal.example").delete()
    WhatIf.objects.all().delete()


def _member(first: str) -> User:
    [member] = [one for one in names.TEAM if one[0] == first]
    return User.objects.get(email=address(member))


def _segment(
    asked: tuple[str, Mapping[str, Any], Sequence[str]], by: User, now: datetime
) -> Segment:
    name, query, roles = asked
    fields = {"query": query, "roles": roles, "owner": by, "changed_at": now}
    return Segment.objects.get_or_create(name=name, defaults=fields)[0]


def _published(
    slug: str,
    name: str,
    copy: Mapping[str, str],
    rule: Mapping[str, Any],
    writer: User,
    approver: User,
    now: datetime,
) -> Campaign:
    """Written by one, published by another, as for a mail to many."""
    kind = "betas" if slug == BETA else "features"
    draft = drafts.create(slug, name, by=writer, now=now, announces=kind)
    drafts.save(
        draft,
        revision=draft.revision,
        by=writer,
        now=now,
        rule={**draft.rule, "to": ["champion", "program_contact"], **rule},
        copies={"message": dict(copy)},
    )
    drafts.submit(draft, by=writer, now=now)
    drafts.publish(draft, revision=draft.revision, by=approver, now=now)
    return Campaign.objects.select_related("current").get(slug=slug)


def _release(
    campaign: Campaign, segment: Segment, percent: int, by: User, other: User, now: datetime
) -> None:
    """Frozen by one and begun by another; a demo of a few days may find nobody yet."""
    on = timezone.localdate(now)
    count = filters.contacts(segment.query, segment.roles, on=on).count()
    if count:
        release = releases.freeze(campaign, segment, expected=count, by=by, on=on, now=now)
        _let_go(release, percent, other, now)


def _let_go(release: Release, percent: int, by: User, now: datetime) -> None:
    count = releases.next_part(release, percent=percent).count()
    if count:
        on = timezone.localdate(now)
        releases.let_go(release, percent=percent, expected=count, by=by, on=on, now=now)


def _hand_in(by: User, now: datetime) -> None:
    """A change of the quarterly check-in, for somebody else to look at."""
    campaign = Campaign.objects.select_related("current").get(slug="quarterly_checkin")
    draft = drafts.begin(campaign, by=by, now=now)
    [(name, copy)] = draft.copies.items()
    drafts.save(
        draft,
        revision=draft.revision,
        by=by,
        now=now,
        rule={**draft.rule, "window": 10},
        copies={name: {**copy, "subject": "Half an hour about {{ account_name }}?"}},
        note="A longer window over the holidays, and a subject that says how long it takes.",
    )
    drafts.submit(draft, by=by, now=now)


def _pending(by: User, now: datetime) -> None:
    """One mail on its way is held, one is written anew for its reader."""
    under_way = Touch.objects.filter(status__in=UNDER_WAY, contact__isnull=False)
    touches = list(under_way.order_by("-closes_on", "pk")[:2])
    for touch in touches[:1]:
        acts.hold([touch.pk], by=by, now=now, note="They merge two teams this week; ask first.")
    for touch in touches[1:]:
        copy = personal.copy_of(touch)
        copy["body"] += "\n\nIt was good to see you at the conference last week!\n"
        personal.edit(touch, copy, by=by, now=now)


def _ask(by: User, on: date, now: datetime) -> None:
    """What lower targets would change, and a campaign that comes twice as often."""
    programme = Programme.objects.get(slug="scaled")
    changed = {**programme.policy, "target_utilization": 60, "target_usage": 22}
    what_if.policy(programme, changed, by=by, now=now, on=on)
    campaign = Campaign.objects.select_related("current").get(slug="roadmap_review")
    due = {"kind": "relationship_day", "first": 90, "every": 91}
    rule = {**campaign.current.rule, "due": due}
    what_if.campaign(campaign, rule, by=by, now=now, on=on)
