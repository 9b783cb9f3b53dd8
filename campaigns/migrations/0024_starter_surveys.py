"""The starter surveys, and the topic of their campaigns, so that a new portal can ask at once."""

from django.db import migrations
from django.utils import timezone

from campaigns import starter
from campaigns.surveys import library, versions


ABOUT_SURVEYS = ("csat_meeting", "csat_training", "nps")


def forwards(apps, schema_editor):
    apps.get_model("campaigns", "Campaign").objects.filter(slug__in=ABOUT_SURVEYS).update(
        topic="surveys"
    )
    Survey = apps.get_model("campaigns", "Survey")
    Version = apps.get_model("campaigns", "SurveyVersion")
    items, _ = library.read(starter.FOLDER)
    for item in items:
        definition = item.content
        survey, made = Survey.objects.get_or_create(
            slug=item.slug,
            defaults={
                "name": definition["name"],
                "purpose": definition.get("purpose", ""),
                "kind": definition["kind"],
                "state": "active",
            },
        )
        if made:
            survey.current = Version.objects.create(
                survey=survey,
                number=1,
                definition=definition,
                digest=versions.digest(definition),
                created_at=timezone.now(),
            )
            survey.save()


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0023_survey_and_help_roles")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
