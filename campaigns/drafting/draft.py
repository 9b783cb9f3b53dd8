"""What people do with a draft: begin, save, hand in, send back, publish, throw away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from campaigns import definitions
from campaigns.drafting import audience, checks
from campaigns.models import (
    Campaign,
    CampaignDraft,
    CampaignState,
    CampaignVersion,
    Message,
    Touch,
)
from campaigns.models.touch import UNDER_WAY
from campaigns.sending.copies import brand

_NEW_RULE = {
    "priority": 30,
    "window": 7,
    "to": ["program_contact"],
    "stages": ["adopting", "nurturing", "renewing"],
    "due": {"kind": "relationship_day", "days": {"1": 100}},
    "programmes": {"digital": None},
}
# An announcement, by the table of the rules: let go by a person, at priority 22.
_NEW_ANNOUNCEMENT = {
    **_NEW_RULE,
    "priority": 22,
    "due": {"kind": "release"},
    "programmes": {"scaled": None, "pooled": None, "enterprise": None},
}
_ANNOUNCED = {
    "features": "## What is new\n\nIn two sentences: what it does, and for whom.\n\n",
    "betas": "## What you could try\n\nIn two sentences: what it does, and for whom.\n\n"
    "[I am interested]({{ interest_url }})\n\n",
}
_NEW_COPY = {
    "subject": "A question about {{ account_name }}",
    "preheader": "",
    "body": "Hi {{ contact_first_name | there }},\n\n",
}


class StaleError(ValueError):
    """Somebody else saved meanwhile; nothing was overwritten."""


@transaction.atomic
def create(
    slug: str,
    name: str,
    *,
    by: User,
    now: datetime,
    like: Campaign | None = None,
    announces: str = "",
) -> CampaignDraft:
    """A new campaign with a draft: blank, like another one, or announcing features or a beta.

    Raises ValueError if it exists.
    """
    if Campaign.objects.filter(slug=slug).exists():
        raise ValueError(f"There is a campaign “{slug}” already.")
    campaign = Campaign.objects.create(slug=slug, name=name, state=CampaignState.DRAFT)
    rule, copies = ({**_NEW_RULE}, {checks.MESSAGE: {**_NEW_COPY}})
    if like and like.current:
        rule, copies = dict(like.current.rule), copies_of(like.current)
    elif announces in _ANNOUNCED:
        rule = {**_NEW_ANNOUNCEMENT, "topic": announces}
        copies[checks.MESSAGE]["subject"] = "Something new for {{ account_name }}"
        copies[checks.MESSAGE]["body"] += _ANNOUNCED[announces]
    return CampaignDraft.objects.create(
        campaign=campaign,
        rule={**rule, "name": name},
        copies=copies,
        author=by,
        changed_at=now,
    )


def begin(campaign: Campaign, *, by: User, now: datetime) -> CampaignDraft:
    """The campaign's draft; a new one begins as the version in force."""
    current = campaign.current
    fields = {
        "based_on": current,
        "rule": {**current.rule, "topic": campaign.topic}
        if current
        else {**_NEW_RULE, "name": campaign.name},
        "copies": copies_of(current) if current else {checks.MESSAGE: {**_NEW_COPY}},
        "author": by,
        "changed_at": now,
    }
    return CampaignDraft.objects.get_or_create(campaign=campaign, defaults=fields)[0]


def copies_of(version: CampaignVersion) -> dict[str, dict[str, str]]:
    return {
        message.name: {
            "subject": message.subject,
            "preheader": message.preheader,
            "body": message.body,
        }
        for message in version.messages.all()
    }


def save(
    draft: CampaignDraft,
    *,
    revision: int,
    by: User,
    now: datetime,
    rule: Mapping[str, Any] | None = None,
    copies: Mapping[str, Mapping[str, str]] | None = None,
    note: str | None = None,
) -> None:
    """Keep what was changed; what had been handed in for review is taken back.

    Raises StaleError unless `revision` is the one that is there.
    """
    changes: dict[str, Any] = {"author": by, "changed_at": now, "revision": revision + 1}
    changes |= {"submitted_by": None, "submitted_at": None}
    for name, value in (("rule", rule), ("copies", copies), ("note", note)):
        if value is not None:
            changes[name] = value
    with transaction.atomic():
        found = CampaignDraft.objects.filter(pk=draft.pk, revision=revision)
        if not found.update(**changes):
            raise StaleError(
                "Somebody else saved this draft after you opened it. Your text is below; open "
                "the draft anew in another window and bring the two together."
            )
        _unpublished(draft.campaign_id, CampaignState.DRAFT)
    draft.refresh_from_db()


