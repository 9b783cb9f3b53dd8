"""Who may see drafts and publish them."""

from django.db import migrations

from accounts import grants

MODELS = ("campaigns.campaigndraft", "campaigns.campaign", "campaigns.campaignversion")
EDITORS = ("campaigns.add_campaign", "campaigns.change_campaign", "campaigns.add_campaignversion")
GROUPS = {"Manager": EDITORS, "CS Operations": EDITORS}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_drafts"), ("accounts", "0010_timeline_of_work")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
