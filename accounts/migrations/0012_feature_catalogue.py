"""The features that usage reports speak of, by product."""

from django.db import migrations

FEATURES = (
    ("precise_code_intel", "Precise code navigation", "code_search"),
    ("search_contexts", "Search contexts", "code_search"),
    ("batch_changes", "Batch changes", "code_search"),
    ("code_insights", "Code insights", "code_search"),
    ("code_monitoring", "Code monitoring", "code_search"),
    ("notebooks", "Notebooks", "code_search"),
    ("cody_autocomplete", "Cody autocomplete", "cody"),
    ("cody_chat", "Cody chat", "cody"),
    ("cody_commands", "Cody commands", "cody"),
)


def forwards(apps, schema_editor):
    Feature = apps.get_model("accounts", "Feature")
    for slug, name, product in FEATURES:
        Feature.objects.get_or_create(slug=slug, defaults={"name": name, "product": product})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_knowledge_value_use_cases_channels")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
