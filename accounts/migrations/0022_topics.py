"""An address may be without mails about a topic."""

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


class Migration(migrations.Migration):
    dependencies = [("accounts", "0021_timeline_of_bookings")]

    operations = [
        migrations.RemoveConstraint(model_name="suppression", name="suppression_once"),
        migrations.AddField(
            model_name="consentevent",
            name="topic",
            field=models.CharField(blank=True, choices=TOPICS, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="suppression",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=TOPICS,
                default="",
                help_text="Empty for all campaign mail.",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(
                fields=["address", "reason", "topic"], name="suppression_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(topic="") | models.Q(reason="opted_out"),
                name="suppression_of_topic_is_opt_out",
            ),
        ),
    ]
