"""Indexes that find names, ids and addresses by their beginning, whatever the case."""

from django.db import migrations

COLUMNS = (
    ("accounts_account", "name"),
    ("accounts_account", "external_id"),
    ("accounts_contact", "email"),
    ("accounts_contact", "last_name"),
)


def forwards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    # The expressions are those that Django's istartswith asks for, or no plan would use them.
    how = "(upper({0}::text) text_pattern_ops)" if postgresql else "({0} COLLATE NOCASE)"
    for table, column in COLUMNS:
        schema_editor.execute(
            f"CREATE INDEX {table}_{column}_begins ON {table} " + how.format(column)
        )


def backwards(apps, schema_editor):
    for table, column in COLUMNS:
        schema_editor.execute(f"DROP INDEX {table}_{column}_begins")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_role_groups")]
    operations = [migrations.RunPython(forwards, backwards)]
