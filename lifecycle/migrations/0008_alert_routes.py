"""How grave alerts raised before are and whose, and who may act on alerts."""

from django.db import migrations

from accounts import grants

GRAVE, NOTICE = 1, 3
MODELS = ("lifecycle.alert", "lifecycle.alertentry")
GROUPS = {"Account Executive": ("lifecycle.change_alert",)}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)
    Alert = apps.get_model("lifecycle", "Alert")
    Alert.objects.filter(kind="health").update(severity=GRAVE)
    Alert.objects.filter(kind="feature").update(severity=NOTICE, for_ae=True)
    roles = Alert.objects.filter(kind="missing_role")
    roles.update(severity=NOTICE)
    # One of several roles at once has a key that no condition has: it passes, and gives way.
    for role in roles.filter(key="").values_list("occurrence", flat=True).distinct():
        roles.filter(key="", occurrence=role).update(key=role[:60])


class Migration(migrations.Migration):
    dependencies = [
        ("lifecycle", "0007_alert_episodes"),
        ("accounts", "0010_timeline_of_work"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
