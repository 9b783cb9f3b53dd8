"""The trainings of the starter catalogue; who may write down trainings, feedback and advocates."""

from django.db import migrations

from accounts import grants

TRAININGS = [
    ("101", "Sourcegraph 101", "New users", 60,
     "- Searching the whole code base\n- Reading and following code\n- Exercises on their own code",
     "- [Lesson plan](https://github.com/sourcegraph/customer-training)"),
    ("102", "Sourcegraph 102", "Users who know the basics", 60,
     "- Structural, commit and diff search\n- Contexts, notebooks, monitors\n- Exercises",
     "- [Lesson plan](https://github.com/sourcegraph/customer-training)"),
    ("admin", "Admin training", "Instance admins", 45,
     "- The admin area\n- Users, permissions, code hosts\n- Monthly updates, inactive users",
     "- [Lesson plan](https://github.com/sourcegraph/customer-training)"),
    ("cody-onboarding", "Cody onboarding", "New users of Cody", 45,
     "- Installing the extension\n- Autocomplete, chat and commands\n- Prompts that work",
     "- [Lesson plan](https://github.com/sourcegraph/customer-training)"),
]  # fmt: skip
MODELS = (
    "accounts.training",
    "accounts.trainingsession",
    "accounts.attendance",
    "accounts.productgap",
    "accounts.gapreport",
    "accounts.feedback",
    "accounts.championtest",
    "accounts.advocacy",
    "accounts.instrument",
    "accounts.advocacycount",
)
WRITE = (
    "accounts.add_trainingsession",
    "accounts.change_trainingsession",
    "accounts.add_productgap",
    "accounts.add_gapreport",
    "accounts.change_gapreport",
    "accounts.add_feedback",
    "accounts.add_championtest",
    "accounts.add_advocacy",
    "accounts.change_advocacy",
)
CATALOGUE = ("accounts.add_training", "accounts.change_training", "accounts.change_productgap")
GROUPS = {
    "Technical Advisor": WRITE,
    "Account Executive": WRITE,
    "Customer Engineer": WRITE,
    "Manager": WRITE + CATALOGUE,
    "CS Operations": WRITE + CATALOGUE,
}


def forwards(apps, schema_editor):
    Training = apps.get_model("accounts", "Training")
    for slug, name, audience, minutes, agenda, materials in TRAININGS:
        Training.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "audience": audience,
                "minutes": minutes,
                "agenda": agenda,
                "materials": materials,
            },
        )
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_trainings_gaps_advocates")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