@transaction.atomic
def submit(draft: CampaignDraft, *, by: User, now: datetime) -> None:
    """Hand it in for review; raises ValueError while it has mistakes."""
    _refuse_mistakes(draft)
    CampaignDraft.objects.filter(pk=draft.pk).update(
        submitted_by=by, submitted_at=now, sent_back=""
    )
    _unpublished(draft.campaign_id, CampaignState.REVIEW)


@transaction.atomic
def send_back(draft: CampaignDraft, *, why: str) -> None:
    """Not yet, and why; raises ValueError without a reason."""
    if not why.strip():
        raise ValueError("Say what should be different.")
    CampaignDraft.objects.filter(pk=draft.pk).update(
        submitted_by=None, submitted_at=None, sent_back=why.strip()[:300]
    )
    _unpublished(draft.campaign_id, CampaignState.DRAFT)


def needs_second_person(draft: CampaignDraft) -> bool:
    """Whether it is meant for so many that nobody may let it go alone."""
    meant = audience.contacts(draft.campaign.slug, draft.rule)
    return meant.count() > settings.PORTAL_APPROVAL_ABOVE


def refusal(draft: CampaignDraft, *, by: User) -> str:
    """Why this person may not publish the draft now, or nothing."""
    if not needs_second_person(draft):
        return ""
    if draft.submitted_at is None:
        return (
            f"It is meant for more than {settings.PORTAL_APPROVAL_ABOVE} contacts: "
            "hand it in for review, and somebody else publishes it."
        )
    if by.pk in (draft.author_id, draft.submitted_by_id):
        return (
            f"It is meant for more than {settings.PORTAL_APPROVAL_ABOVE} contacts: "
            "somebody who did not write it has to publish it."
        )
    return ""


@transaction.atomic
def publish(
    draft: CampaignDraft, *, revision: int, by: User, now: datetime, move: bool = False
) -> CampaignVersion:
    """Make the draft the version in force, and the campaign active if it never was.

    Mails under way keep their version unless `move` gives them the new one. Raises ValueError
    when it has mistakes or a second person is needed, StaleError when it changed meanwhile.
    """
    locked = CampaignDraft.objects.select_for_update().select_related("campaign").get(pk=draft.pk)
    if locked.revision != revision:
        raise StaleError("The draft changed after you opened this page: look at it again.")
    _refuse_mistakes(locked)
    if why := refusal(locked, by=by):
        raise ValueError(why)
    campaign = locked.campaign
    version = _version(locked, by, now)
    campaign.name = locked.rule["name"]
    campaign.purpose = locked.rule.get("purpose", "")
    campaign.topic = definitions.topic(locked.rule)
    campaign.current = version
    if campaign.state in (CampaignState.DRAFT, CampaignState.REVIEW):
        campaign.state = CampaignState.ACTIVE
    campaign.save()
    if move:
        under_way(campaign).update(version=version)
    locked.delete()
    return version


def under_way(campaign: Campaign):
    """Mails that are open or planned, and could still go out with other words."""
    return Touch.objects.filter(campaign=campaign, status__in=UNDER_WAY)


@transaction.atomic
def discard(draft: CampaignDraft) -> None:
    """Throw the draft away; a campaign that was nothing else goes with it."""
    campaign = draft.campaign
    draft.delete()
    if campaign.current_id is None:
        campaign.delete()


def _version(draft: CampaignDraft, by: User, now: datetime) -> CampaignVersion:
    last = draft.campaign.versions.first()
    version = CampaignVersion.objects.create(
        campaign=draft.campaign,
        number=last.number + 1 if last else 1,
        rule=draft.rule,
        digest=definitions.digest(draft.rule, draft.copies),
        author=draft.author,
        created_at=now,
        approved_by=by,
        note=draft.note,
    )
    Message.objects.bulk_create(
        Message(version=version, name=name, **copy) for name, copy in draft.copies.items()
    )
    return version


def _refuse_mistakes(draft: CampaignDraft) -> None:
    found = checks.blocking(checks.mistakes(draft.campaign.slug, draft.rule, draft.copies, brand()))
    if found:
        raise ValueError(f"{len(found)} mistakes are left; the first: {found[0].text}")


def _unpublished(campaign: int, state: str) -> None:
    """A campaign nobody has published yet stands where its draft stands."""
    Campaign.objects.filter(
        pk=campaign, state__in=(CampaignState.DRAFT, CampaignState.REVIEW)
    ).update(state=state)
