"""Who may see and do what with playbooks, tasks and documents."""

from django.db import migrations

from accounts import grants

MODELS = (
    "lifecycle.playbook",
    "lifecycle.playbookversion",
    "lifecycle.playbookrun",
    "lifecycle.task",
    "lifecycle.taskentry",
    "lifecycle.documenttemplate",
    "lifecycle.document",
    "lifecycle.documentversion",
)
WORK = (
    "lifecycle.add_playbookrun",
    "lifecycle.change_playbookrun",
    "lifecycle.add_task",
    "lifecycle.change_task",
    "lifecycle.add_taskentry",
    "lifecycle.add_document",
    "lifecycle.change_document",
)
LIBRARY = (
    "lifecycle.change_playbook",
    "lifecycle.add_playbookversion",
    "lifecycle.add_documenttemplate",
)
GROUPS = {
    "Technical Advisor": WORK,
    "Account Executive": WORK,
    "Customer Engineer": WORK,
    "Manager": WORK + LIBRARY,
    "CS Operations": WORK + LIBRARY,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("lifecycle", "0003_playbooks_tasks_documents"),
        ("accounts", "0010_timeline_of_work"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
