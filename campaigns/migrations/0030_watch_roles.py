"""Who sees what goes out and what did not happen, and who asks what would change."""

from django.db import migrations

from accounts import grants
from accounts.grants import EVERYBODY

MODELS = ("campaigns.touchact", "campaigns.personalcopy", "campaigns.whatif", "lifecycle.silence")
ASK = ("campaigns.add_whatif",)
GROUPS = {"Manager": ASK, "CS Operations": ASK}
PAGES = {
    "view_pending": ("Can see what goes out next", EVERYBODY),
    "view_quiet": ("Can see what did not happen", ("Manager", "CS Operations")),
}


def forwards(apps, schema_editor):
    """The permissions of pages are made by name: Django makes them only after all migrations."""
    grants.give(apps, models=MODELS, groups=GROUPS)
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="campaigns", model="touch")
    for codename, (title, groups) in PAGES.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": title}
        )
        for name in groups:
            apps.get_model("auth", "Group").objects.get(name=name).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0029_what_people_watch"),
        ("lifecycle", "0022_what_people_watch"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
