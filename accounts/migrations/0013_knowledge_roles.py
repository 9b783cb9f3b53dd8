"""Who may see and write what is known of a customer."""

from django.db import migrations

from accounts import grants

MODELS = (
    "accounts.knowledgenote",
    "accounts.knowledgeversion",
    "accounts.knowledgegap",
    "accounts.valuedriver",
    "accounts.valuereading",
    "accounts.feature",
    "accounts.usecase",
    "accounts.mappingreview",
    "accounts.supportchannel",
)
WRITE = (
    "accounts.change_knowledgenote",
    "accounts.change_valuedriver",
    "accounts.change_usecase",
    "accounts.add_mappingreview",
    "accounts.change_supportchannel",
)
CATALOGUE = ("accounts.add_feature", "accounts.change_feature")
GROUPS = {
    "Technical Advisor": WRITE,
    "Account Executive": WRITE,
    "Customer Engineer": WRITE,
    "Manager": WRITE,
    "CS Operations": WRITE + CATALOGUE,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_feature_catalogue"), ("accounts", "0005_role_groups")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
