"""Who sees the team's workload, and two more kinds of what happens to a task."""

from django.db import migrations, models

GROUPS = ("Manager", "CS Operations")


def forwards(apps, schema_editor):
    """The permission is made by name, because Django makes it only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="lifecycle", model="task")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename="view_workload",
        defaults={"name": "Can view the team's workload"},
    )
    for name in GROUPS:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0004_work_roles")]
    operations = [
        migrations.AlterModelOptions(
            name="task",
            options={
                "ordering": ["due_on", "pk"],
                "permissions": [("view_workload", "Can view the team's workload")],
            },
        ),
        migrations.AlterField(
            model_name="taskentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("added", "Added by hand"),
                    ("comment", "Comment"),
                    ("reassigned", "Reassigned"),
                    ("moved", "Due date moved"),
                    ("snoozed", "Snoozed"),
                    ("woken", "Snooze ended"),
                    ("ticked", "Ticked off"),
                    ("done", "Done"),
                    ("reopened", "Opened again"),
                    ("dropped", "Dropped"),
                ],
                default="comment",
                max_length=10,
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
