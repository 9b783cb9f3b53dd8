"""One group of permissions for each role of the team, no wider than the role's work."""

from django.db import migrations

# What there is to see; permissions are made by name, so that no other app's table is needed yet.
FACTS = "account contract contact programme timelineentry ping featureuse signal importrun"
CONSENT = "suppression consentevent"
DECISIONS = "stagechange stageoverride healthchange accountstate alert heartbeat lease"
EFFECTS = "campaign campaignversion message touch providerevent"
TABLES = {
    "accounts": f"{FACTS} {CONSENT} user",
    "lifecycle": DECISIONS,
    "campaigns": EFFECTS,
}
VERBS = {"view": "view", "add": "add", "change": "change", "delete": "delete"}

LOG = ("accounts.add_timelineentry", "accounts.change_timelineentry")
PEOPLE = ("accounts.add_contact", "accounts.change_contact")
ALERTS = ("lifecycle.change_alert",)
OVERRIDES = ("lifecycle.add_stageoverride", "lifecycle.change_stageoverride")
CONTRACTS = ("accounts.add_contract", "accounts.change_contract")
ACCOUNT = ("accounts.change_account",)
SETTLE = ("campaigns.change_touch",)
REMOVE = ("accounts.delete_account", "accounts.delete_contact")
CAMPAIGNS = ("campaigns.change_campaign",)
BOOK = ("accounts.add_account", "accounts.change_programme")
STAFF = ("accounts.add_user", "accounts.change_user")

GROUPS = {
    "Read-only": (),
    "Technical Advisor": LOG + PEOPLE + ALERTS + OVERRIDES + ACCOUNT + SETTLE,
    "Account Executive": LOG + PEOPLE + ACCOUNT + CONTRACTS,
    "Customer Engineer": LOG + PEOPLE + ALERTS,
    "Manager": LOG + PEOPLE + ALERTS + OVERRIDES + ACCOUNT + SETTLE + CONTRACTS + REMOVE
    + CAMPAIGNS,
    "CS Operations": LOG + PEOPLE + ALERTS + OVERRIDES + ACCOUNT + SETTLE + CONTRACTS + REMOVE
    + CAMPAIGNS + BOOK + STAFF,
}


def forwards(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    permissions = _permissions(apps)
    views = [found for name, found in permissions.items() if ".view_" in name]
    for name, extra in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([*views, *(permissions[codename] for codename in extra)])


def backwards(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


def _permissions(apps):
    """Each permission by its full name; those that Django would only make after migrating too."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    found = {}
    for app, models in TABLES.items():
        for model in models.split():
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            for verb in VERBS:
                codename = f"{verb}_{model}"
                found[f"{app}.{codename}"], _ = Permission.objects.get_or_create(
                    content_type=kind, codename=codename, defaults={"name": f"Can {verb} {model}"}
                )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_imports"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
