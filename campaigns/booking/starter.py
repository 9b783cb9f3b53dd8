"""The types of meetings that a new portal begins with."""

from typing import Any

_TOPICS = ["Training", "Roadmap", "Feedback", "How we use it", "Something else"]
_GOOD = "What would make this half hour worth your time?"

# What differs from the defaults of the table; `campaigns` are the slugs whose mails offer it.
TYPES: tuple[dict[str, Any], ...] = (
    {
        "slug": "kickoff",
        "name": "Partnership kickoff",
        "description": "We get to know each other and agree what success looks like.",
        "agenda": "1. Your business goals and what you expect to gain\n"
        "2. Contract terms and the features in it\n"
        "3. People: admins, programme owners, stakeholders\n"
        "4. How your end users will be onboarded\n"
        "5. Success metrics, and the rhythm in which we talk",
        "hosting": "advisor_and_ae",
        "questions": ["Who else will join?", "What has to be true a year from now?"],
        "buffer_after": 15,
        "playbook": "partnership_kickoff",
        "step": "hold",
    },
    {
        "slug": "check-in",
        "name": "Check-in",
        "description": "Half an hour about what works, what does not, and what comes next.",
        "agenda": "1. How your teams use it today\n2. Questions and obstacles\n3. What comes next",
        "topics": _TOPICS,
        "questions": [_GOOD],
        "campaigns": [
            "day30_checkin",
            "day90_recap",
            "quarterly_checkin",
            "health_poor",
            "health_concerning",
        ],
    },
    {
        "slug": "asp-sync",
        "name": "Success plan sync",
        "description": "We look at your success plan together and agree the next actions.",
        "agenda": "1. What you achieved since we last spoke\n2. Objectives and their figures\n"
        "3. Actions that are late, ours and yours\n4. What comes next",
        "hosting": "advisor_and_ae",
        "campaigns": ["asp_sync"],
        "playbook": "asp_sync",
        "step": "sync",
    },
    {
        "slug": "roadmap-review",
        "name": "Roadmap review",
        "description": "Where the product goes, and what that means for you.",
        "agenda": "1. What shipped since last time\n2. What is planned\n3. What you miss",
        "topics": ["What is coming", "A feature we miss", "A beta we would like to join"],
        "minutes": 45,
        "campaigns": ["roadmap_review"],
        "playbook": "roadmap_review",
        "step": "session",
    },
    {
        "slug": "feedback",
        "name": "Feedback session",
        "description": "You talk, we listen: what should be different?",
        "agenda": "1. Where it gets in your way\n2. What you wish for\n3. What we do about it",
        "questions": ["What do you want to tell us about?"],
    },
    {
        "slug": "business-review",
        "name": "Customer business review",
        "description": "What it was worth to you, with your leaders and ours.",
        "agenda": "1. Value realised\n2. Progress on your objectives\n3. The year ahead",
        "hosting": "advisor_and_ae",
        "minutes": 60,
        "notice_hours": 120,
        "buffer_before": 15,
        "buffer_after": 15,
        "questions": ["Who of your leaders will join?"],
        "playbook": "cbr",
        "step": "hold",
    },
    {
        "slug": "training",
        "name": "Training",
        "description": "A live session for your team, with your own code.",
        "agenda": "1. What your team wants to be able to do\n2. Live session\n3. Where to read on",
        "topics": ["First steps", "Advanced search", "For admins", "Something else"],
        "minutes": 60,
        "notice_hours": 48,
        "questions": ["How many people will join?*"],
        "per_day": 2,
    },
    {
        "slug": "sync-call",
        "name": "Sync call",
        "description": "A short regular call with your advisor.",
        "agenda": "1. Open actions\n2. News from both sides",
        "notice_hours": 4,
    },
)


def load(MeetingType: Any, Campaign: Any) -> None:
    """Add the types that are not there; those that people changed stay as they are."""
    for fields in TYPES:
        values = {**fields}
        slug, offered_by = values.pop("slug"), values.pop("campaigns", ())
        kind, created = MeetingType.objects.get_or_create(slug=slug, defaults=values)
        if created:
            kind.campaigns.set(Campaign.objects.filter(slug__in=offered_by))
