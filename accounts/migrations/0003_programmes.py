"""The four programmes of the starter pack, each with what its policy changes."""

from django.db import migrations

PROGRAMMES = [
    (
        "digital",
        "Digital",
        "No named Technical Advisor: mails, recaps and self-booked check-ins carry the customer.",
        {},
    ),
    (
        "scaled",
        "Scaled",
        "A named Technical Advisor looks after many accounts with the help of the campaigns.",
        {"surpass_targets": True},
    ),
    (
        "pooled",
        "Pooled",
        "A pool of Technical Advisors shares the accounts; whoever is free takes the next task.",
        {"surpass_targets": True},
    ),
    (
        "enterprise",
        "Enterprise",
        "A named Technical Advisor with a closer rhythm of plans, syncs and reviews.",
        {},
    ),
]


def forwards(apps, schema_editor):
    Programme = apps.get_model("accounts", "Programme")
    for slug, name, description, policy in PROGRAMMES:
        Programme.objects.get_or_create(
            slug=slug, defaults={"name": name, "description": description, "policy": policy}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_terms_may_not_overlap")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
