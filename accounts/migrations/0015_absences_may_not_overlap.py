"""The database itself refuses absences of one person that overlap."""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE accounts_absence ADD CONSTRAINT absences_may_not_overlap
    EXCLUDE USING gist (user_id WITH =, daterange(starts_on, until) WITH &&)
    WHERE (NOT called_off);
"""

SQLITE = """
CREATE TRIGGER absences_may_not_overlap_{event}
AFTER {event} ON accounts_absence WHEN NOT NEW.called_off AND EXISTS (
    SELECT 1 FROM accounts_absence AS other
    WHERE other.user_id = NEW.user_id AND NOT other.called_off AND other.id <> NEW.id
      AND other.starts_on < NEW.until AND other.until > NEW.starts_on)
BEGIN SELECT RAISE(ABORT, 'absences_may_not_overlap'); END;
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(event=event))


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE accounts_absence DROP CONSTRAINT absences_may_not_overlap")
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER absences_may_not_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_pools_and_absences")]
    operations = [migrations.RunPython(forwards, backwards)]
