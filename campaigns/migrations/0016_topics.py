"""Every campaign is about a topic; those of the starter programme get theirs."""

from django.db import migrations, models

TOPICS = [
    ("onboarding", "Getting started"),
    ("check_ins", "Check-ins"),
    ("recaps", "Usage recaps"),
    ("health", "Help when use falls behind"),
    ("reviews", "Success plan and reviews"),
    ("enablement", "Making more of a feature"),
    ("features", "New features"),
    ("betas", "Betas"),
    ("other", "Everything else"),
]
STARTER = {
    "onboarding": ("end_user_onboarding", "admin_onboarding"),
    "check_ins": ("day30_checkin", "quarterly_checkin"),
    "recaps": ("day90_recap", "monthly_recap"),
    "health": ("health_poor", "health_concerning"),
    "reviews": ("asp_sync", "roadmap_review"),
    "enablement": ("advanced_enablement",),
}


def forwards(apps, schema_editor):
    campaigns = apps.get_model("campaigns", "Campaign").objects
    for topic, slugs in STARTER.items():
        campaigns.filter(slug__in=slugs).update(topic=topic)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0015_starter_meeting_types")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="topic",
            field=models.CharField(
                choices=TOPICS,
                default="other",
                help_text="A contact may be without mails about it.",
                max_length=12,
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
