"""The campaigns of the starter programme, so that a new portal works at once."""

from django.db import migrations
from django.utils import timezone

from campaigns import starter


def forwards(apps, schema_editor):
    Campaign = apps.get_model("campaigns", "Campaign")
    Version = apps.get_model("campaigns", "CampaignVersion")
    Message = apps.get_model("campaigns", "Message")
    for files in starter.read():
        campaign = Campaign.objects.create(
            slug=files.slug,
            name=files.rule["name"],
            purpose=files.rule["purpose"],
            state="active",
        )
        version = Version.objects.create(
            campaign=campaign,
            number=1,
            rule=files.rule,
            digest=files.digest,
            created_at=timezone.now(),
        )
        Message.objects.bulk_create(
            Message(
                version=version,
                name=name,
                subject=copy.subject,
                preheader=copy.preheader,
                body=copy.body,
            )
            for name, copy in files.copies.items()
        )
        campaign.current = version
        campaign.save()


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
