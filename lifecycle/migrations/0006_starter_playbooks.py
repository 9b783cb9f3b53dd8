"""The starter playbooks and their document templates, so that a new portal works at once."""

from django.db import migrations
from django.utils import timezone

from lifecycle.playbooks import library, versions


def forwards(apps, schema_editor):
    Playbook = apps.get_model("lifecycle", "Playbook")
    Version = apps.get_model("lifecycle", "PlaybookVersion")
    Template = apps.get_model("lifecycle", "DocumentTemplate")
    found, now = library.read(), timezone.now()
    Template.objects.bulk_create(
        Template(slug=slug, number=1, name=name, body=body, created_at=now)
        for slug, (name, body) in found.templates.items()
    )
    for slug, definition in found.playbooks.items():
        playbook = Playbook.objects.create(
            slug=slug,
            name=definition["name"],
            purpose=definition["purpose"],
            state="active",
        )
        playbook.current = Version.objects.create(
            playbook=playbook,
            number=1,
            definition=definition,
            digest=versions.digest(definition),
            created_at=now,
        )
        playbook.save()


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0005_work_pages")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
